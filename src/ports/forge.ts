import type { DebtIssueSeen } from '../core/backlog/issues.ts';
import type { PastCommit } from '../core/context/past.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import type { CiTests } from '../core/gate/report.ts';
import type { RepoName, RunId, Sha } from '../core/ids.ts';
import type { Permission } from '../core/permission.ts';
import type { CheckWanted } from '../core/report/checks.ts';
import type { PullHeads } from '../core/report/pull-verdict.ts';
import type { ShownFile } from '../core/report/review-lines.ts';
import type { ReviewWanted } from '../core/report/review.ts';
import type { DispatchRefusal, RerunRefusal } from '../core/run/dispatch.ts';
import type {
  BranchSeen,
  CheckSeen,
  CiJob,
  CiWorkflowRun,
  CommentSeen,
  IssueSeen,
  PullSeen,
  RepoSeen,
  RequiredSeen,
  ReviewSeen,
  Talk,
  ThreadSeen,
} from '../core/run/observation.ts';

/** What stands on GitHub for one run. */
export interface RunWorld {
  /** Undefined: the issue is gone. */
  readonly issue: IssueSeen | undefined;
  /** Where the ledger stands; null: it is gone. */
  readonly ledger: Sha | null;
  readonly branch: BranchSeen;
  readonly pull: PullSeen | null;
  /** The conversation of the pull request; left out where it was not asked for by its number. */
  readonly pullTalk?: Talk;
  readonly reviews: readonly ReviewSeen[];
  /** Begun by findings of ours; left out where there is no pull request. */
  readonly threads?: readonly ThreadSeen[];
  /** Ours, on the recorded head. */
  readonly checks: readonly CheckSeen[];
  /** Check runs of other apps on the recorded head; neither ours nor the jobs of workflows. */
  readonly otherChecks: readonly CiJob[];
  /** Left out: nobody asked, there is no pull request of a known number, or GitHub does not tell us. */
  readonly required?: RequiredSeen;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: Sha;
  readonly size: number;
}

/** A review as it is to be posted; its body begins with its marker. */
export type ReviewDraft = ReviewWanted['draft'];

export type CheckDraft = CheckWanted;

export interface CiFailures {
  readonly jobs: readonly Pick<CiJob, 'workflow' | 'job'>[];
  /** The workflow runs they are of. */
  readonly workflowRuns: readonly number[];
}

interface IssueDraft {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

interface IssueChange {
  readonly title?: string;
  readonly body?: string;
  readonly open?: boolean;
}

/** What a pull request would make of the configuration. */
export interface ConfigPull {
  readonly open: boolean;
  readonly head: Sha;
  readonly changesConfig: boolean;
  /** The text at its head; null: there is no such file. */
  readonly config: string | null;
  /** Ours about the configuration, on its head. */
  readonly checks: readonly CheckSeen[];
}

/** One repository on GitHub, seen and written as our own identity. Throws TransientError, ConflictError, UserError. */
export interface Forge {
  repo(): Promise<RepoSeen>;
  /** Undefined: no such issue, or it is a pull request. */
  issue(number: number): Promise<IssueSeen | undefined>;
  /** Live, never cached. */
  permission(login: string): Promise<Permission>;
  /** `recorded` is the code branch's head by the ledger; `required`: also which of its checks GitHub requires. */
  world(run: {
    readonly issue: number;
    readonly runId: RunId;
    readonly recorded: Sha;
    readonly pr: number | null;
    readonly required?: boolean;
  }): Promise<RunWorld>;
  /** The workflow runs on a head, with the jobs of those that are completed. */
  ci(head: Sha): Promise<readonly CiWorkflowRun[]>;
  /** Starts a workflow by its file, with its trigger `workflow_dispatch`. Null: GitHub took the wish. */
  dispatchWorkflow(file: string, branch: string): Promise<DispatchRefusal | null>;
  /** Whether we may start workflows and run jobs again; null: GitHub does not say. */
  mayStartCi(): Promise<boolean | null>;
  /** Runs the failed jobs of a workflow run once more. Null: GitHub took the wish. */
  rerunFailed(workflowRun: number): Promise<RerunRefusal | null>;
  /** What failed on a commit, by workflow runs that verify it; those that are not over are left out. Two requests at most. */
  ciFailures(head: Sha): Promise<CiFailures>;
  /** The JUnit reports among the artifacts of these workflow runs, capped, not redacted; null: there are none. */
  ciTests(workflowRuns: readonly number[]): Promise<CiTests | null>;
  /** Names of the tests that these reports say have run and passed, not redacted. */
  ciPassed(workflowRuns: readonly number[]): Promise<readonly string[]>;
  /** Ends of the logs and the annotations of the named jobs, clamped to `maxChars`, not redacted. */
  ciExcerpt(
    jobs: readonly Pick<CiJob, 'id' | 'workflow' | 'job'>[],
    maxChars: number,
  ): Promise<string>;
  /** Recursive. Throws UserError when GitHub truncates the listing. */
  tree(commit: Sha): Promise<readonly TreeEntry[]>;
  /** Text files at a commit; binary and missing ones are left out. */
  files(commit: Sha, entries: readonly TreeEntry[]): Promise<readonly ServedFile[]>;
  /** The last commits up to a commit that changed these files, at most 100, newest first; each with those of them that it changed. */
  fileHistory(commit: Sha, paths: readonly string[]): Promise<readonly PastCommit[]>;
  /** Texts of another repository at a commit, by path; what is no text there is left out. Null: it cannot be read. */
  sources(
    from: RepoName,
    commit: Sha,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, string> | null>;
  /** Issues that carry the trigger label, open ones only. */
  labelledIssues(): Promise<readonly number[]>;
  /** Issues that we opened with the label of the backlog, open and closed ones, oldest first. */
  debtIssues(): Promise<readonly DebtIssueSeen[]>;

  react(issueNodeId: string, content: 'EYES' | 'ROCKET' | 'CONFUSED'): Promise<void>;
  comment(issue: number, body: string): Promise<CommentSeen>;
  editComment(comment: CommentSeen, body: string): Promise<void>;
  deleteComment(comment: CommentSeen): Promise<void>;
  /** Puts `add` on and takes `remove` off; creates a label that does not exist. */
  label(issue: number, add: readonly string[], remove: readonly string[]): Promise<void>;
  closeIssue(issue: number): Promise<void>;
  /** Returns its number. The labels are on it when this returns; those that do not exist are created. */
  createIssue(draft: IssueDraft): Promise<number>;
  /** In one step, so that nobody sees half of it. */
  editIssue(issue: number, change: IssueChange): Promise<void>;
  /** Adopts the open pull request of the branch when there is one. */
  openPull(draft: { runId: RunId; base: string; title: string; body: string }): Promise<number>;
  editPull(number: number, change: { title?: string; body?: string }): Promise<void>;
  markReady(number: number): Promise<void>;
  /**
   * Has GitHub merge the base into the pull request's branch, if that is still at `head`. It may take a while;
   * false: it will not (a conflict, nothing to merge, or a permission that is missing).
   */
  updateBranch(pull: number, head: Sha): Promise<boolean>;
  /** Has GitHub merge the pull request, if its head is `head`. False: its rules do not let it. */
  merge(pull: number, head: Sha): Promise<boolean>;
  review(pull: number, draft: ReviewDraft): Promise<void>;
  /** What GitHub shows of a commit beside a base; without files that it does not tell of, and empty where it knows one of both no more. */
  shownLines(base: Sha, head: Sha): Promise<readonly ShownFile[]>;
  /** Takes a review of ours that was posted twice out of the way: its comments go, its body becomes `body`. */
  retireReview(pull: number, review: ReviewSeen, body: string): Promise<void>;
  /** Resolves a thread of ours. Where GitHub does not let us it stays open, and is not tried again by this process. */
  resolveThread(id: string): Promise<void>;
  /** A pull request that may change the configuration. Undefined: there is none, or it moves just now. */
  configPull(number: number): Promise<ConfigPull | undefined>;
  /** A pull request's head, and what a merge queue made of it. Undefined: there is none of that number. */
  pullHeads(number: number): Promise<PullHeads | undefined>;
  /** Open pull requests that change the configuration and have no check of it yet. */
  configPulls(): Promise<readonly number[]>;
  createCheck(draft: CheckDraft): Promise<void>;
  updateCheck(id: number, draft: CheckDraft): Promise<void>;
}
