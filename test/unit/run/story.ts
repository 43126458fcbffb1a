/** Words for telling a run's story in tests: given these events, when this is seen, then these actions. */
import type { Hold } from '../../../src/core/budget.ts';
import type { CiJob, CiSeen, Seen } from '../../../src/core/run/observation.ts';
import type { Finding } from '../../../src/core/findings.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { Evidence, RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { PhaseStrategy, Strategy } from '../../../src/core/strategy/strategy.ts';

export const sha = (n: number): string => n.toString(16).padStart(40, '0');
const digest = '0'.repeat(64);
export const BASE = sha(1);
export const MINUTE = 60_000;

const price = { input: 1, cachedInput: 0.1, output: 4, checked: '2026-11-01' };

export const phase = (id: string, more: Partial<PhaseStrategy> = {}): PhaseStrategy =>
  PhaseStrategy.parse({
    id,
    index: 0,
    tier: id.split('.')[0],
    name: `Phase ${id}`,
    description: '',
    category: 'tests',
    complexity: 'low',
    builderMode: 'tweak_light',
    scope: ['src/**'],
    readOnlyContext: [],
    deliverables: [],
    acceptance: [],
    dependsOn: [],
    allowNoop: false,
    ciProfile: 'normal',
    builderAttempts: 3,
    auditorAttempts: 2,
    tokenCap: 300_000,
    outputTokens: 8_192,
    builder: { model: 'm', because: '' },
    auditor: { model: 'm', because: '' },
    highRisk: false,
    autoApply: true,
    auditorProfile: 'general',
    defaultSeverity: 'minor',
    ...more,
  });

export function strategy(
  phases: readonly PhaseStrategy[] = [phase('T1.P1')],
  more: Partial<Strategy> = {},
): Strategy {
  const tiers = [...new Set(phases.map((p) => p.tier))].map((id, index) => ({
    ...{ id, index, name: id, description: '', minorTolerated: 2, majorTolerated: 0 },
    tokenCap: 900_000,
    ciRunCap: 20,
  }));
  return Strategy.parse({
    version: 1,
    planHash: digest,
    rulesetHash: digest,
    title: 'A plan',
    safetyProfile: 'normal',
    runScope: 'multi_tier',
    run: {
      tokenCap: 5_000_000,
      costCapMicroUsd: null,
      maxPhases: 25,
      activeMinutes: 120,
      waitHours: 48,
      ciRunCap: 40,
    },
    ci: { required: ['test'], registerTimeoutMs: 10 * MINUTE, settleMs: 2 * MINUTE },
    protectedPaths: [],
    allowProtected: [],
    audit: { when: 'always', maxInline: 6, rounds: 3 },
    prices: { m: price },
    capabilities: {},
    tiers,
    phases,
    ...more,
  });
}

export function started(rules: Strategy): readonly RunEvent[] {
  const at = 0;
  return [
    {
      type: 'run-started',
      at,
      runId: '7-1',
      repo: { id: 1, owner: 'o', name: 'r' },
      issue: { number: 7, title: 'A plan' },
      trigger: { id: 'L1', kind: 'label', actor: { id: 5, login: 'alice' } },
      base: { branch: 'main', sha: BASE },
      planHash: digest,
      identity: 'app',
      rules: 2,
    },
    {
      type: 'strategy-frozen',
      at,
      strategyHash: digest,
      tiers: rules.tiers.map(({ id }) => ({ id })),
      phases: rules.phases.map(({ id, tier }) => ({ id, tier })),
    },
    { type: 'preflight-passed', at },
    { type: 'queue-entered', at },
  ];
}

export const hold = (role: 'builder' | 'auditor', more: Partial<Hold> = {}): Hold => ({
  id: `7-1.T1.P1.${role}.1`,
  role,
  phase: 'T1.P1',
  model: 'm',
  tokens: 10_000,
  microUsd: 20_000,
  promptHash: digest,
  lease: { worker: 'other', until: 10 * MINUTE },
  ...more,
});

export const kept = (id: string, tokens = 1_000): RunEvent => ({
  type: 'answer-kept',
  at: 0,
  hold: id,
  usage: { input: tokens, cachedInput: 0, output: 0 },
  settled: { tokens, microUsd: tokens },
  stop: 'complete',
  anomaly: false,
  answer: digest,
});

/** From the queue to a candidate on the branch, with its PR open and nobody having judged it. */
export const pushed = (head: string, attempt = 1, before = BASE): readonly RunEvent[] => {
  const own = hold('builder', { id: `b${attempt}` });
  return [
    { type: 'build-started', at: 0, phase: 'T1.P1', attempt, hold: own },
    kept(own.id),
    {
      ...{ type: 'edits-committed', at: 0, phase: 'T1.P1', attempt, before, head, tree: sha(99) },
      ...{ files: 1, added: 3, removed: 1, risk: 0, gate: [] },
    },
    ...(attempt === 1 ? [{ type: 'pr-opened', at: 0, number: 8 } as const] : []),
  ];
};

export const audited = (
  head: string,
  verdict: 'approve' | 'revise' | 'escalate',
  round = 1,
): readonly RunEvent[] => {
  const own = hold('auditor', { id: `a-${head}` });
  const finding: Finding = {
    ...{
      id: `F-${round}`,
      key: `k${round}`,
      source: 'auditor',
      severity: 'major',
      category: 'bug',
    },
    ...{
      title: 'Off by one',
      reason: 'r',
      phase: 'T1.P1',
      path: 'src/a.ts',
      line: 3,
      status: 'open',
    },
  } as const;
  return [
    { type: 'audit-started', at: 0, phase: 'T1.P1', head, hold: own },
    kept(own.id),
    {
      ...{ type: 'audit-finished', at: 0, phase: 'T1.P1', head, round, verdict, summary: 's' },
      findings: verdict === 'revise' ? [finding] : [],
      fixed: [],
      acceptance: [],
    },
  ];
};

export const ciSaid = (head: string, verdict: 'green' | 'red'): RunEvent => ({
  ...{ type: 'ci-finished', at: 0, phase: 'T1.P1', head },
  report: { verdict, jobs: [], excerpt: verdict === 'red' ? 'not ok 1 - adds' : '' },
});

export const evidence = (kind: Evidence['kind'], attempt = 1): Evidence => ({
  kind,
  attempt,
  head: null,
  text: 'why',
});

export const job = (conclusion: string | null, more: Partial<CiJob> = {}): CiJob => ({
  workflow: '.github/workflows/ci.yml',
  workflowRun: 1,
  event: 'push',
  attempt: 1,
  job: 'test',
  id: 11,
  status: conclusion === null ? 'running' : 'completed',
  conclusion,
  ...more,
});

export const ci = (head: string, conclusion: string | null): CiSeen => ({
  head,
  workflowRuns: [
    {
      ...{ id: 1, workflow: '.github/workflows/ci.yml', name: 'CI', event: 'push', attempt: 1 },
      status: conclusion === null ? 'running' : 'completed',
      conclusion,
      jobs: conclusion === null ? [] : [job(conclusion)],
    },
  ],
  otherChecks: [],
});

export const world = (more: Partial<Seen> = {}): Seen => ({
  now: MINUTE,
  worker: 'me',
  issueOpen: true,
  labels: [],
  branch: { is: 'as-recorded' },
  pull: null,
  ci: null,
  commands: [],
  comments: [],
  reviews: [],
  checks: [],
  frozen: null,
  ...more,
});

export interface Given {
  readonly run: Run;
  when(seen?: Partial<Seen>): ReturnType<typeof decide>;
}

/** A run of `rules` in which these events have happened; `queued` is the state before the first phase. */
export function given(rules: Strategy, ...events: readonly RunEvent[]): Given {
  const run = fold(undefined, [...started(rules), ...events]);
  return { run, when: (seen = {}) => decide(run, rules, world(seen)) };
}

export const begun: RunEvent = { type: 'phase-started', at: 0, phase: 'T1.P1' };
