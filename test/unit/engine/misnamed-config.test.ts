import { expect, it } from '@jest/globals';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { PLAN } from '../../sim/plans.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { portsOf } from './tiered-issue.ts';

async function started(files: Readonly<Record<string, string>>) {
  const clock = fakeClock();
  const github = fakeGithub({ clock, files, ci: () => ({ jobs: { test: 'success' } }) });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'A plan', body: PLAN });
  const { engine } = portsOf(github, clock);
  clock.advance(5_000);
  mona.comment(issue, '/autopack run');
  clock.advance(5_000);
  await reconcile(engine, { ...engine.repo, issue });
  const said = (github.state.issues.get(issue)?.comments ?? []).map(({ body }) => body).join('\n');
  return { said, branches: [...github.state.git.branches.keys()] };
}

it('a configuration that nothing reads starts no run: its caps would not hold', async () => {
  const { said, branches } = await started({ '.github/autopack.yaml': 'version: 1\n' });

  expect(said).toContain('Rename it to `.github/autopack.yml`.');
  expect(branches).toEqual(['main']);
});

it('beside one that is read it is a file like any other', async () => {
  const { branches } = await started({
    '.github/autopack.yaml': 'x',
    '.github/autopack.yml': 'version: 1\nci: { required: [test] }\n',
  });

  expect(branches.length).toBeGreaterThan(1);
});
