import type { Strategy } from '../strategy/strategy.ts';
import { type Answer, type Heard, no, yes } from './commands-answer.ts';
import { fold, isTerminal } from './evolve.ts';
import type { RunEvent } from './event.ts';
import { standing } from './give-up.ts';
import type { PullSeen } from './observation.ts';
import { askedAbout } from './red-base.ts';
import { attemptFailed } from './candidate.ts';
import type { PhaseRun, Run } from './run.ts';
import { stuckBecause } from './stuck.ts';

const MAX_MORE = 5;

interface Reopening {
  readonly run: Run;
  readonly seen: {
    readonly pull: Pick<PullSeen, 'state'> | null;
    readonly issueOpen: boolean;
  };
}

/** Null: a person may have the run go on. */
export function closedBecause({ run, seen }: Reopening): string | null {
  if (run.state === 'DONE_SUCCESS') return `Run ${run.runId} succeeded.`;
  if (run.promotion === 'promoted' || run.promotion === 'closed')
    return 'The run is over for good.';
  if (seen.pull !== null && seen.pull.state !== 'open')
    return `The pull request is ${seen.pull.state}.`;
  if (!seen.issueOpen) return 'The issue is closed.';
  // What was spent after the seal may be missing, and with it a cap would not hold.
  if (run.failure?.reason === 'ledger_deleted')
    return 'Steps of its record may be missing. `/autopack run` starts a new run.';
  return run.phases.length === 0 ? 'The run has no phases.' : null;
}

const reopening = ({ run, seen, command }: Heard): readonly RunEvent[] =>
  isTerminal(run) ? [{ type: 'run-reopened', at: seen.now, by: command.actor }] : [];

/** Goes on where the run was held, or where it failed with what people have put on the branch since. */
export function resume(heard: Heard): Answer {
  const { run, seen, command } = heard;
  if (!isTerminal(run))
    return run.held === undefined && run.stopAfter === undefined
      ? no('Nobody holds the run.')
      : yes(
          'Going on.',
          { type: 'run-resumed', at: seen.now, by: command.actor.login },
          ...inSpiteOfBase(heard),
        );
  const closed = closedBecause(heard);
  if (closed !== null) return no(closed);
  const onBranch = standing(run);
  const failed =
    onBranch?.state === 'FAILED' ? onBranch : run.phases.find(({ state }) => state === 'FAILED');
  if (failed === undefined) return yes('Going on.', ...reopening(heard));
  const adopt = isAheadOf(heard);
  const left = attemptsLeft(heard, failed);
  if (!adopt && left <= 0)
    return no(
      `${failed.id} has no attempt left. Push your fix first, or comment \`/autopack retry ${failed.id}\`.`,
    );
  const events = [...reopening(heard), ...again(heard, failed, { attempts: 0, adopt })];
  const vain = adopt ? null : vainBecause(heard, failed, events);
  if (vain !== null) return no(vain);
  return yes(
    adopt ? `Your commits are taken as the work on ${failed.id}.` : `${failed.id} goes on.`,
    ...events,
  );
}

/** Whoever lets a run go on that only the base holds wants it to be mended here. */
function inSpiteOfBase({ run, seen }: Heard): readonly RunEvent[] {
  const about = askedAbout(run);
  return about === undefined ? [] : [attemptFailed(run, about.phase, about.candidate, seen.now)];
}

/** Null: the phase would be worked on; else why the run would end again before that. */
function vainBecause(
  { run, strategy }: Pick<Heard, 'run' | 'strategy'>,
  { id }: PhaseRun,
  events: readonly RunEvent[],
): string | null {
  const why = stuckBecause(fold(run, events), strategy, id);
  return why === null ? null : `${why} It would end again at once.`;
}

/** Why another attempt at a phase of a run that has failed would lead nowhere; null: it would be made. */
export function vainRetry(run: Run, strategy: Strategy, id: string): string | null {
  const failed = run.phases.some((one) => one.id === id && one.state === 'FAILED');
  const isPlanned = strategy.phases.some((one) => one.id === id);
  if (!failed || !isPlanned || !run.state.startsWith('DONE_FAILED_')) return null;
  const at = run.updatedAt;
  const events: readonly RunEvent[] = [
    { type: 'run-reopened', at, by: run.trigger.actor },
    { type: 'phase-retried', at, phase: id, attempts: 1, anew: true },
  ];
  return stuckBecause(fold(run, events), strategy, id);
}

const isAheadOf = ({ run, seen }: Heard): boolean =>
  seen.branch.is === 'ahead' || run.people.some(({ after }) => after === run.snapshot);

const attemptsLeft = ({ strategy }: Heard, { id, attempt, extraAttempts = 0 }: PhaseRun): number =>
  (strategy.phases.find((one) => one.id === id)?.builderAttempts ?? 0) + extraAttempts - attempt;

/** More attempts for a phase that failed, and for what was skipped because of it. */
export function retry(heard: Heard): Answer {
  const { args } = heard;
  const phase = failedPhase(heard.run, args[0]);
  if (typeof phase === 'string') return no(phase);
  const attempts = attemptsOf(args);
  if (attempts === null) return no(`\`--attempts\` takes a number from 1 to ${MAX_MORE}.`);
  const closed = isTerminal(heard.run) ? closedBecause(heard) : null;
  if (closed !== null) return no(closed);
  const left = standing(heard.run);
  if (left !== undefined && left.id !== phase.id && isAheadOf(heard))
    return no(
      `People’s commits stand on top of what ${left.id} left. \`/autopack resume\` takes them as the work on it.`,
    );
  const events = [...reopening(heard), ...again(heard, phase, { attempts, adopt: false })];
  const vain = vainBecause(heard, phase, events);
  if (vain !== null) return no(vain);
  return yes(`${phase.id} gets ${attempts} more attempt${attempts === 1 ? '' : 's'}.`, ...events);
}

function attemptsOf(args: readonly string[]): number | null {
  const at = args.indexOf('--attempts');
  if (at < 0) return args.length > 1 ? null : 1;
  const wanted = Number(args[at + 1]);
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_MORE ? wanted : null;
}

/** Takes what a failed phase left on the branch away; with `--continue` the run goes on without it. */
export function rollback(heard: Heard): Answer {
  const { run, seen, command, args } = heard;
  const phase = failedPhase(run, args[0]);
  if (typeof phase === 'string') return no(phase);
  const closed = isTerminal(run) ? closedBecause(heard) : null;
  if (closed !== null) return no(closed);
  if (isAheadOf(heard)) return no('People’s commits stand on top of it. Revert it by hand.');
  const goOn = args.includes('--continue');
  return yes(
    `${phase.id} is rolled back${goOn ? ' and the run goes on without it' : ''}.`,
    ...reopening(heard),
    {
      type: 'rollback-asked',
      at: seen.now,
      phase: phase.id,
      goOn,
      by: command.actor.login,
    },
  );
}

/** The phase that is named, or why it cannot be meant. */
function failedPhase(run: Run, name: string | undefined): PhaseRun | string {
  const failed = run.phases.filter(({ state }) => state === 'FAILED').map(({ id }) => id);
  const phase = run.phases.find(({ id }) => id.toLowerCase() === name?.toLowerCase());
  if (phase === undefined)
    return failed.length === 0
      ? 'No phase failed.'
      : `Name the phase: ${failed.join(', ')} failed.`;
  return phase.state === 'FAILED' ? phase : `${phase.id} is ${phase.state}, not FAILED.`;
}

function again(
  { run, strategy, seen }: Heard,
  phase: PhaseRun,
  how: { readonly attempts: number; readonly adopt: boolean },
): readonly RunEvent[] {
  const at = seen.now;
  const lost = new Set([phase.id]);
  const skipped = run.phases.filter(({ id, state }) => {
    const needs = strategy.phases.find((one) => one.id === id)?.dependsOn ?? [];
    const isLost = state === 'SKIPPED' && needs.some((needed) => lost.has(needed));
    if (isLost) lost.add(id);
    return isLost;
  });
  return [
    {
      type: 'phase-retried',
      at,
      phase: phase.id,
      attempts: how.attempts,
      ...(how.adopt ? { adopt: true } : {}),
      anew: true,
    },
    ...skipped.map(({ id }): RunEvent => ({ type: 'phase-retried', at, phase: id, attempts: 0 })),
  ];
}
