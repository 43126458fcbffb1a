import { baseMerged, phaseOf, withPhase, withTiers } from './evolve-phase.ts';
import type { RecoveryEvent } from './event-recovery.ts';
import type { PhaseRun, Run } from './run.ts';
import { UNCLEAN } from './unclean.ts';

type Ev<T extends RecoveryEvent['type']> = Extract<RecoveryEvent, { type: T }>;
/** Model calls and their ends are folded with the other calls. */
type Folded = Exclude<RecoveryEvent, { type: 'replan-started' }>;

/** What recovery, people and promotion change in a run. */
export function evolveRecovery(run: Run, event: Folded): Run {
  const illegal = illegalBecause(run, event);
  if (illegal !== null) throw new Error(`${event.type}: ${illegal}`);
  switch (event.type) {
    case 'phase-undone':
      return undone(run, event);
    case 'phase-retried': {
      const { rollback: _done, ...rest } = run;
      return withTiers(withPhase(rest, retried(phaseOf(run, event.phase), event)));
    }
    case 'run-reopened':
      return reopened(run);
    case 'rollback-asked':
      return {
        ...run,
        rollback: { phase: event.phase, goOn: event.goOn, by: event.by },
      };
    case 'run-held':
      return event.keeps === true
        ? { ...run, held: { ...heldBy(event), ...keptBy(run) } }
        : { ...going(run), held: heldBy(event) };
    case 'run-resumed':
      return resumed(run, event);
    case 'stop-asked':
      return { ...run, stopAfter: event.by };
    case 'budget-raised':
      return { ...run, raised: raised(run, event) };
    case 'merge-asked':
      return { ...run, mergeAsked: event.head };
    case 'base-merged':
      return baseMerged(holding(run, event), event);
    case 'base-merge-asked':
      return { ...run, baseMerge: timesMerged(run, event.base) };
    case 'finding-dismissed':
      return dismissed(run, event);
    case 'phase-replanned':
    case 'replan-unusable':
    case 'model-escalated':
      return withPhase({ ...run, call: null }, another(phaseOf(run, event.phase), event));
    case 'promotion-verified':
      return verified(run, event);
    case 'promotion-blocked':
      if (run.state !== 'DONE_SUCCESS') throw new Error(`nothing is promoted in ${run.state}`);
      return {
        ...run,
        promotion: 'blocked',
        blocked: { reason: event.reason, detail: event.detail },
      };
  }
}

/** Null: the event may follow. Everything else is a broken invariant. */
function illegalBecause(run: Run, event: Folded): string | null {
  const over = run.state.startsWith('DONE_');
  switch (event.type) {
    case 'run-held':
      // A question that has to be answered comes before what holds the run otherwise.
      return over || (run.held !== undefined && event.why === undefined)
        ? 'the run is over or held'
        : null;
    case 'stop-asked':
      return over ? 'the run is over' : null;
    case 'run-resumed':
      return run.held === undefined && run.stopAfter === undefined ? 'nobody holds the run' : null;
    case 'rollback-asked':
      return over || phaseOf(run, event.phase).state !== 'FAILED' ? 'it did not fail' : null;
    case 'finding-dismissed':
      return isDismissable(run, event.finding) ? null : 'it is not open';
    case 'phase-replanned':
    case 'replan-unusable':
      return run.call?.hold.role === 'planner' && run.call.answer !== null
        ? null
        : 'the Planner was not asked';
    case 'model-escalated':
      return phaseOf(run, event.phase).state === 'EXECUTING' ? null : 'it is not being built';
    case 'base-merged':
      return run.promotion === 'eligible' || run.promotion === 'verifying'
        ? null
        : 'nothing is to be promoted';
    case 'merge-asked':
      return run.promotion === 'eligible' && event.head === run.head ? null : 'it is not eligible';
    case 'base-merge-asked':
    case 'phase-undone':
    case 'phase-retried':
    case 'run-reopened':
    case 'budget-raised':
    case 'promotion-verified':
    case 'promotion-blocked':
      return null;
  }
}

function undone(run: Run, { phase, before, head }: Ev<'phase-undone'>): Run {
  if (phaseOf(run, phase).state !== 'FAILED') throw new Error(`${phase} was not given up`);
  if (before !== run.head) throw new Error(`the branch is at ${run.head}, not ${before}`);
  // The tree is that of the snapshot, so what is judged from here on is judged against this commit.
  return { ...run, head, snapshot: head, ciRuns: run.ciRuns + 1 };
}

function retried(phase: PhaseRun, event: Ev<'phase-retried'>): PhaseRun {
  // What was skipped only because this one had failed is queued again with it.
  if (phase.state !== 'FAILED' && phase.state !== 'SKIPPED')
    throw new Error(`${phase.id} is ${phase.state}: there is nothing to retry`);
  return {
    ...phase,
    state: 'QUEUED',
    because: null,
    extraAttempts: (phase.extraAttempts ?? 0) + event.attempts,
    ...(event.adopt === true ? { adopt: true } : {}),
    // A person may know why it goes better now: the next attempt is made before anything is concluded.
    ...(event.anew === true ? { changedAt: phase.attempt } : {}),
  };
}

function reopened(run: Run): Run {
  const over = run.promotion === 'promoted' || run.promotion === 'closed';
  if (!run.state.startsWith('DONE_FAILED_') || over || run.phases.length === 0)
    throw new Error(`a run that is ${run.state} is not reopened`);
  return withTiers({
    ...going(run),
    state: 'PHASE_QUEUEING',
    failure: null,
    refusals: 0,
    retryAt: null,
    reopened: (run.reopened ?? 0) + 1,
  });
}

/** What has an id is open or not; what has none is told by its key. */
const isDismissable = (run: Run, finding: string): boolean =>
  finding.startsWith('F-')
    ? run.findings.some(({ id, status }) => id === finding && status === 'open')
    : run.dismissed?.includes(finding) !== true;

function dismissed(run: Run, { finding: name }: Ev<'finding-dismissed'>): Run {
  if (!name.startsWith('F-')) return { ...run, dismissed: [...(run.dismissed ?? []), name] };
  const findings = run.findings.map((finding) =>
    finding.id === name ? { ...finding, status: 'dismissed' as const } : finding,
  );
  return { ...run, findings };
}

const raised = (
  run: Run,
  { tokens, microUsd }: Ev<'budget-raised'>,
): NonNullable<Run['raised']> => ({
  tokens: (run.raised?.tokens ?? 0) + tokens,
  microUsd: (run.raised?.microUsd ?? 0) + microUsd,
});

function another(
  phase: PhaseRun,
  event: Ev<'phase-replanned' | 'replan-unusable' | 'model-escalated'>,
): PhaseRun {
  if (event.type === 'model-escalated')
    return {
      ...phase,
      escalations: (phase.escalations ?? 0) + 1,
      builderModel: event.model,
      changedAt: phase.attempt,
    };
  const counted = { ...phase, replans: (phase.replans ?? 0) + 1 };
  if (event.type === 'phase-replanned')
    return { ...counted, approach: event.approach, changedAt: phase.attempt };
  return counted;
}

const SOLVABLE: readonly string[] = ['base_conflict', 'branch_moved_back', ...UNCLEAN];

function verified(run: Run, { head }: Ev<'promotion-verified'>): Run {
  // What blocked it was not the head: that was verified before.
  const solved = SOLVABLE.includes(run.blocked?.reason ?? '') && head === run.snapshot;
  if ((run.promotion !== 'verifying' && !solved) || head !== run.head)
    throw new Error(`${head} is not what is verified for promotion`);
  const { blocked: _was, ...rest } = run;
  return { ...rest, promotion: 'eligible', snapshot: head };
}

const heldBy = ({ by, at, why }: Ev<'run-held'>): NonNullable<Run['held']> => ({
  by,
  at,
  ...(why === undefined ? {} : { why }),
});

const timesMerged = ({ baseMerge }: Run, base: string): NonNullable<Run['baseMerge']> => ({
  ...baseMerge,
  base,
  times: (baseMerge?.times ?? 0) + 1,
});

const holding = (run: Run, { base, holds }: Ev<'base-merged'>): Run =>
  holds === true ? { ...run, baseMerge: { base, times: 0, ...run.baseMerge, holds: base } } : run;

/** The hold that another one comes before. */
const keptBy = ({ held }: Run): Pick<NonNullable<Run['held']>, 'keeps' | 'before'> => ({
  keeps: true,
  ...(held === undefined ? {} : { before: held.before ?? { by: held.by, at: held.at } }),
});

/** What was in the way by itself is over by itself, and only it; a person who says so ends every hold. */
function resumed(run: Run, { by }: Ev<'run-resumed'>): Run {
  const { held, ...rest } = run;
  if (held?.keeps !== true || held.by !== by) return going(run);
  return held.before === undefined ? rest : { ...rest, held: held.before };
}

/** The run as nobody holds it. */
function going(run: Run): Run {
  const { held: _held, stopAfter: _asked, ...rest } = run;
  return rest;
}

/** Its number, so that it is not heard again. */
export const heard = (
  run: Run,
  { id, outsider }: { readonly id: string; readonly outsider?: true | undefined },
): Run => ({
  ...{ ...run, commands: [...run.commands, id] },
  ...(outsider === true ? { outsiders: (run.outsiders ?? 0) + 1 } : {}),
});
