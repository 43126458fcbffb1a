/** What starting a workflow by hand does, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sha } from '../../src/core/ids.ts';
import type { ContractWorld } from './world.ts';

const file = (name: string): string => `.github/workflows/${name}`;
const workflow = (on: string): string =>
  `name: ${on}\non: ${on}\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: exit 0 }] } }\n`;
const FILES = {
  [file('hand.yml')]: workflow('workflow_dispatch'),
  [file('call.yml')]: workflow('workflow_call'),
};

export function dispatchSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
    await world.push('main', FILES);
  });
  afterAll(() => world.close());

  let branches = 0;
  /** A branch of its own, with a head that no CI has seen. */
  const ready = async (): Promise<{ readonly branch: string; readonly head: Sha }> => {
    const branch = `autonomous/${(branches += 1)}-1`;
    return { branch, head: await world.push(branch, { ...FILES, 'n.txt': `${branches}\n` }) };
  };

  describe('a workflow', () => {
    it('is started by hand on a branch, and none beside it', async () => {
      const { head, branch } = await ready();
      const forge = world.asWorkflow({ mayDispatch: true });
      expect(await forge.dispatchWorkflow('hand.yml', branch)).toBeNull();
      expect(await forge.ci(head)).toMatchObject([
        { workflow: file('hand.yml'), event: 'workflow_dispatch' },
      ]);
    });

    it.each([
      ['hand.yml', false, 'permission'],
      ['none.yml', true, 'missing'],
      ['call.yml', true, 'trigger'],
    ] as const)('%s is not started, and the reason told', async (name, mayDispatch, why) => {
      const { head, branch } = await ready();
      const forge = world.asWorkflow({ mayDispatch });
      expect(await forge.dispatchWorkflow(name, branch)).toBe(why);
      expect(await forge.ci(head)).toEqual([]);
    });
  });
}
