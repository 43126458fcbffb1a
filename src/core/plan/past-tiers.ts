import { type Instant, type RunId, wholeSecond } from '../ids.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { DoneTiers } from './one-tier.ts';

/** The last run of an issue, with what governs it. */
interface Past {
  readonly runId: RunId;
  readonly run: Run;
  readonly strategy: Strategy;
  readonly plan: string;
}

/** A tier that waits for a person. */
export interface TierWaits {
  readonly runId: RunId;
  readonly pr: number;
  readonly tiers: readonly string[];
  readonly left: readonly string[];
}

/**
 * A tier of several that was built and that nobody has merged or turned down yet; null: there is none. The next one
 * builds on it, and building it again would only cost.
 */
export function awaitsMerge({
  runId,
  run,
  strategy,
}: Pick<Past, 'runId' | 'run' | 'strategy'>): TierWaits | null {
  const { runScope, tiersDone, tiersLeft, tiers } = strategy;
  const isOneOfSeveral = tiersDone !== undefined || tiersLeft !== undefined;
  const waits = ['eligible', 'blocked', 'verifying'].includes(run.promotion);
  if (runScope !== 'single_tier' || !isOneOfSeveral || !waits || run.pr === null) return null;
  return { runId, pr: run.pr, tiers: tiers.map(({ id }) => id), left: tiersLeft ?? [] };
}

interface Now {
  readonly issue: { readonly textEditedAt: Instant | null };
  readonly done: DoneTiers;
}

/**
 * The plan that the Planner made of this prose and whose first tiers are merged: the others are built by that same
 * plan, since another one would have other tiers. Null: there is none, or the text says something else by now.
 */
export function madePlan(
  { runId, run, plan }: Pick<Past, 'runId' | 'run' | 'plan'>,
  { issue: { textEditedAt }, done }: Now,
): { readonly text: string; readonly planOf: RunId } | null {
  const isEdited = textEditedAt !== null && textEditedAt >= wholeSecond(run.startedAt);
  return done.length === 0 || isEdited || run.strategyHash === null
    ? null
    : { text: plan, planOf: runId };
}
