import type { RunId, Sha } from '../ids.ts';
import type { BranchSeen, CommentSeen, PullSeen, ReviewSeen } from '../run/observation.ts';

/** Who made a commit, as GitHub tells it. */
export interface Maker {
  /** Account id; null when GitHub names none. */
  readonly id: number | null;
  /** The author's address, for reading. */
  readonly address: string;
  /** The address is that of an App, not of a person. */
  readonly bot: boolean;
  /** A valid signature by GitHub's own key. */
  readonly signed: boolean;
}

/** One commit of a ledger. */
export interface Link {
  readonly oid: Sha;
  readonly parents: readonly Sha[];
  readonly maker: Maker;
  /** What its message says; null when it is not one that the ledger writes. */
  readonly said: {
    readonly runId: string;
    readonly seq: number;
    /** The events, one JSON text each. */
    readonly lines: readonly string[];
    /** Whether the key in the message is that of these events on this commit's first parent. */
    readonly keyFits: boolean;
  } | null;
  /** Files of its tree by path; null: not a text. */
  readonly files: ReadonlyMap<string, string | null>;
  /** The name in git of the folder with the artefacts; null: there is none. */
  readonly artefacts: Sha | null;
}

/** A commit of the code branch. */
export interface CommitSeen {
  readonly oid: Sha;
  readonly parents: readonly Sha[];
  readonly tree: Sha;
  readonly message: string;
  readonly maker: Maker;
}

/** What stands around a ledger and has to agree with it. */
export interface Around {
  /** The code branch, against the head that the ledger records. */
  readonly branch: BranchSeen;
  /** Commits that are on the branch after the recorded head, as far as they were read. */
  readonly later: readonly CommitSeen[];
  readonly pull: PullSeen | null;
  /** Comments on the issue and reviews by the account that writes the ledger. */
  readonly comments: readonly CommentSeen[];
  readonly reviews: readonly ReviewSeen[];
}

/** Everything that a verification judges, read from GitHub. */
export interface RunEvidence {
  readonly runId: RunId;
  /** The repository that the ledger was read from. */
  readonly repoId: number;
  /** Id of the account that has to have written everything; null: the one that wrote the first commit. */
  readonly botId: number | null;
  /** Key of the snapshot's seal; null: nobody here has it. */
  readonly sealKey: string | null;
  /** The ledger, first commit first. */
  readonly links: readonly Link[];
  /** Commits that the ledger records; those that GitHub does not have are left out. */
  readonly code: ReadonlyMap<Sha, CommitSeen>;
  /** Pushes of people that the ledger records, as `before..head`, and whether one leads to the other. */
  readonly advances: ReadonlyMap<string, boolean>;
  /** Null: not looked at, because the ledger itself is broken. */
  readonly around: Around | null;
}

/** What is checked, in the order in which it is told. */
export const RULES = [
  'message',
  'chain',
  'seq',
  'events',
  'author',
  'plan',
  'strategy',
  'fold',
  'budget',
  'verdicts',
  'code',
  'state',
  'answers',
  'artefacts',
  'branch',
  'snapshot',
  'reviews',
  'merge',
] as const;
export type Rule = (typeof RULES)[number];

/** What a rule found wrong. */
export interface Wrong {
  readonly rule: Rule;
  readonly expected: string;
  readonly found: string;
}

/** The first place where the record does not hold. */
export interface BadLink extends Wrong {
  /** The ledger's commit; null: the fault is not in the ledger but in what stands around it. */
  readonly commit: Sha | null;
  /** Number of the last event before the fault, or of the event that is at fault. */
  readonly seq: number;
}

export interface Verification {
  readonly runId: RunId;
  readonly bad: BadLink | null;
  /** How often each rule was found to hold. */
  readonly held: readonly { readonly rule: Rule; readonly times: number }[];
  /** What could not be looked at, or is worth knowing. */
  readonly notes: readonly string[];
  readonly commits: number;
  readonly events: number;
  /** The ledger's tip. */
  readonly tip: Sha | null;
  /** The state that the events fold to; null when they do not. */
  readonly state: string | null;
  /** The account that wrote the ledger; null: any workflow could have. */
  readonly writer: number | null;
}
