import { afterEach, expect, it, jest } from '@jest/globals';
import type { Script } from '../lab/model/script.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import {
  AFTER,
  FAR,
  LARGE_PLAN as PLAN,
  LARGE_SCRIPT as SCRIPT,
  largeShop,
} from '../support/large-shop.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});

const [PART] = Object.values(SCRIPT);
/** The same, where the Builder is shown a file that nothing but its name speaks for. */
const located = (path: string): Script => ({
  'T1.P1': {
    ...{ audits: PART?.audits ?? [], locates: [path] },
    builds: (PART?.builds ?? []).map((line) => ({
      ...{ ...line, requires: [...line.requires, `<file path="${FAR}">`], forbids: [] },
    })),
  },
});

it('shows what a cheaper model names, by a call of its own that anybody can verify', async () => {
  play = await openPlay({ files: largeShop(), script: located(FAR) });
  const issue = await play.label(PLAN);
  const done = await play.until(ended);
  expect(done).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 1, located: [FAR] }] });
  const calls = play.model.calls();
  expect(calls.map(({ role, model }) => `${role} ${model}`)).toEqual([
    ...['locator gpt-5.4-mini', 'builder gpt-5.4-mini', 'auditor gpt-4.1'],
  ]);
  expect(calls[0]?.user).toContain(`\n${FAR} (`);
  expect(calls[0]?.user).not.toContain('return price');
  await play.lab.as(MAINTAINER).comment(play.repo, issue, '/autopack verify');
  await play.rest();
  expect((await play.comments(issue)).join('\n')).toContain('verified: **OK**');
});

it('does without that model where it says nothing of use', async () => {
  play = await openPlay({ files: largeShop(), script: SCRIPT });
  play.model.hook(({ role }) => (role === 'locator' ? { is: 'refusal' } : undefined));
  await play.label(PLAN);
  const done = await play.until(ended);
  expect(done).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 1, located: [] }] });
  const told = done.journal.map(({ text }) => text);
  expect(told).toContain('no files named for T1.P1: the answer was refused');
});

it('builds in a repository that is too large to be shown', async () => {
  const files = largeShop();
  play = await openPlay({ files, script: SCRIPT });
  await play.label(PLAN);
  const done = await play.until(ended);
  expect(done).toMatchObject({ state: 'DONE_SUCCESS' });
  const branch = 'autonomous/1-1';
  const text = await play.lab.git(play.repo, ['show', `${branch}:src/billing/discount.ts`]);
  expect(text.text).toContain(AFTER.trim());
  const asked = play.lab.requests.all().map((request) => request.graphql?.name);
  // Two hundred texts, and what each pass after the first knows already.
  expect(asked.filter((name) => name === 'Blobs').length).toBeLessThanOrEqual(4);
  expect(asked.filter((name) => name === 'Histories')).toHaveLength(5);
});
