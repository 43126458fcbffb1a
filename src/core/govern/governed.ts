import type { FileChange } from '../edits/edits.ts';
import type { Reuse } from '../planning/reuse.ts';
import type { GateLine } from '../run/event.ts';
import type { ParsedChange } from './parsed.ts';

declare const governed: unique symbol;

/** Changes that passed the gate. Only `govern()` makes one, and the branch takes nothing else. */
export interface GovernedEdits {
  readonly [governed]: true;
  readonly changes: readonly FileChange[];
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

/** A rule that the edits break. `policy` violations are about what may be touched, `work` ones about the work itself. */
export interface Violation {
  readonly kind: 'policy' | 'work';
  readonly rule: string;
  readonly path: string | null;
  readonly detail: string;
  /** Lines of the file that show it, for the Builder alone. */
  readonly excerpt?: string;
}

/** What the gate needs to know about the phase and the tree that is changed. */
export interface GovernPolicy {
  /** Globs; empty: everything that is not protected. */
  readonly scope: readonly string[];
  readonly protectedPaths: readonly string[];
  readonly allowProtected: readonly string[];
  readonly deliverables: readonly string[];
  readonly allowNoop: boolean;
  /** Every path of the tree before the change, with git's mode (`120000` is a symlink, `160000` a submodule). */
  readonly tree: readonly { readonly path: string; readonly mode: string }[];
  /** What the parsers say of the changed files whose language they know. */
  readonly parsed: readonly ParsedChange[];
  /** What the phase takes over, with the texts of NOTICE and README as they were; left out: nothing. */
  readonly reuse?:
    { readonly source: Reuse; readonly before: ReadonlyMap<string, string> } | undefined;
}

export type Governed =
  | {
      readonly is: 'governed';
      readonly edits: GovernedEdits;
      readonly gate: readonly GateLine[];
      readonly risk: number;
    }
  | {
      readonly is: 'refused';
      readonly violations: readonly Violation[];
      readonly gate: readonly GateLine[];
    };
