import { expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import { attempt, freshTries } from '../../src/queue/attempt.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { quiet } from '../support/quiet.ts';

it('says once what a person has to do, and waits long', async () => {
  const clock = fakeClock();
  const said: unknown[] = [];
  const log = { ...quiet, warn: (fields: object) => void said.push({ ...fields }) };
  const tries = freshTries();
  let code: string | null = 'github/archived';
  const work = async () => {
    if (code !== null) throw new UserError(code, 'no', 'do this');
    return { wakeAt: null };
  };
  const pass = () => attempt({ work, clock, log }, { owner: 'o', name: 'r', issue: 1 }, tries);

  expect(await pass()).toBe(clock.now() + 6 * 3_600_000);
  await pass();
  await pass();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ key: 'o/r#1', code: 'github/archived', fix: 'do this' });
  code = 'github/suspended';
  await pass();
  expect(said).toHaveLength(2);
  code = null;
  expect(await pass()).toBeNull();
  code = 'github/suspended';
  await pass();
  expect(said).toHaveLength(3);
});
