/** What every forge does with the threads that reviews of ours begin. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { marker } from '../../src/core/names.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

export function forgeThreadsSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { run, look, openPull } = forgeActs(() => world);

  const begin = async () => {
    const at = await run();
    const pull = await openPull(at.runId);
    const say = (id: string) =>
      world.forge.review(pull, {
        ...{ head: at.head, body: `<!-- autopack:review -->\n${id}` },
        comments: [{ path: 'src/b.ts', line: 2, body: `why?\n\n${marker.finding(id)}` }],
      });
    const threads = async () => (await look(at, at.head, pull)).threads ?? [];
    const commands = async () => (await look(at, at.head, pull)).pullTalk?.commands ?? [];
    return { pull, say, threads, commands };
  };

  describe('a thread', () => {
    it('of a finding of ours is seen, and resolved once however often it is asked for', async () => {
      const { say, threads } = await begin();
      await say('F-1');
      await say('F-2');
      const [first, second] = await threads();
      expect([first, second]).toMatchObject([
        { finding: 'F-1', resolved: false, answered: false },
        { finding: 'F-2', resolved: false, answered: false },
      ]);
      await world.forge.resolveThread(first?.id ?? '');
      await world.forge.resolveThread(first?.id ?? '');
      expect((await threads()).map(({ resolved }) => resolved)).toEqual([true, false]);
    });

    it('in which a person wrote is told from one in which nobody did', async () => {
      const { pull, say, threads } = await begin();
      await say('F-1');
      await say('F-2');
      await world.answer(pull, 'I do not think so.');
      expect((await threads()).map(({ answered }) => answered)).toEqual([false, true]);
    });

    it('holds commands of people, which are about its finding and no answer to it', async () => {
      const { pull, say, threads, commands } = await begin();
      await say('F-1');
      await world.comment(pull, '/autopack hold');
      await world.answer(pull, '/autopack dismiss it is meant so');
      await world.answer(pull, '/autopack explain');
      expect((await commands()).map(({ body, finding }) => [body, finding])).toEqual([
        ['/autopack hold', undefined],
        ['/autopack dismiss it is meant so', 'F-1'],
        ['/autopack explain', 'F-1'],
      ]);
      expect((await commands())[1]).toMatchObject({ edited: false, author: { login: 'ada' } });
      expect((await threads()).map(({ answered }) => answered)).toEqual([false]);
      await world.forge.react((await commands())[1]?.id ?? '', 'ROCKET');
    });

    it('that is about no finding is nobody’s of ours', async () => {
      const { say, threads } = await begin();
      await say('G-1');
      expect(await threads()).toEqual([]);
    });
  });
}
