import type { Sha } from '../ids.ts';
import { HOLD_LABEL } from '../names.ts';
import { redBaseWords } from '../gate/red-base.ts';
import { openFindings } from '../findings/stream.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { record } from './action.ts';
import type { Action } from './action.ts';
import { judgeHead } from './candidate.ts';
import { lastCandidate, promotedPhase } from './evolve-phase.ts';
import type { RunEvent } from './event.ts';
import type { RecoveryEvent } from './event-recovery.ts';
import { LAG_MS, limitsNow } from './limits.ts';
import { retargeted, type Seen } from './observation.ts';
import { MAX_REFUSALS } from './recovery.ts';
import type { Candidate, Run } from './run.ts';
import { UNCLEAN, uncleanBecause } from './unclean.ts';

interface At {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
}
type Blocked = Extract<RecoveryEvent, { type: 'promotion-blocked' }>;

/** The promotion lives on after DONE_SUCCESS: people may add commits, close the pull request, or merge it. */
export function promotionStep({ run, strategy, seen }: At): readonly Action[] | null {
  const { branch, pull, now } = seen;
  if (run.promotion === 'promoted') return afterMerge({ run, strategy, seen });
  if (run.promotion === 'none' || run.promotion === 'closed') return null;
  if (pull?.state === 'closed') return record({ type: 'promotion-closed', at: now });
  if (branch.is === 'ahead') return record(advanced(run, branch, now));
  return (
    movedStep(run, seen) ??
    cleanStep({ run, strategy, seen }) ??
    baseStep(run, seen) ??
    mergeStep({ run, strategy, seen })
  );
}

/**
 * Promotion is bound to the head that was verified (v7 section 11): while people have the branch somewhere
 * else, nothing is promised of it; once it is back, what was verified still is.
 */
function movedStep(run: Run, { branch, now }: Seen): readonly Action[] | null {
  if (run.rules !== 2) return null;
  if (branch.is === 'moved-back' && run.promotion === 'eligible') {
    if (now < run.updatedAt + LAG_MS) return [];
    const detail = `The branch was moved back to ${branch.head.slice(0, 7)}; ${run.head.slice(0, 7)} is what was verified. Put it back, or push what is to be verified on top of it.`;
    return record(blocked(now, 'branch_moved_back', detail));
  }
  const isBack = run.promotion === 'blocked' && run.blocked?.reason === 'branch_moved_back';
  return isBack && branch.is === 'as-recorded'
    ? record({ type: 'promotion-verified', at: now, head: run.head })
    : null;
}

function afterMerge({ run, strategy, seen }: At): readonly Action[] | null {
  const isLast = strategy.tiersLeft === undefined;
  if (run.state === 'DONE_SUCCESS' && seen.issueOpen && isLast) return [{ do: 'close-issue' }];
  const isThere = seen.branch.is === 'as-recorded';
  return strategy.promotion?.deleteBranch === true && isThere
    ? [{ do: 'delete-branch', head: run.head }]
    : null;
}

/** Only where every rule allows it: what a person should look at, a person merges (v7 section 6). */
function mergeStep({ run, strategy, seen }: At): readonly Action[] | null {
  const { pull } = seen;
  if (strategy.promotion?.autoMerge !== true || run.promotion !== 'eligible') return null;
  const isReady =
    pull?.state === 'open' && !pull.draft && pull.head === run.head && pull.mergeable === 'yes';
  if (!isReady || run.mergeAsked === run.head || retargeted(run, seen) !== null) return null;
  if (seen.labels.includes(HOLD_LABEL) || newerBase(run, seen) !== null) return null;
  const careful = strategy.phases.some(({ highRisk, autoApply }) => highRisk || !autoApply);
  const alone = run.people.length === 0 && openFindings(run, strategy).length === 0;
  return !careful && alone && run.identity === 'app' && strategy.safetyProfile === 'normal'
    ? [{ do: 'merge', head: run.head }]
    : null;
}

/** People dismissed what was in the way. */
function cleanStep({ run, strategy, seen }: At): readonly Action[] | null {
  const reason = run.blocked?.reason ?? '';
  if (run.promotion !== 'blocked' || !UNCLEAN.includes(reason) || run.head !== run.snapshot)
    return null;
  return uncleanBecause(run, strategy) === null
    ? record({ type: 'promotion-verified', at: seen.now, head: run.head })
    : null;
}

type Ahead = Extract<Seen['branch'], { is: 'ahead' }>;

function advanced(run: Run, { head, commits, merged }: Ahead, at: number): RunEvent {
  const before = run.head;
  // Only what has been asked for: a merge that nobody asked for is a commit like any other.
  if (merged !== undefined && run.promotion === 'eligible')
    return { type: 'base-merged', at, before, head, base: merged, holds: true };
  const after = run.snapshot;
  return { type: 'branch-advanced', at, before, head, commits: [...commits], after };
}

/** A base that moves all the time is not chased for ever. */
export const MAX_BASE_MERGES = 3;

/** Where the base stands, if that is not what the head was verified with; null: it is. */
export const newerBase = (
  { baseMerge, base }: Pick<Run, 'baseMerge' | 'base'>,
  { pull }: Pick<Seen, 'pull'>,
): Sha | null => {
  const now = pull?.base ?? base.sha;
  return now === (baseMerge?.holds ?? base.sha) ? null : now;
};

/** A base that conflicts blocks at once, and no longer than it does; one that has only moved is merged in. */
function baseStep(run: Run, seen: Seen): readonly Action[] | null {
  const { pull, now } = seen;
  // What it would be merged into now is no base of this run.
  if (retargeted(run, seen) !== null) return null;
  if (pull?.state !== 'open' || pull.head !== run.head || run.rules !== 2) return null;
  if (run.promotion === 'eligible' && pull.mergeable === 'no')
    return record(
      blocked(
        now,
        'base_conflict',
        `The branch conflicts with ${(pull.baseName ?? run.base.branch).slice(0, 100)}. Merge it in and push.`,
      ),
    );
  const base = newerBase(run, seen);
  const { times = 0, base: asked } = run.baseMerge ?? {};
  const isBehind = run.promotion === 'eligible' && base !== asked && times < MAX_BASE_MERGES;
  if (base !== null && isBehind && pull.mergeable === 'yes' && !pull.draft)
    return [{ do: 'merge-base', head: run.head, base }];
  const solved = run.promotion === 'blocked' && run.blocked?.reason === 'base_conflict';
  return solved && pull.mergeable === 'yes' && run.head === run.snapshot
    ? record({ type: 'promotion-verified', at: now, head: run.head })
    : null;
}

/**
 * Verifies a head that came after DONE_SUCCESS like any other: CI on it, and the Auditor, who spends what is
 * left of the caps. Whatever would end a run at work blocks the promotion instead.
 */
export function verifyStep(at: At): readonly Action[] {
  const { run, strategy, seen } = at;
  const { now } = seen;
  const phase = promotedPhase(run);
  const candidate = phase === undefined ? undefined : lastCandidate(phase);
  if (phase === undefined || candidate === undefined || candidate.head !== run.head)
    return record(blocked(now, 'head_not_approved', 'No phase is there to judge the new head by.'));
  if (run.anomaly !== null) return record(blocked(now, 'budget', run.anomaly));
  if (run.refusals >= MAX_REFUSALS)
    return record(blocked(now, 'head_not_approved', 'The model provider declines to answer.'));
  if (run.retryAt !== null && run.retryAt > now) return [];
  const limits = limitsNow(run, strategy, phase.id);
  const judged = judgeHead({ ...at, phase, limits }, candidate);
  if (judged.is === 'act') return judged.actions.map((action) => notEnding(action, now));
  if (judged.green && judged.audit === 'approve')
    return record({ type: 'promotion-verified', at: now, head: run.head }, ...stillUnclean(at));
  const head = run.head.slice(0, 7);
  return record(
    judged.green
      ? blocked(now, 'head_not_approved', `The Auditor asks for changes to ${head}.`)
      : blocked(now, 'head_red', redBecause(run, candidate)),
  );
}

/** A base that turned red comes in with a merge of it, and is mended elsewhere. */
function redBecause({ head, base, baseMerge }: Run, { merge, ci }: Candidate): string {
  const held = baseMerge?.holds;
  const of =
    merge === true && held !== undefined
      ? `, which is the verified head with ${base.branch.slice(0, 100)} at ${held.slice(0, 7)} merged in`
      : '';
  const words = redBaseWords(ci?.base, base);
  const also = words === null ? '' : ` ${words} Mend it there, then press Update branch.`;
  return `CI is red on ${head.slice(0, 7)}${of}.${also}`;
}

const stillUnclean = ({ run, strategy, seen }: At): readonly Blocked[] => {
  const unclean = uncleanBecause(run, strategy);
  return unclean === null ? [] : [blocked(seen.now, unclean.reason, unclean.detail)];
};

const blocked = (at: number, reason: Blocked['reason'], detail: string): Blocked => ({
  type: 'promotion-blocked',
  at,
  reason,
  detail: detail.slice(0, 600),
});

/** A run that succeeded does not fail afterwards. */
function notEnding(action: Action, now: number): Action {
  if (action.do !== 'record') return action;
  const events = action.events.map((event) =>
    event.type === 'run-failed'
      ? blocked(
          now,
          event.failure.reason === 'base_conflict' ? 'base_conflict' : 'ci',
          event.failure.detail,
        )
      : event,
  );
  return { do: 'record', events };
}
