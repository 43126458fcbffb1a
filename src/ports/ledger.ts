import type { GovernedEdits } from '../core/govern/governed.ts';
import type { RunId, Sha } from '../core/ids.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { Run } from '../core/run/run.ts';
import type { Strategy } from '../core/strategy/strategy.ts';

/** A kept answer: what the provider returned for a hold, stored until it has been acted on. */
export interface KeptAnswer {
  readonly hold: string;
  readonly text: string;
}

export interface LedgerTip {
  readonly runId: RunId;
  /** The ledger branch's head. */
  readonly oid: Sha;
  readonly run: Run;
  readonly strategy: Strategy;
  /** The issue's body as it was when the run started. */
  readonly plan: string;
  /** At most one: the answer of `run.call`. */
  readonly answer: KeptAnswer | null;
  /** Null: the tip is signed, ours, single-parent and well-formed. Else why it is not. */
  readonly broken: string | null;
}

export interface LedgerEntry {
  readonly events: readonly RunEvent[];
  /** The fold after the events. */
  readonly run: Run;
  /** Stores the answer of the hold that `run.call` names. Left out, an answer stored before goes when `run.call` is null. */
  readonly answer?: KeptAnswer | undefined;
  /** Rendered texts that go into the ledger's tree, by path; none of the ledger's own. */
  readonly artefacts?: ReadonlyMap<string, string> | undefined;
  /** Plan and strategy, where they are only now made; once in a run at the most. */
  readonly frozen?: { readonly plan: string; readonly strategy: Strategy } | undefined;
}

export interface CodeCommit {
  /** The commit the branch stands on, and is compared to. */
  readonly before: Sha;
  readonly edits: GovernedEdits;
  readonly message: string;
}

export interface Ledger {
  /** The highest-numbered run of the issue, or undefined. One or two requests. */
  latest(issue: number): Promise<LedgerTip | undefined>;
  /** Issue numbers of all ledgers of the repository. */
  list(): Promise<readonly { readonly issue: number; readonly runId: RunId; readonly oid: Sha }[]>;
  /**
   * Creates the ledger and the code branch (at `base`) in one step.
   * Throws ConflictError when either exists already.
   */
  create(
    runId: RunId,
    base: Sha,
    entry: LedgerEntry & { strategy: Strategy; plan: string },
  ): Promise<LedgerTip>;
  /** Every event up to this tip; null: there is a commit among them that cannot be read. */
  history(tip: LedgerTip): Promise<readonly RunEvent[] | null>;
  /** A commit of a ledger by its id, whether or not a branch still holds it; undefined: GitHub has it no longer. */
  kept(runId: RunId, oid: Sha): Promise<LedgerTip | undefined>;
  /** Puts a ledger that was deleted back, with one more commit onto `tip`. Throws ConflictError when there is one. */
  restore(tip: LedgerTip, entry: LedgerEntry): Promise<LedgerTip>;
  /** Appends one commit onto `tip`. Throws ConflictError when the ledger is not at `tip` any more. */
  append(tip: LedgerTip, entry: LedgerEntry): Promise<LedgerTip>;
  /** Builds tree and commit without moving anything; the commit has no author, so that GitHub signs it. */
  prepareCode(code: CodeCommit): Promise<{ readonly head: Sha; readonly tree: Sha }>;
  /** Deletes the code branch, if it stands at `head`. Throws ConflictError when it does not. */
  dropCode(runId: RunId, head: Sha): Promise<void>;
  /** Deletes a ledger, if it stands at `oid`. Throws ConflictError when it does not. */
  drop(runId: RunId, oid: Sha): Promise<void>;
  /** Builds a commit on `before` with the tree of `to`, an older commit; nothing moves. */
  prepareUndo(undo: {
    readonly before: Sha;
    readonly to: Sha;
    readonly message: string;
  }): Promise<{ readonly head: Sha; readonly tree: Sha }>;
  /** Moves the code branch and the ledger in one compare-and-swap. Throws ConflictError when either has moved. */
  appendWithCode(
    tip: LedgerTip,
    entry: LedgerEntry,
    code: { readonly before: Sha; readonly head: Sha },
  ): Promise<LedgerTip>;
}
