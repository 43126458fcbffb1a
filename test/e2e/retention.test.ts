/** Ledgers that have had their time, on the lab: deleted by what the App does now and then. */
import { afterEach, expect, it, jest } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import { LABEL, openPlay, type Play } from '../support/play.ts';
import { quiet } from '../support/quiet.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const DAY_MS = 24 * 3_600_000;
let play: Play | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  const on = play;
  play = undefined;
  await on?.close();
  on?.lab.assertClean();
});

const ledgers = async ({ lab, repo }: Play): Promise<readonly string[]> => {
  const refs = ['for-each-ref', '--format=%(refname)', 'refs/heads/autopack/state/'];
  return (await lab.git(repo, refs)).text.split('\n').filter((ref) => ref !== '');
};

it('goes after the configured days, and the next run of the issue takes the next number', async () => {
  const config = `${TINY_FILES['.github/autopack.yml']}retention: { ledger_days: 1 }\n`;
  const files = { ...TINY_FILES, '.github/autopack.yml': config };
  const on = await openPlay({ files, script: TINY_SCRIPT });
  play = on;
  const mona = on.lab.as(MAINTAINER);
  const issue = await on.label(TINY_PLAN);
  const done = await on.until(({ state }) => state.startsWith('DONE_'));
  expect((await mona.merge(on.repo, done.pr ?? 0)).status).toBe(200);
  await on.until(({ promotion }) => promotion === 'promoted');

  const [owner = '', name = ''] = on.repo.split('/');
  const { retire } = compose(on.settings, quiet);
  await retire({ owner, name }, 1);
  expect(await ledgers(on)).toEqual([`refs/heads/autopack/state/${issue}-1`]);
  const real = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => real() + 2 * DAY_MS);
  await retire({ owner, name }, 1);
  jest.restoreAllMocks();
  expect(await ledgers(on)).toEqual([]);
  expect((await on.comments(issue)).join()).toContain('deleted 1 day after its last event');

  await mona.must('PATCH', `/repos/${on.repo}/issues/${issue}`, { state: 'open' });
  await on.rest();
  expect(await ledgers(on)).toEqual([]);
  // GitHub's times have whole seconds, and what was said within the last one of the run was said before its end.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await mona.label(on.repo, issue, LABEL);
  await on.rest();
  expect(await ledgers(on)).toEqual([`refs/heads/autopack/state/${issue}-2`]);
});
