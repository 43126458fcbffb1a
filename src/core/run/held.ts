import { z } from 'zod';
import { Instant } from '../ids.ts';
import { HOLD_LABEL } from '../names.ts';

/** By whom a run is held, since when, and with which question to people. */
export const Held = z.strictObject({
  by: z.string(),
  at: Instant,
  why: z.string().optional(),
  /** What people had asked for holds again when this is over. */
  keeps: z.literal(true).optional(),
  before: z.strictObject({ by: z.string(), at: Instant }).optional(),
});

/** By whom a run is held whose pull request would be merged into another branch. */
export const BY_BASE = 'the pull request';

/** By whom a run is held while nothing but the base is red. */
export const BY_RED_BASE = 'the base';

/** Nothing that people asked for is forgotten because something else holds the run meanwhile. */
export const keeping = ({
  held,
  stopAfter,
}: {
  readonly held?: z.infer<typeof Held> | undefined;
  readonly stopAfter?: string | undefined;
}): { readonly keeps?: true } =>
  held === undefined && stopAfter === undefined ? {} : { keeps: true };

/** By whom a run is held whose branch is not where it should be. */
export const BY_BRANCH = 'the branch';

/** By whom a run is held that carries the label. */
export const BY_LABEL = `the label ${HOLD_LABEL}`;
