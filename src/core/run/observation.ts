import type { Actor, Instant, Sha } from '../ids.ts';
import type { Permission } from '../permission.ts';

/** A job of a workflow run on the observed head, or a check run of another app. All from GitHub's own listing. */
export interface CiJob {
  /** The workflow's file; null for a check run of another app. */
  readonly workflow: string | null;
  readonly workflowRun: number;
  readonly event: string;
  readonly attempt: number;
  readonly job: string;
  /** Job id, or check-run id where `workflow` is null. */
  readonly id: number;
  readonly status: 'queued' | 'running' | 'waiting' | 'completed';
  /** GitHub's word once completed. */
  readonly conclusion: string | null;
}

/** A workflow run on the observed head. `jobs` are those of its latest attempt; empty until it is completed. */
export interface CiWorkflowRun {
  readonly id: number;
  readonly workflow: string;
  readonly name: string;
  readonly event: string;
  readonly attempt: number;
  readonly status: 'queued' | 'running' | 'waiting' | 'completed';
  readonly conclusion: string | null;
  readonly jobs: readonly CiJob[];
  /** When GitHub last changed it; left out: not told. */
  readonly updatedAt?: Instant | undefined;
}

/** Checks that GitHub itself marks as required for the pull request; none of ours among them. */
export interface RequiredSeen {
  /** Check runs that GitHub Actions brought: the jobs of workflows as a rule, by the same names. */
  readonly ofActions: readonly CiJob[];
  /** Check runs of other apps, and commit statuses: event `status`, id 0. */
  readonly ofOthers: readonly CiJob[];
}

export interface CiSeen {
  readonly head: Sha;
  readonly workflowRuns: readonly CiWorkflowRun[];
  readonly otherChecks: readonly CiJob[];
  /** Left out: there is no pull request yet, names are configured, or GitHub does not tell us. */
  readonly required?: RequiredSeen;
  /** GitHub does not let us read workflow runs: a permission is missing. */
  readonly denied?: boolean;
}

/** A `/autopack …` line, first of a comment that was never edited, by someone whose permission was just looked up. */
export interface CommandSeen {
  /** Node id of the comment. */
  readonly id: string;
  readonly at: Instant;
  readonly actor: Actor;
  readonly text: string;
  readonly permission: Permission;
  /** It asks on the issue for what comes next: where this run is over, it is for that one's start. */
  readonly forNext?: true;
}

export interface PullSeen {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  /** It was no draft any more, and somebody made it one: what is merged when is theirs to say. */
  readonly draftedAgain?: true;
  readonly head: Sha;
  readonly title: string;
  readonly body: string;
  readonly mergeCommit: Sha | null;
  readonly mergeable: 'yes' | 'no' | 'unknown';
  /** Where the base branch stands now; left out: it is gone. */
  readonly base?: Sha;
  /** Into which branch it would be merged; left out: into that of the run. */
  readonly baseName?: string;
  /** That one is the repository's default branch now, whatever its name was when the run began. */
  readonly ontoDefault?: true;
}

/** Where a pull request would go, or went, if that is not what its run is made for: the default branch; null: it is. */
export const elsewhere = (
  { base }: { readonly base: { readonly branch: string } },
  { baseName, ontoDefault }: PullSeen,
): string | null =>
  baseName === undefined || baseName === base.branch || ontoDefault === true ? null : baseName;

/** Somebody pointed the pull request at another branch than the run was made for; null: nobody did. */
export const retargeted = (
  run: { readonly base: { readonly branch: string } },
  { pull }: Pick<Seen, 'pull'>,
): string | null => (pull?.state === 'open' ? elsewhere(run, pull) : null);

/** Where the code branch really is, against our record. */
export type BranchSeen =
  | { readonly is: 'as-recorded' }
  | { readonly is: 'gone' }
  | {
      readonly is: 'ahead';
      readonly head: Sha;
      readonly commits: readonly { sha: Sha; by: string }[];
      /** The base's commit, where GitHub merged it in as our App and did nothing else. */
      readonly merged?: Sha;
    }
  | { readonly is: 'moved-back'; readonly head: Sha };

/** A comment, review or check of ours as it stands on GitHub. */
export interface CommentSeen {
  readonly id: number;
  readonly nodeId: string;
  readonly body: string;
}
export interface ReviewSeen {
  readonly id: number;
  readonly head: Sha;
  readonly body: string;
}
/** A conversation that a finding of ours began on a line. */
export interface ThreadSeen {
  readonly id: string;
  /** The finding's id, out of the marker. */
  readonly finding: string;
  readonly resolved: boolean;
  /** Somebody else wrote in it: whether it is over is theirs to say. */
  readonly answered: boolean;
}
export interface CheckSeen {
  readonly id: number;
  readonly name: string;
  readonly head: Sha;
  readonly externalId: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
}

/** The world as it is now, as far as a running run needs it. */
export interface Seen {
  readonly now: Instant;
  /** This process; a hold leased to it that nobody is working on is lost. */
  readonly worker: string;
  readonly issueOpen: boolean;
  /** A newer commit of the base, on which what was red there is green. */
  readonly mendedBase?: Sha;
  /** It was deleted, or moved to another repository: nothing can be said there any more. */
  readonly issueGone?: true;
  /** Only people may write new comments there; what we said before can be edited. */
  readonly issueLocked?: true;
  /** When its body or title were last changed; left out: never. */
  readonly textEditedAt?: Instant;
  readonly labels: readonly string[];
  readonly branch: BranchSeen;
  readonly pull: PullSeen | null;
  readonly ci: CiSeen | null;
  readonly commands: readonly CommandSeen[];
  /** Our own comments on the issue and reviews and checks, for the projection. */
  readonly comments: readonly CommentSeen[];
  readonly reviews: readonly ReviewSeen[];
  /** Left out where there is no pull request. */
  readonly threads?: readonly ThreadSeen[];
  readonly checks: readonly CheckSeen[];
  /** Set when the ledger could not be trusted: nothing but projection may happen. */
  readonly frozen: string | null;
  /** What GitHub refused in this pass, and where that is mended; left out: nothing. */
  readonly refused?: string;
}

export interface RepoSeen {
  readonly id: number;
  readonly defaultBranch: string;
  readonly head: Sha;
  readonly archived: boolean;
  /** `.github/autopack.yml` on the default branch; null: there is none. */
  readonly config: string | null;
  /** There is none, and one with the ending `.yaml`. */
  readonly misnamedConfig?: boolean;
}

/** A label or command that asks for a run, newest last. */
export interface TriggerSeen {
  /** Node id of the timeline event or comment. */
  readonly id: string;
  readonly kind: 'label' | 'command';
  readonly at: Instant;
  readonly actor: Actor;
}

export interface CommentByOthers {
  readonly id: string;
  readonly databaseId: number;
  readonly at: Instant;
  readonly edited: boolean;
  readonly author: Actor;
  readonly body: string;
  /** The finding of ours in whose thread it stands. */
  readonly finding?: string;
}

/** What is said in one place: on an issue, or on a pull request, in its conversation and on its lines. */
export interface Talk {
  /** Comments by others than us that begin with `/autopack`, oldest first. */
  readonly commands: readonly CommentByOthers[];
  /** Comments of our own, oldest first. */
  readonly ours: readonly CommentSeen[];
}

/** Everything about an issue that a start or a command is decided on. */
export interface IssueSeen extends Talk {
  readonly number: number;
  readonly nodeId: string;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  readonly locked: boolean;
  readonly labels: readonly string[];
  /** When body or title were last changed; null: never. */
  readonly textEditedAt: Instant | null;
  /** The last time the trigger label was put on; null: never, or by a bot. */
  readonly labelled: TriggerSeen | null;
}
