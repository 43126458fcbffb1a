import { expect, it } from '@jest/globals';
import { RUN_LABEL } from '../../../src/core/names.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { PLAN } from '../../sim/plans.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { openStory } from './a-story.ts';
import { portsOf } from './tiered-issue.ts';

/** A repository whose CI has the jobs `build` and `unit`, and whose configuration requires another. */
function misspelt(required: string) {
  const clock = fakeClock();
  const files = {
    '.github/autopack.yml': `version: 1\nci: { required: [${required}], register_timeout: 10m }\n`,
    '.github/workflows/ci.yml': 'name: CI\non: [push]\njobs: { build: {}, unit: {} }\n',
  };
  const ci = () => ({ jobs: { build: 'success', unit: 'success' } }) as const;
  const github = fakeGithub({ clock, files, ci });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'A plan', body: PLAN });
  const { engine } = portsOf(github, clock);
  const pass = async (): Promise<void> => {
    clock.advance(5_000);
    await reconcile(engine, { ...engine.repo, issue });
  };
  const said = (): string =>
    (github.state.issues.get(issue)?.comments ?? []).map(({ body }) => body).join('\n');
  return { github, mona, issue, clock, pass, said };
}

it('a required name that no workflow has is told of by the free check, with those that there are', async () => {
  const { mona, issue, pass, said } = misspelt('tests');
  mona.comment(issue, '/autopack plan');
  await pass();
  expect(said()).toContain('`ci.required` names `tests`');
  expect(said()).toContain('ci.yml (build, unit)');
});

it('and when the run starts, before anything is built; once', async () => {
  const { mona, issue, clock, pass, said } = misspelt('tests');
  clock.advance(5_000);
  mona.label(issue, RUN_LABEL);
  await pass();
  expect(said()).toContain('started, but CI may never answer it');
  await pass();
  expect(said().split('CI may never answer it')).toHaveLength(2);
});

it('and at the end of the run, with what did run on the commit', async () => {
  const { mona, issue, clock, pass, said } = misspelt('tests');
  clock.advance(5_000);
  mona.label(issue, RUN_LABEL);
  for (let n = 0; n < 12; n += 1) {
    clock.advance(60_000);
    await pass();
  }
  expect(said()).toMatch(/No CI run was registered for \w+: tests\. There were: CI, build, unit\./);
});

it('nothing is said of names that are there', async () => {
  const { mona, issue, clock, pass, said } = misspelt('unit');
  mona.comment(issue, '/autopack plan');
  await pass();
  expect(said()).toContain('the plan is sound');
  expect(said()).not.toContain('unknown-ci-name');
  clock.advance(5_000);
  mona.label(issue, RUN_LABEL);
  await pass();
  expect(said()).not.toContain('CI may never answer it');
});

it('a repository without any CI is told so before anything is spent', async () => {
  const story = openStory({ files: { '.github/autopack.yml': 'version: 1\n' } });
  story.mona.comment(story.issue, '/autopack plan');
  await story.pass(1);
  expect(story.said().join()).toContain('The default branch has no workflow');
});
