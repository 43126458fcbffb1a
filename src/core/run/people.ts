import type { Strategy } from '../strategy/strategy.ts';
import type { Action } from './action.ts';
import { answerCommand } from './commands.ts';
import { isTerminal } from './evolve.ts';
import type { RunEvent, RunFailure } from './event.ts';
import { elsewhere, type Seen } from './observation.ts';
import { promotionStep } from './promotion.ts';
import type { Run } from './run.ts';

/** What people did comes before anything we would do: commands, a closed issue, a closed or merged pull request. */
export function hearPeople(run: Run, strategy: Strategy, seen: Seen): readonly Action[] | null {
  const fresh = seen.commands.filter(
    ({ id, forNext }) => !run.commands.includes(id) && !(forNext === true && isTerminal(run)),
  );
  const command = fresh[0];
  if (command !== undefined)
    return [{ do: 'record', events: answerCommand(run, strategy, { command, seen }) }];
  return (
    merged(run, seen) ??
    (isTerminal(run) ? promotionStep({ run, strategy, seen }) : closed(run, seen))
  );
}

/** People may ask for the next run in one breath with the end of this one. */
export const isEndedByCommand = ({ failure }: Run): boolean =>
  failure?.reason === 'cancelled' || failure?.reason === 'finished_by_person';

function closed(run: Run, seen: Seen): readonly Action[] | null {
  const because = (reason: RunFailure['reason'], detail: string): readonly Action[] => [
    { do: 'record', events: [stop(seen.now, reason, detail)] },
  ];
  if (!seen.issueOpen)
    return because(
      'issue_closed',
      `The issue was ${seen.issueGone === true ? 'deleted, or moved to another repository,' : 'closed'} while the run was at work.`,
    );
  if (seen.pull?.state === 'closed')
    return because('pr_closed', 'The pull request was closed while the run was at work.');
  return null;
}

/** A merge is a person's decision whenever it comes; the record says whether it was of the verified head. */
function merged(run: Run, seen: Seen): readonly Action[] | null {
  const { pull } = seen;
  if (pull?.state !== 'merged' || pull.mergeCommit === null || run.promotion === 'promoted')
    return null;
  const other = elsewhere(run, pull);
  if (other !== null) return mergedElsewhere(run, other, seen.now);
  const verified =
    run.state === 'DONE_SUCCESS' && run.promotion === 'eligible' && pull.head === run.head;
  const early: readonly RunEvent[] = isTerminal(run)
    ? []
    : [stop(seen.now, 'pr_closed', 'The pull request was merged before the run had finished.')];
  const event: RunEvent = {
    type: 'run-promoted',
    at: seen.now,
    head: pull.head,
    merge: pull.mergeCommit,
    verified,
  };
  return [{ do: 'record', events: [...early, event] }];
}

/** Somebody had pointed the pull request at another branch: what the run is for was not delivered. */
function mergedElsewhere(run: Run, baseName: string, now: number): readonly Action[] | null {
  const detail = `The pull request was merged into ${baseName.slice(0, 100)}; the run was made for ${run.base.branch}.`;
  if (!isTerminal(run)) return [{ do: 'record', events: [stop(now, 'pr_closed', detail)] }];
  const waits = ['eligible', 'blocked', 'verifying'].includes(run.promotion);
  return waits ? [{ do: 'record', events: [{ type: 'promotion-closed', at: now }] }] : null;
}

const stop = (at: number, reason: RunFailure['reason'], detail: string): RunEvent => ({
  type: 'run-failed',
  at,
  failure: { state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason, detail, phase: null },
});
