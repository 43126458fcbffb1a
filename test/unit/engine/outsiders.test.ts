import { expect, it } from '@jest/globals';
import { aRecord } from '../verify/a-record.ts';

it('lets nobody fill the record of a run with comments', async () => {
  const record = await aRecord();
  const { github, issue } = record;
  const eve = github.as('eve');
  for (let n = 0; n < 25; n += 1) eve.comment(issue, `/autopack explain ${n}`);
  await record.pass();
  const heard = async (by: string): Promise<number> => {
    const events = (await record.read()).links.flatMap(({ said }) => said?.lines ?? []);
    return events.filter((line) => line.includes('"command-seen"') && line.includes(`"${by}"`))
      .length;
  };
  expect(await heard('eve')).toBe(10);

  github.as('mona').comment(issue, '/autopack explain T1.P1');
  await record.pass();
  expect(await heard('mona')).toBe(1);
  expect(await heard('eve')).toBe(10);
});
