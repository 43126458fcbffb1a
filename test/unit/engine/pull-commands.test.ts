/** What people say in the conversation of a run's pull request. */
import { expect, it } from '@jest/globals';
import { marker } from '../../../src/core/names.ts';
import { aRecord, type Record } from '../verify/a-record.ts';

const pullOf = ({ github, issue }: Record) => {
  const pull = [...github.state.pulls.values()].find(({ branch }) => branch.includes(`${issue}-`));
  if (pull === undefined) throw new Error('there is no pull request');
  return pull;
};
const saying = (record: Record) => {
  const { github } = record;
  const { number } = pullOf(record);
  return async (who: string, text: string): Promise<readonly string[]> => {
    const id = github.as(who).comment(number, text);
    await record.pass();
    return github.state.reactions
      .filter(({ subject }) => subject === `IC_${id}`)
      .map(({ content }) => content);
  };
};
const commands = async (record: Record): Promise<readonly string[]> => {
  const lines = (await record.read()).links.flatMap(({ said }) => said?.lines ?? []);
  return lines.filter((line) => line.includes('"command-seen"'));
};
const status = ({ github, issue }: Record): string =>
  github.state.issues
    .get(issue)
    ?.comments.find(({ body }) => body.startsWith(marker.status(`${issue}-1`)))?.body ?? '';

it('is taken as if it stood on the issue, once, and answered where it stands', async () => {
  const record = await aRecord();
  const say = saying(record);
  expect(await say('mona', '/autopack explain T1.P1')).toEqual(['ROCKET']);
  expect(await say('mona', '/autopack retry T9.P9')).toEqual(['CONFUSED']);
  expect(status(record)).toContain('mona: retry (not accepted)');
  expect(await commands(record)).toHaveLength(2);
  expect((await record.read()).around).not.toBeNull();
});

it('needs the permission of whoever says it, unedited, and is not heard from a crowd', async () => {
  const record = await aRecord();
  const say = saying(record);
  const { github, issue } = record;
  expect(await say('eve', '/autopack dismiss F-1 it is fine')).toEqual(['CONFUSED']);
  expect(status(record)).toContain('That needs write access');
  const edited = github.as('mona').comment(pullOf(record).number, 'well');
  github.as('mona').editComment(edited, '/autopack explain T1.P1');
  for (let n = 0; n < 8; n += 1) {
    github.as('eve').comment(pullOf(record).number, `/autopack explain ${n}`);
    github.as('eve').comment(issue, `/autopack explain ${n}`);
  }
  await record.pass();
  expect(await commands(record)).toHaveLength(10);
  expect(await say('mona', '/autopack explain T1.P1')).toEqual(['ROCKET']);
});

it('is heard in the order of time, wherever it was said', async () => {
  const record = await aRecord();
  const { github, clock, issue } = record;
  const { number } = pullOf(record);
  for (const [n, on] of [number, issue, number, issue].entries()) {
    github.as('mona').comment(on, `/autopack explain ${n}`);
    clock.advance(1_000);
  }
  await record.pass();
  const told = (await commands(record)).map((line) => /finding (\d)/.exec(line)?.[1]);
  expect(told).toEqual(['0', '1', '2', '3']);
});

it('asks for no other run, and says where that is done', async () => {
  const record = await aRecord();
  const say = saying(record);
  expect(await say('mona', '/autopack run')).toEqual(['CONFUSED']);
  expect(status(record)).toContain('Run 1-1 is over. Say it on its issue.');
  expect([...record.github.state.git.branches.keys()]).not.toContain(
    `autonomous/${record.issue}-2`,
  );
});

it('that asks for a verification gets its one answer there', async () => {
  const record = await aRecord();
  const say = saying(record);
  const answersOn = (comments: readonly { readonly body: string }[] = []): number =>
    comments.filter(({ body }) => body.startsWith(marker.verify())).length;
  await say('eve', '/autopack verify');
  await say('eve', '/autopack verify');
  const { github, issue } = record;
  expect(answersOn(pullOf(record).comments)).toBe(1);
  expect(answersOn(github.state.issues.get(issue)?.comments)).toBe(0);
  github.as('eve').comment(issue, '/autopack verify');
  await say('eve', '/autopack verify');
  expect(answersOn(pullOf(record).comments)).toBe(1);
  expect(answersOn(github.state.issues.get(issue)?.comments)).toBe(1);
  expect(await commands(record)).toHaveLength(0);
});
