/** Runs with findings from every source. */
import type { CiReport } from '../../../src/core/gate.ts';
import type { Finding } from '../../../src/core/findings.ts';
import type { GateLine, RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { begun, hold, kept, phase, pushed, sha, started, strategy } from '../run/story.ts';

export const RULES = strategy([
  phase('T1.P1'),
  phase('T2.P1', { category: 'external_feature_reuse' }),
]);

export const finding = (more: Partial<Finding> = {}): Finding => ({
  ...{ id: 'F-1', key: 'bug__src/a.ts__x', source: 'auditor', severity: 'minor', category: 'bug' },
  ...{ title: 'Off by one', reason: 'The last one is left out.', phase: 'T1.P1' },
  ...{ path: 'src/a.ts', line: 3, status: 'open' },
  ...more,
});

export const red = (more: Partial<CiReport> = {}): CiReport => ({
  verdict: 'red',
  jobs: [
    { name: 'ci.yml › test', conclusion: 'failure', workflowRun: 1, attempt: 1 },
    { name: 'ci.yml › lint', conclusion: 'success', workflowRun: 1, attempt: 1 },
  ],
  excerpt: '',
  ...more,
});
export const green = (more: Partial<CiReport> = {}): CiReport => ({
  ...{
    verdict: 'green',
    jobs: red().jobs.map((job) => ({ ...job, conclusion: 'success' })),
    excerpt: '',
  },
  ...more,
});

export const reported = (head: string, report: CiReport): RunEvent => ({
  ...{ type: 'ci-finished', at: 0, phase: 'T1.P1', head, report },
});

export const audited = (
  head: string,
  findings: readonly Finding[],
  fixed: readonly string[] = [],
): readonly RunEvent[] => {
  const own = hold('auditor', { id: `a-${head}` });
  return [
    { type: 'audit-started', at: 0, phase: 'T1.P1', head, hold: own },
    kept(own.id),
    {
      ...{ type: 'audit-finished', at: 0, phase: 'T1.P1', head, round: 1, verdict: 'approve' },
      ...{ summary: 's', findings: [...findings], fixed: [...fixed], acceptance: [] },
    },
  ];
};

interface Pushed {
  readonly gate?: readonly GateLine[];
  readonly doubts?: readonly { title: string; path: string | null; reason: string }[];
}

/** A candidate with what the gate and the Builder say of it. */
export const candidate = (n: number, { gate = [], doubts }: Pushed = {}): readonly RunEvent[] => {
  const failed: readonly RunEvent[] =
    n === 1
      ? []
      : [{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: n - 1, evidence: [] }];
  const events = pushed(sha(9 + n), n, n === 1 ? sha(1) : sha(8 + n));
  return [
    ...failed,
    ...events.map((event) =>
      event.type === 'edits-committed'
        ? { ...event, gate: [...gate], ...(doubts === undefined ? {} : { doubts: [...doubts] }) }
        : event,
    ),
  ];
};

export const runOf = (rules: Strategy, ...events: readonly RunEvent[]): Run =>
  fold(undefined, [...started(rules), begun, ...events]);
