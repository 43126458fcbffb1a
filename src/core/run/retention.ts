import type { Instant, RunId, Sha } from '../ids.ts';
import { marker } from '../names.ts';
import { unsealedSnapshot } from '../report/snapshot.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { closedBecause } from './commands-again.ts';
import { isTerminal } from './evolve.ts';
import type { CommentSeen, PullSeen } from './observation.ts';
import type { Run } from './run.ts';

const DAY_MS = 24 * 3_600_000;

export interface Retired {
  readonly run: Run;
  readonly strategy: Strategy;
  /** Where its ledger stands. */
  readonly oid: Sha;
}

/** What GitHub shows of the run and its issue. */
export interface Around {
  readonly pull: Pick<PullSeen, 'state'> | null;
  /** Null: the issue is gone. */
  readonly issue: { readonly open: boolean; readonly ours: readonly CommentSeen[] } | null;
  readonly ledger: Sha | null;
}

/** Whether a ledger is old enough to be worth a look around. */
export const isOld = (run: Run, now: Instant, days: number): boolean =>
  isTerminal(run) && now - run.updatedAt >= days * DAY_MS;

/**
 * Why the ledger of a run that is over has to stay, however old; null: it may go. Nothing can follow of it any more,
 * no later run of its issue builds on it, and its status comment has seen the very end of it.
 */
export function staysBecause({ run, strategy, oid }: Retired, around: Around): string | null {
  const { pull, issue } = around;
  if (around.ledger !== oid) return 'it has moved';
  const isOver = run.promotion === 'promoted' || run.promotion === 'closed';
  const seen = { pull, issueOpen: issue?.open === true };
  if (run.state === 'DONE_SUCCESS' ? !isOver : closedBecause({ run, seen }) === null)
    return 'people may still go on with it';
  if (isBuiltOn(run, strategy)) return 'the tiers that are done stand in it';
  if (issue === null) return null;
  const comment = statusOf(run.runId, issue.ours);
  if (comment === undefined) return 'its status comment is gone';
  return unsealedSnapshot(comment.body)?.oid === oid
    ? null
    : 'its status comment has not seen the end of it';
}

export const statusOf = (runId: RunId, ours: readonly CommentSeen[]): CommentSeen | undefined =>
  ours.find(({ body }) => body.includes(marker.status(runId)));

/** A plan that is built tier by tier: the next run of the issue has to know what is merged. */
function isBuiltOn(run: Run, { runScope, tiersDone = [], tiersLeft = [] }: Strategy): boolean {
  if (runScope !== 'single_tier') return false;
  return run.promotion === 'promoted' ? tiersLeft.length > 0 : tiersDone.length > 0;
}
