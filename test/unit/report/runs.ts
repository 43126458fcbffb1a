/** Runs as they look at the moments that people look at them: the events of a two-tier plan, with times. */
import type { Finding } from '../../../src/core/findings.ts';
import type { Evidence, RunEvent, RunFailure } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import type { Run } from '../../../src/core/run/run.ts';
import type { Links } from '../../../src/core/report/words.ts';
import type { StatusInput } from '../../../src/core/report/status-input.ts';
import { evidence, hold, MINUTE, phase, sha, started, strategy, world } from '../run/story.ts';

export const LINKS: Links = { server: 'https://github.com', owner: 'o', name: 'r' };
/** 2026-09-20 10:00 UTC. */
export const START = Date.UTC(2026, 8, 20, 10);
export const at = (minute: number): number => START + minute * MINUTE;
const digest = 'c'.repeat(64);

export const RULES = (() => {
  const parts = strategy(
    [
      phase('T1.P1', { name: 'Schema', category: 'schema_contract_change' }),
      phase('T1.P2', { name: 'Migration' }),
      phase('T2.P1', { name: 'Routes', category: 'feature_scaffolding' }),
    ],
    { run: { ...strategy().run, costCapMicroUsd: 6_000_000, tokenCap: 2_000_000 } },
  );
  const names = ['Data layer', 'API'];
  return { ...parts, tiers: parts.tiers.map((tier, n) => ({ ...tier, name: names[n] ?? '' })) };
})();

export const begun: readonly RunEvent[] = started(RULES).map((event) => ({
  ...event,
  at: START,
  ...(event.type === 'run-started' ? { issue: { number: 142, title: 'Invoices' } } : {}),
  ...(event.type === 'run-started' ? { runId: '142-1', planHash: digest } : {}),
}));

interface Work {
  readonly phase: string;
  readonly attempt?: number;
  readonly before: string;
  readonly head: string;
  readonly minute: number;
}

export const starts = (id: string, minute: number): RunEvent => ({
  ...{ type: 'phase-started', at: at(minute), phase: id },
});

const answered = (id: string, minute: number): RunEvent => ({
  ...{ type: 'answer-kept', at: at(minute), hold: id, stop: 'complete', anomaly: false },
  usage: { input: 40_000, cachedInput: 0, output: 1_200 },
  settled: { tokens: 41_200, microUsd: 410_000 },
  answer: digest,
});

export const asksBuilder = ({ phase: id, attempt = 1, minute }: Work): RunEvent => ({
  ...{ type: 'build-started', at: at(minute), phase: id, attempt },
  hold: hold('builder', {
    ...{ id: `142-1.${id}.builder.${attempt}`, phase: id, tokens: 52_000, microUsd: 800_000 },
    lease: { worker: 'other', until: at(minute + 6) },
  }),
});

/** An attempt from its call to the branch. */
export const pushes = (work: Work): readonly RunEvent[] => [
  asksBuilder(work),
  answered(`142-1.${work.phase}.builder.${work.attempt ?? 1}`, work.minute + 1),
  {
    ...{ type: 'edits-committed', at: at(work.minute + 1), phase: work.phase },
    ...{ attempt: work.attempt ?? 1, before: work.before, head: work.head, tree: sha(99) },
    ...{ files: 4, added: 188, removed: 12, risk: 35 },
    gate: [
      { rule: 'scope', verdict: 'pass', note: 'inside `src/**`' },
      { rule: 'size', verdict: 'warn', note: '188 lines were added' },
    ],
  },
];

export const opened: RunEvent = { type: 'pr-opened', at: at(3), number: 143 };

export const judges = (
  work: Work,
  said: Partial<Extract<RunEvent, { type: 'audit-finished' }>> = {},
): readonly RunEvent[] => {
  const { phase: id, head, minute } = work;
  const own = hold('auditor', { id: `142-1.${id}.auditor.${head.slice(-2)}`, phase: id });
  return [
    { type: 'audit-started', at: at(minute + 2), phase: id, head, hold: own },
    answered(own.id, minute + 3),
    {
      ...{ type: 'audit-finished', at: at(minute + 3), phase: id, head, round: 1 },
      ...{ verdict: 'approve', summary: 'Does what the phase asks for.', findings: [], fixed: [] },
      acceptance: [
        { criterion: 'unique (tenant, id)', proven: true, evidence: '`db/schema.sql:14`' },
      ],
      ...said,
    },
  ];
};

export const says = (work: Work, verdict: 'green' | 'red', excerpt = ''): RunEvent => ({
  ...{ type: 'ci-finished', at: at(work.minute + 2), phase: work.phase, head: work.head },
  report: {
    ...{ verdict, excerpt },
    jobs: [
      { name: 'ci.yml › test', conclusion: 'success', workflowRun: 901, attempt: 1 },
      ...(verdict === 'red'
        ? [{ name: 'ci.yml › e2e', conclusion: 'failure', workflowRun: 902, attempt: 1 }]
        : []),
    ],
  },
});

export const fails = (work: Work, ...why: readonly Evidence[]): RunEvent => ({
  ...{ type: 'attempt-failed', at: at(work.minute + 4), phase: work.phase },
  ...{ attempt: work.attempt ?? 1, evidence: [...why] },
});

export const because = (kind: Evidence['kind'], attempt: number, text: string): Evidence => ({
  ...evidence(kind, attempt),
  text,
});

export const finding = (n: number, more: Partial<Finding> = {}): Finding => ({
  ...{ id: `F-${n}`, key: `k${n}`, source: 'auditor', severity: 'major', category: 'bug' },
  ...{ title: 'Query ignores tenant_id', reason: 'Tenant A reads what is of tenant B.' },
  ...{ phase: 'T1.P2', path: 'src/repo.ts', line: 88, status: 'open' },
  ...more,
});

export const completes = (work: Work, next: string | null): readonly RunEvent[] => [
  { type: 'phase-completed', at: at(work.minute + 4), phase: work.phase, head: work.head },
  ...(next === null
    ? []
    : [{ type: 'queue-entered', at: at(work.minute + 4) } as const, starts(next, work.minute + 4)]),
];

export const ends = (failure: Partial<RunFailure>, minute: number): RunEvent => ({
  ...{ type: 'run-failed', at: at(minute) },
  failure: {
    ...{ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason: 'attempts_exhausted' },
    ...{ detail: 'T1.P2 Migration: all 3 attempts are used up.', phase: 'T1.P2' },
    ...failure,
  },
});

export const run = (...events: readonly RunEvent[]): Run => fold(undefined, [...begun, ...events]);

export const input = (of: Run, seen: Partial<Seen> = {}, more: Partial<StatusInput> = {}) => ({
  ...{ run: of, strategy: RULES, links: LINKS },
  seen: world({ now: of.updatedAt, ...seen }),
  ...more,
});
