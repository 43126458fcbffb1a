import { expect, it } from '@jest/globals';
import type { CiReport } from '../../../src/core/gate.ts';
import type { DebtEntry } from '../../../src/core/backlog/entry.ts';
import { backlogOf } from '../../../src/core/backlog/issues.ts';
import { debtText } from '../../../src/core/backlog/render.ts';
import { DEBT_LABEL } from '../../../src/core/backlog/writes.ts';
import { debtId } from '../../../src/core/findings/effective.ts';
import { ciKey } from '../../../src/core/findings/stream.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { keepBacklog } from '../../../src/engine/backlog.ts';
import { openPass } from '../../../src/engine/pass.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { audited, candidate, green, reported, RULES, runOf } from '../findings/runs.ts';
import { sha, world } from '../run/story.ts';
import { entry, KEY } from './debts.ts';

const failing = (name: string): DebtEntry =>
  entry({
    ...{ id: debtId(ciKey('test', name)), category: 'test_failure', severity: 'major' },
    ...{ title: `${name} fails`, source: 'test', path: null },
  });

/** The debts that are left after the merge of a head whose report has two tests passed, `good 0` and `good 1`. */
async function leftAfter(change: (run: Run) => Run = (run) => run): Promise<readonly string[]> {
  const github = fakeGithub({ clock: fakeClock() });
  const { forge, state } = github;
  const issue = github.as('ada').openIssue({ title: 'A plan', body: 'x' });
  for (const one of [failing('good 1'), failing('frontend adds')])
    await forge.createIssue({ ...debtText(one, KEY), labels: [DEBT_LABEL] });
  const head = github.as('ada').push('autonomous/7-1', { 'a.txt': 'a\n' });
  github.setCi(head, {
    jobs: { test: 'success' },
    tests: { passed: 2, failed: 0, skipped: 0, failing: [] },
  });
  const [ran] = await forge.ci(head);
  const report: CiReport = green({
    jobs: [{ name: 'ci.yml › test', conclusion: 'success', workflowRun: ran?.id ?? 0, attempt: 1 }],
    tests: { passed: 2, failed: 0, skipped: 0, failing: [] },
  });
  const run = runOf(RULES, ...candidate(1), reported(sha(10), report), ...audited(sha(10), []));
  const tip = {
    ...{ strategy: RULES, runId: '7-1', oid: sha(5), plan: '', answer: null, broken: null },
    run: change({
      ...{ ...run, issue: { number: issue, title: 'A plan' }, startedAt: 100 },
      ...{ state: 'DONE_SUCCESS', promotion: 'promoted', merge: head },
    }),
  };
  const ports = { forge, sealKey: KEY, tips: new Map(), redact: (text: string) => text };
  await keepBacklog(openPass(ports as unknown as EnginePorts, tip), world());
  const debts = [...state.issues.values()].filter((one) => one.labels.has(DEBT_LABEL));
  return backlogOf(debts, { repoId: 1, key: KEY }).debts.flatMap(({ entry: one }) =>
    one === null || one.status === 'resolved' ? [] : [one.title],
  );
}

it('a test that failed is a debt until a report says that it ran and passed, not until one is without it', async () => {
  expect(await leftAfter()).toEqual(['frontend adds fails']);
});

it('what CI said of another head than the one that was merged takes nothing away', async () => {
  expect(await leftAfter((run) => ({ ...run, head: sha(88) }))).toEqual([
    'good 1 fails',
    'frontend adds fails',
  ]);
});
