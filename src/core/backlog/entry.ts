import { z } from 'zod';
import { FindingSource, Severity } from '../findings.ts';
import { Anchor } from '../findings/same.ts';
import { Instant, RunId } from '../ids.ts';

/** How many sightings an entry remembers; every threshold is far below. */
export const MAX_SEEN = 40;

/**
 * A finding as the project remembers it between runs (v7 section 8), one GitHub issue each. No text of the code
 * is in it, only hashes: everybody can read the issue.
 */
export const DebtEntry = z.strictObject({
  version: z.literal(1),
  /** Bound to the repository: an issue copied from elsewhere says nothing here. */
  repoId: z.int(),
  id: z.string().regex(/^[0-9a-f]{24}$/),
  category: z.string().max(40),
  title: z.string().max(120),
  reason: z.string().max(600),
  /** As it was raised; only minor ones age. */
  severity: Severity,
  source: FindingSource,
  path: z.string().max(300).nullable(),
  anchor: Anchor.nullable(),
  /** Whether it is about code that came from elsewhere. */
  origin: z.enum(['reuse', 'greenfield']),
  first: RunId,
  last: RunId,
  /** Each `run/tier` that it was seen in, once. */
  seen: z
    .array(z.string().regex(/^[0-9]+-[0-9]+\/[A-Za-z0-9._-]{1,40}$/))
    .min(1)
    .max(MAX_SEEN),
  status: z.enum(['open', 'needs_cleanup', 'resolved']),
  /** When the run began that had the last word on it. */
  at: Instant,
  resolvedBy: RunId.nullable(),
});
export type DebtEntry = z.infer<typeof DebtEntry>;

/** Age is the size of these two sets. */
export const runsOf = ({ seen }: Pick<DebtEntry, 'seen'>): readonly RunId[] => [
  ...new Set(seen.map((one) => one.split('/')[0] ?? '')),
];
export const tiersOf = ({ seen }: Pick<DebtEntry, 'seen'>): readonly string[] => [
  ...new Set(seen.map((one) => one.slice(one.indexOf('/') + 1))),
];

/** Sizes at which a minor finding has aged. */
export interface Ages {
  readonly runs: number;
  readonly tiers: number;
}

/** v7 section 5: at or past a threshold. A major one is dealt with already. */
export const hasAged = (entry: Pick<DebtEntry, 'seen' | 'severity'>, ages: Ages): boolean =>
  entry.severity === 'minor' &&
  (runsOf(entry).length >= ages.runs || tiersOf(entry).length >= ages.tiers);
