import { type CiBad, type CiVerdict, judgeCi } from '../gate.ts';
import { NEXT_STEP } from '../gate/next-step.ts';
import { type PreflightState, preflightState } from '../gate/preflight.ts';
import { awaitingRerun, toRerun } from '../gate/rerun.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { many } from '../report/words.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { ciRules, notStartedBecause } from './dispatch.ts';
import type { RunFailure } from './event.ts';
import { promotedPhase } from './evolve-phase.ts';
import { limitsOf } from './limits.ts';
import type { CiSeen, Seen } from './observation.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';

interface World {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
}

interface At extends World {
  readonly phase: PhaseRun;
}

export type CiStep =
  | { readonly is: 'act'; readonly actions: readonly Action[] }
  /** `audit`: whether the head is worth a model call by now. */
  | { readonly is: 'known'; readonly verdict: 'green' | 'red' | null; readonly audit: boolean };

interface Judged {
  readonly verdict: CiVerdict;
  /** Null: the repository has no gate workflow. */
  readonly gate: PreflightState | null;
}

/** One step for each state of CI; `gate/next-step.ts` is the table. */
export function ciStep(at: At, candidate: Candidate): CiStep {
  if (candidate.ci !== null) return known(candidate.ci.verdict, true);
  const { verdict, gate } = judge(at, candidate);
  const { phase } = at;
  const { head } = candidate;
  const file = at.strategy.ci.preflight;
  if (gate?.is === 'start' && file !== undefined && !isBad(verdict))
    return act({ do: 'start-gate', phase: phase.id, head, file, attempt: gate.attempt });
  const next = NEXT_STEP[verdict.is];
  const mayAudit = (file === undefined || gate?.is === 'passed') && candidate.rerun === undefined;
  switch (next.do) {
    case 'look':
      return known(null, mayAudit);
    case 'report':
      return act({ do: 'report-ci', phase: phase.id, head });
    case 'weigh':
      return act(weighed(at, candidate, { verdict, gate }));
    case 'stop':
      return stop(at, next.as, wordsOf(at, candidate, verdict));
    case 'wait':
      return isOverdue(at, candidate)
        ? stop(at, next.or, wordsOf(at, candidate, verdict))
        : known(null, mayAudit);
  }
}

/** What CI and the gate workflow say about the candidate at work; null while there is none. */
export function ciVerdict(run: Run, strategy: Strategy, seen: Seen): CiVerdict | null {
  const phase = run.phases.find(({ state }) => state === 'CI_RUNNING') ?? promotedPhase(run);
  const candidate = phase?.candidates.at(-1);
  if (phase === undefined || candidate === undefined) return null;
  return judge({ run, strategy, seen, phase }, candidate).verdict;
}

/** When time alone changes what CI comes to for the candidate at work: the first that is still to come. */
export function ciWakeTimes(at: World): readonly number[] {
  const { strategy, seen } = at;
  const phase = at.run.phases.find(({ state }) => state === 'CI_RUNNING') ?? promotedPhase(at.run);
  const candidate = phase?.candidates.at(-1);
  if (phase === undefined || candidate === undefined) return [];
  const { pushedAt, dispatch, rerun, preflight } = candidate;
  const { settleMs, registerTimeoutMs } = strategy.ci;
  const waits = [settleMs, registerTimeoutMs, strategy.run.waitHours * 3_600_000];
  const asked = [dispatch?.at, rerun?.at, preflight?.at].flatMap((at) =>
    at === undefined ? [] : [at + registerTimeoutMs],
  );
  const { gate } = judge({ ...at, phase }, candidate);
  const pause = gate?.is === 'pause' ? [gate.until] : [];
  const times = [...waits.map((ms) => pushedAt + ms), ...asked, ...pause];
  const first = Math.min(...times.filter((time) => time > seen.now));
  return Number.isFinite(first) ? [first] : [];
}

const known = (verdict: 'green' | 'red' | null, audit: boolean): CiStep => ({
  ...{ is: 'known', verdict, audit },
});
const act = (action: Action): CiStep => ({ is: 'act', actions: [action] });

const isBad = (verdict: CiVerdict): verdict is CiBad => 'failing' in verdict;

function judge(at: At, candidate: Candidate): Judged {
  const { strategy, phase } = at;
  const { now, ci } = at.seen;
  const { registerTimeoutMs, preflight: file } = strategy.ci;
  if (ci === null || ci.head !== candidate.head) return { verdict: { is: 'stale' }, gate: null };
  const seen: CiSeen = awaitingRerun(ci, candidate.rerun, { now, registerTimeoutMs });
  const rules = ciRules(at, limitsOf(strategy, phase.id).ciProfile);
  const apart = file === undefined ? undefined : pathOf(ci, file);
  // A run that was held starts its workflows long after the push: they have their time from then on.
  const pushedAt = Math.max(candidate.pushedAt, candidate.dispatch?.at ?? 0);
  const verdict = judgeCi({ ...rules, apart }, seen, { pushedAt, now });
  if (file === undefined || verdict.is === 'denied') return { verdict, gate: null };
  const gate = preflightState(file, { seen: ci, candidate }, { now, registerTimeoutMs });
  return { verdict: together(verdict, gate, file), gate };
}

const pathOf = ({ workflowRuns }: CiSeen, file: string): string =>
  workflowRuns.find((run) => run.workflow.endsWith(`/${file}`))?.workflow ??
  `.github/workflows/${file}`;

/** What is red stays red; what is green waits for the gate workflow. */
function together(ci: CiVerdict, gate: PreflightState, file: string): CiVerdict {
  if (isBad(ci)) return ci;
  if (gate.is === 'failed') return gate.ci;
  if (gate.is === 'never-started') return { is: 'never-registered', missing: [gate.why] };
  if (gate.is === 'awaited' && gate.status === 'waiting')
    return { is: 'needs-approval', workflows: [file] };
  if (ci.is !== 'green' || gate.is === 'passed') return ci;
  return {
    is: gate.is === 'awaited' && gate.status === 'running' ? 'running' : 'queued',
    on: [file],
  };
}

/** Only failures that are new, and that came twice where the profile allows a rerun, are reported. */
function weighed(at: At, { head, rerun }: Candidate, { verdict, gate }: Judged): Action {
  const { run, strategy, seen, phase } = at;
  const report: Action = { do: 'report-ci', phase: phase.id, head };
  // The gate workflow has had its attempts, and is not part of the base commit's CI.
  if (!isBad(verdict) || gate?.is === 'failed' || seen.ci === null) return report;
  const base = run.base.sha;
  const named = verdict.failing.some(({ workflow }) => workflow !== null);
  if (named && head !== base && run.baseline?.base !== base) return { do: 'record-baseline', base };
  const normal = limitsOf(strategy, phase.id).ciProfile === 'normal';
  const runs = normal && rerun === undefined ? toRerun(verdict, seen.ci, run.baseline) : [];
  return runs.length === 0 ? report : { do: 'rerun-ci', phase: phase.id, head, runs };
}

const isOverdue = ({ strategy, seen }: World, { pushedAt }: Candidate): boolean =>
  seen.now - pushedAt >= strategy.run.waitHours * 3_600_000;

function wordsOf(at: World, candidate: Candidate, verdict: CiVerdict): string {
  const head = candidate.head.slice(0, 7);
  if (verdict.is === 'never-registered')
    return `No CI run was registered for ${head}: ${verdict.missing.join(', ')}.${notStartedBecause(at, candidate)}${thereWere(at, candidate)}`;
  const denied =
    verdict.is === 'denied'
      ? ' GitHub does not let the app read workflow runs (actions: read).'
      : '';
  return `Waited ${many(at.strategy.run.waitHours, 'hour')} for CI on ${head}.${denied}`;
}

/** What did run there: a required name may only be misspelt. */
function thereWere({ seen: { ci } }: World, { head }: Candidate): string {
  if (ci?.head !== head) return '';
  const jobs = ci.workflowRuns.flatMap((run) => [run.name, ...run.jobs.map(({ job }) => job)]);
  const names = [...new Set([...jobs, ...ci.otherChecks.map(({ job }) => job)])];
  const more = names.length > SHOWN ? ', …' : '';
  return names.length === 0 ? '' : ` There were: ${names.slice(0, SHOWN).join(', ')}${more}.`;
}
const SHOWN = 8;

const stop = (
  { seen, phase }: At,
  as: Pick<RunFailure, 'state' | 'reason'>,
  detail: string,
): CiStep => ({
  is: 'act',
  actions: record(failWith(seen.now, { ...as, detail: detail.slice(0, 600), phase: phase.id })),
});
