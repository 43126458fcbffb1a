import type { Run } from '../run/run.ts';
import type { Seen } from '../run/observation.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Links } from './words.ts';

/** All that is shown of a run. */
export interface StatusInput {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
  readonly links: Links;
}
