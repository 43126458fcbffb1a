/** What the core and the engine need from outside; each method may fail, or be the last one before a crash. */
import type { DebtIssueSeen } from './core/backlog/issues.ts';
import type { Usage } from './core/budget.ts';
import type { GovernedEdits } from './core/govern/governed.ts';
import type { CiTests } from './core/gate/report.ts';
import type { Instant, RepoName, RunId, RunKey, Sha } from './core/ids.ts';
import type { CheckWanted } from './core/report/checks.ts';
import type { ReviewWanted } from './core/report/review.ts';
import type {
  BranchSeen,
  CheckSeen,
  CiJob,
  CiWorkflowRun,
  CommentSeen,
  IssueSeen,
  PullSeen,
  RepoSeen,
  ReviewSeen,
  ThreadSeen,
} from './core/run/observation.ts';
import type { DispatchRefusal, RerunRefusal } from './core/run/dispatch.ts';
import type { RunEvent } from './core/run/event.ts';
import type { Run } from './core/run/run.ts';
import type { PastCommit } from './core/context/past.ts';
import type { FileChange, ServedFile } from './core/edits/edits.ts';
import type { ParsedChange } from './core/govern/parsed.ts';
import type { NamedBy } from './core/planning/match.ts';
import type { ProseFront } from './core/planning/prose.ts';
import type { Compiled } from './core/strategy/compiled.ts';
import type { Permission } from './core/permission.ts';
import type { Strategy } from './core/strategy/strategy.ts';

export type { Permission } from './core/permission.ts';

export type Clock = { now(): Instant };
/** `nonce`: a fresh lower-case hex text of 32 digits. */
export type Random = { nonce(): string };

/** A line of structured log; fields never hold a secret. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** When a pass wants to be woken by time alone. */
export interface PassResult {
  readonly wakeAt: Instant | null;
}

export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** A JSON Schema that the answer has to fit, with a name of [a-z_]. */
  readonly schema: { readonly name: string; readonly json: Readonly<Record<string, unknown>> };
  /** How the model is held to the schema: by the provider (left out), by its JSON mode, or by words alone. */
  readonly shape?: 'schema' | 'json' | 'text' | undefined;
  readonly maxOutputTokens: number;
  /** The field that an older endpoint reads the limit from. */
  readonly outputLimit?: 'max_tokens' | undefined;
  /** Left out for models that take none. */
  readonly temperature?: number | undefined;
  readonly reasoningEffort?: 'none' | 'low' | 'medium' | 'high' | undefined;
  /** Aborts the call; a call aborted counts as lost. */
  readonly signal?: AbortSignal | undefined;
}

export type ModelReply =
  | {
      readonly is: 'answered';
      readonly text: string;
      readonly stop: 'complete' | 'truncated' | 'refused';
      /** Null: the provider did not report it. */
      readonly usage: Usage | null;
    }
  /** The provider said that it did nothing, so nothing is owed. */
  | {
      readonly is: 'declined';
      readonly kind: 'transient' | 'capacity' | 'environment';
      readonly detail: string;
      readonly retryAfterMs: number;
    };

export interface Models {
  /** Input tokens of the request by the model's own tokenizer, schema included, without margin. */
  countTokens(request: ModelRequest): number;
  /** Throws when nobody can know whether the provider did the work (connection lost, stream cut): such a call is lost. */
  call(request: ModelRequest): Promise<ModelReply>;
}

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


export type { CommentByOthers, IssueSeen, RepoSeen, TriggerSeen } from './core/run/observation.ts';

/** What stands on GitHub for one run. */
export interface RunWorld {
  /** Undefined: the issue is gone. */
  readonly issue: IssueSeen | undefined;
  /** Where the ledger stands; null: it is gone. */
  readonly ledger: Sha | null;
  readonly branch: BranchSeen;
  readonly pull: PullSeen | null;
  readonly reviews: readonly ReviewSeen[];
  /** Begun by findings of ours; left out where there is no pull request. */
  readonly threads?: readonly ThreadSeen[];
  /** Ours, on the recorded head. */
  readonly checks: readonly CheckSeen[];
  /** Check runs of other apps on the recorded head; neither ours nor the jobs of workflows. */
  readonly otherChecks: readonly CiJob[];
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

export interface IssueDraft {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

export interface IssueChange {
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
  /** `recorded` is the code branch's head by the ledger, `head` the commit whose checks are wanted. */
  world(run: {
    readonly issue: number;
    readonly runId: RunId;
    readonly recorded: Sha;
    readonly pr: number | null;
  }): Promise<RunWorld>;
  /** The workflow runs on a head, with the jobs of those that are completed. */
  ci(head: Sha): Promise<readonly CiWorkflowRun[]>;
  /** Starts a workflow by its file, with its trigger `workflow_dispatch`. Null: GitHub took the wish. */
  dispatchWorkflow(file: string, branch: string): Promise<DispatchRefusal | null>;
  /** Runs the failed jobs of a workflow run once more. Null: GitHub took the wish. */
  rerunFailed(workflowRun: number): Promise<RerunRefusal | null>;
  /** What failed on a commit, by workflow runs that verify it; those that are not over are left out. Two requests at most. */
  ciFailures(head: Sha): Promise<CiFailures>;
  /** The JUnit reports among the artifacts of these workflow runs, capped, not redacted; null: there are none. */
  ciTests(workflowRuns: readonly number[]): Promise<CiTests | null>;
  /** Ends of the logs and the annotations of the named jobs, clamped to `maxChars`, not redacted. */
  ciExcerpt(
    jobs: readonly Pick<CiJob, 'id' | 'workflow' | 'job'>[],
    maxChars: number,
  ): Promise<string>;
  /** Recursive. Throws UserError when GitHub truncates the listing. */
  tree(commit: Sha): Promise<readonly TreeEntry[]>;
  /** Text files at a commit; binary and missing ones are left out. */
  files(commit: Sha, entries: readonly TreeEntry[]): Promise<readonly ServedFile[]>;
  /** The last commits up to a commit that changed these files, at most 30, newest first; each with those of them that it changed. */
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
  /** Takes a review of ours that was posted twice out of the way: its comments go, its body becomes `body`. */
  retireReview(pull: number, review: ReviewSeen, body: string): Promise<void>;
  /** Resolves a thread of ours. Where GitHub does not let us it stays open, and is not tried again by this process. */
  resolveThread(id: string): Promise<void>;
  /** A pull request that may change the configuration. Undefined: there is none, or it moves just now. */
  configPull(number: number): Promise<ConfigPull | undefined>;
  /** Open pull requests that change the configuration and have no check of it yet. */
  configPulls(): Promise<readonly number[]>;
  createCheck(draft: CheckDraft): Promise<void>;
  updateCheck(id: number, draft: CheckDraft): Promise<void>;
}

/** Plan text and repository configuration in, a frozen strategy or problems out. No requests, no side effects. */
export interface Planning {
  /** `by`: who named the features that the plan reuses; left out, a person. */
  compile(plan: string, config: string | null, by?: NamedBy): Compiled;
  /** What a configuration makes of each category, without any plan; problems stand at their lines. */
  defaults(config: string | null): Compiled;
  /** What governs the making of a plan out of prose, before there is one; `prose` null: the text is meant to be a plan. */
  bootstrap(
    body: string,
    config: string | null,
  ): { readonly prose: ProseFront | null; readonly compiled: Compiled };
  /** What a plan may take over from elsewhere without anybody being asked. */
  offers(): readonly { readonly feature: string; readonly description: string }[];
  /** The least permission with which a person may start a run, by the repository's configuration. */
  startPermission(config: string | null): Permission;
}

/** Reads what changed the way a compiler would. */
export interface Syntax {
  /** Both sides of every change whose language is known; others are left out. Never rejects. */
  parse(changes: readonly FileChange[]): Promise<readonly ParsedChange[]>;
}

/** Hints that a run may have something to do. One worker per key; hints for the same key coalesce. */
export interface Queue {
  /** At most one pending hint a key; `notBefore` delays it, an earlier hint wins. */
  hint(key: RunKey, notBefore?: Instant): void;
  /** Hints of one webhook delivery; rejects when they are not stored. An id that is known adds nothing. */
  deliver(id: string, keys: readonly RunKey[]): Promise<void>;
  /** Resolves when nothing is running and nothing is due now. */
  idle(): Promise<void>;
  /** Takes no more work, lets what is running end. */
  close(): Promise<void>;
}
