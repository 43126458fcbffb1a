import type { RunEvent } from '../run/event.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';

/** Everything that a ledger says about a run; all artefacts are rendered from this and nothing else. */
export interface RunRecord {
  /** The fold of `events`. */
  readonly run: Run;
  readonly strategy: Strategy;
  /** The body as it was when the run started. */
  readonly plan: string;
  readonly events: readonly RunEvent[];
}
