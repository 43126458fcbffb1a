import { expect, it } from '@jest/globals';
import { UserError } from '../../../src/core/errors.ts';
import { RUN_LABEL } from '../../../src/core/names.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { PLAN } from '../../sim/plans.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { portsOf } from './tiered-issue.ts';

const HOUR = 3_600_000;
const refused = (): Error => new UserError('github/rejected', 'base: invalid', 'mend it');

/** The first push is there, and GitHub takes no pull request for it: its base may have another name by now. */
async function withoutPull() {
  const clock = fakeClock();
  const github = fakeGithub({ clock, ci: () => ({ jobs: { test: 'success' } }) });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'A plan', body: PLAN });
  clock.advance(5_000);
  mona.label(issue, RUN_LABEL);
  const { engine } = portsOf(github, clock);
  const pass = async (isRefused: boolean): Promise<void> => {
    clock.advance(HOUR);
    if (isRefused) github.faults.failNext('forge.openPull', 'before', refused());
    await reconcile(engine, { ...engine.repo, issue }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
    });
  };
  const said = (): string =>
    (github.state.issues.get(issue)?.comments ?? []).map(({ body }) => body).join('\n');
  await pass(true);
  const resume = (): void => void mona.comment(issue, '/autopack resume');
  return { github, pass, said, resume };
}

it('a pull request that GitHub does not take is told of, with what to look at', async () => {
  const { pass, said } = await withoutPull();
  expect(said()).toContain('GitHub has not taken the pull request');
  await pass(false);
  expect(said()).not.toContain('GitHub has not taken the pull request');
});

it('and is waited for no longer than anything else', async () => {
  const { github, pass, said, resume } = await withoutPull();
  for (let hour = 1; hour < 48; hour += 1) await pass(true);
  expect(said()).not.toContain('`pull_refused`');
  await pass(false);
  expect(said()).toContain('`pull_refused`');
  const state = github.text('autopack/state/1-1', 'state.json') ?? '{}';
  expect(JSON.parse(state)).toMatchObject({
    state: 'DONE_FAILED_ENVIRONMENT',
    failure: { reason: 'pull_refused' },
  });
  resume();
  await pass(false);
  expect(github.text('autopack/state/1-1', 'state.json')).toContain('"pr":');
  expect(said()).toContain('PR #');
});
