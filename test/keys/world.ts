/** What a run does under given settings: compiled by the product's own border, decided by its own rules. */
import { auditorRequest } from '../../src/agents/auditor.ts';
import { builderRequest } from '../../src/agents/builder.ts';
import { planning } from '../../src/config/planning.ts';
import type { Amount } from '../../src/core/budget.ts';
import { capHit } from '../../src/core/run/cap-hit.ts';
import type { Finding } from '../../src/core/findings.ts';
import type { Action } from '../../src/core/run/action.ts';
import { decide } from '../../src/core/run/decide.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { fold } from '../../src/core/run/evolve.ts';
import type { Seen } from '../../src/core/run/observation.ts';
import type { Compiled } from '../../src/core/strategy/compiled.ts';
import type { PhaseStrategy, Strategy } from '../../src/core/strategy/strategy.ts';
import type { ModelRequest, Planning } from '../../src/ports.ts';
import { BASE, evidence, hold, kept, pushed, sha, started, world } from '../unit/run/story.ts';
import type { Settings } from './settings.ts';

export const HEAD = sha(2);
/** The day on which everything is compiled; shipped prices are fresh on it. */
const NOW = Date.UTC(2026, 9, 1);

export const planningOf = ({ ruleset, models, pricing }: Settings): Planning =>
  planning({ ruleset, models, pricing, hash: '0'.repeat(64) }, { now: () => NOW });

/** A repository's file is YAML, and JSON is YAML. */
export const configText = ({ repository }: Settings): string => JSON.stringify(repository);

export interface PlanAsk {
  readonly category?: string;
  readonly safety?: 'normal' | 'safety_critical';
  readonly scope?: string;
  readonly phases?: number;
}

function planText({
  category = 'tests',
  safety = 'normal',
  scope = 'src/**',
  phases = 1,
}: PlanAsk) {
  const one = (n: number): string =>
    `### T1.P${n}: Work\n\n- category: ${category}\n- scope: \`${scope}\`\n- acceptance:\n  - [ ] it works\n`;
  const all = Array.from({ length: phases }, (_, n) => one(n + 1)).join('\n');
  return `safety profile: ${safety}\n\n## T1: Tier\n\n${all}`;
}

export const compiled = (settings: Settings, ask: PlanAsk = {}): Compiled =>
  planningOf(settings).compile(planText(ask), configText(settings));

/** Codes of what stands in a plan's way, or of what it is warned of. */
export function codes(settings: Settings, ask: PlanAsk = {}): readonly string[] {
  const found = compiled(settings, ask);
  return [
    found.is,
    ...(found.is === 'bad' ? found.problems : found.warnings).map((one) => one.code),
  ];
}

export function strategyOf(settings: Settings, ask: PlanAsk = {}): Strategy {
  const found = compiled(settings, ask);
  if (found.is === 'ready') return found.strategy;
  throw new Error(found.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

export function phaseOf({ phases }: Strategy): PhaseStrategy {
  const phase = phases.find(({ id }) => id === 'T1.P1');
  if (phase === undefined) throw new Error('no phase');
  return phase;
}

/** The request that the Builder's model gets. */
export function asked(settings: Settings, category = 'tests'): ModelRequest {
  const strategy = strategyOf(settings, { category });
  const nothing = { tree: [], served: [], omitted: [], evidence: [] };
  return builderRequest({ strategy, phase: phaseOf(strategy), ...nothing });
}

/** The request that the Auditor's model gets. */
export function askedAuditor(
  settings: Settings,
  category = 'tests',
  change: (phase: PhaseStrategy) => PhaseStrategy = (phase) => phase,
): ModelRequest {
  const strategy = strategyOf(settings, { category });
  const nothing = { changes: [], gate: [], earlier: [], round: 1 };
  return auditorRequest({ strategy, phase: change(phaseOf(strategy)), ...nothing });
}

/** Which cap stops a call of this size. */
export function stopped(settings: Settings, amount: Partial<Amount>, category = 'tests'): unknown {
  const strategy = strategyOf(settings, { category });
  const run = fold(undefined, [...started(strategy)]);
  const want = { tokens: 0, microUsd: 0, ...amount };
  return capHit(run, strategy, { phase: phaseOf(strategy), role: 'builder', amount: want })?.cap;
}

export interface Story extends PlanAsk {
  readonly events?: readonly RunEvent[];
  readonly seen?: Partial<Seen>;
  readonly identity?: 'app' | 'token';
}

/** What is done next in a story, as far as it is a different thing to do. */
export function next(settings: Settings, story: Story): unknown {
  const strategy = strategyOf(settings, story);
  const begun = started(strategy).map((event) =>
    event.type === 'run-started' ? { ...event, identity: story.identity ?? 'app' } : event,
  );
  const run = fold(undefined, [...begun, ...(story.events ?? [])]);
  return decide(run, strategy, world(story.seen)).map(gist);
}

const gist = (action: Action): unknown =>
  action.do === 'record'
    ? action.events.map((event) =>
        event.type === 'run-failed' ? `${event.type} ${event.failure.reason}` : wordsOf(event),
      )
    : action.do;

const wordsOf = (event: RunEvent): unknown =>
  event.type === 'command-seen' ? `${event.type} ${event.accepted}` : event.type;

export const BEGUN: RunEvent = { type: 'phase-started', at: 0, phase: 'T1.P1' };

/** The phase's first candidate is on the branch. */
export const ON_BRANCH: readonly RunEvent[] = [BEGUN, ...pushed(HEAD)];

const problem = (n: number, severity: Finding['severity']): Finding => ({
  ...{ id: `F-${n}`, key: `bug__src/a.ts__${n}`, source: 'auditor', severity, category: 'bug' },
  ...{ title: `Problem ${n}`, reason: 'r', phase: 'T1.P1', path: 'src/a.ts', line: n },
  status: 'open',
});

/** An audit of the candidate with so many findings. */
export function audit(
  verdict: 'approve' | 'revise',
  found: { readonly minor?: number; readonly major?: number } = {},
): readonly RunEvent[] {
  const own = hold('auditor', { id: 'audit-1' });
  const { minor = 0, major = 0 } = found;
  const findings = Array.from({ length: minor + major }, (_, n) =>
    problem(n + 1, n < major ? 'major' : 'minor'),
  );
  return [
    { type: 'audit-started', at: 0, phase: 'T1.P1', head: HEAD, hold: own },
    kept(own.id),
    {
      ...{ type: 'audit-finished', at: 0, phase: 'T1.P1', head: HEAD, round: 1, verdict },
      ...{ summary: 's', findings, fixed: [], acceptance: [] },
    },
  ];
}

const GREEN: RunEvent = {
  ...{ type: 'ci-finished', at: 0, phase: 'T1.P1', head: HEAD },
  report: { verdict: 'green', jobs: [], excerpt: '' },
};

/** The whole plan is through, with so many findings left open. */
export const through = (found: Parameters<typeof audit>[1]): readonly RunEvent[] => [
  ...ON_BRANCH,
  GREEN,
  ...audit('approve', found),
  { type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD },
];

const REASONS = ['adds one too many to every sum', 'forgets the empty list', 'never returns'];

/** So many attempts were pushed, and failed for different reasons. */
export const failures = (count: number): readonly RunEvent[] => [
  BEGUN,
  ...Array.from({ length: count }, (_, n): readonly RunEvent[] => [
    ...pushed(sha(n + 2), n + 1, n === 0 ? BASE : sha(n + 1)),
    {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: n + 1 },
      evidence: [{ ...evidence('ci', n + 1), text: `The work ${REASONS[n] ?? 'is wrong'}.` }],
    },
  ]).flat(),
];
