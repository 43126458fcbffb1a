import { expect, it } from '@jest/globals';
import { answerIssue } from '../../src/engine/start.ts';
import { stage } from '../keys/engine.ts';
import { shipped } from '../keys/settings.ts';
import { TINY_PLAN } from '../support/tiny.ts';

it('starts nothing on a branch that no ledger owns, and says once what to do', async () => {
  const { clock, github, ports } = stage(shipped());
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const number = mona.openIssue({ title: 'Mend', body: TINY_PLAN });
  const { git } = github.state;
  git.branches.set(`autonomous/${number}-1`, github.base);
  clock.advance(5_000);
  mona.label(number, 'autopack:run');
  clock.advance(1_000);
  const pass = async (): Promise<string | undefined> => {
    const issue = await github.forge.issue(number);
    if (issue === undefined) throw new Error('no issue');
    return (await answerIssue(ports, issue, undefined))?.runId;
  };
  expect(await pass()).toBeUndefined();
  const told = (): readonly string[] =>
    (github.state.issues.get(number)?.comments ?? []).map(({ body }) => body);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain(`\`autonomous/${number}-1\``);
  expect(told()[0]).toContain('Delete or rename that branch');
  expect(github.state.issues.get(number)?.labels.has('autopack:run')).toBe(false);
  await pass();
  expect(told()).toHaveLength(1);

  git.branches.delete(`autonomous/${number}-1`);
  clock.advance(5_000);
  mona.label(number, 'autopack:run');
  clock.advance(1_000);
  expect(await pass()).toBe(`${number}-1`);
});
