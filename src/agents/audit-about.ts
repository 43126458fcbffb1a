import type { FileChange } from '../core/edits/edits.ts';
import type { Finding } from '../core/findings.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';

/** What an audit is about, and what was known before it. */
export interface AuditAbout {
  readonly phase: PhaseStrategy;
  readonly changes: readonly FileChange[];
  /** Lines of the new side that the diff shows, by path. */
  readonly hunks: ReadonlyMap<string, ReadonlySet<number>>;
  /** All findings of the run so far. */
  readonly known: readonly Finding[];
  readonly round: number;
  /** The changes are all that the pull request holds: what they take away can be pointed at. */
  readonly isFirst?: boolean | undefined;
  /** The phase was complete before this head: what the head shows is not all that its criteria are proven by. */
  readonly isLater?: boolean | undefined;
}
