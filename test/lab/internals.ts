/**
 * What the lab's parts (REST, GraphQL, pull requests, checks, CI) share. The rows named *Row live in the emulator's
 * own tables, so that its routes and ours show the same thing; what the emulator has no honest table for is ours.
 */
import type { GitRepository } from './git/repository.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Row {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The part of the emulator's `Collection` that is used here. */
export interface Table<R extends Row> {
  insert(row: Omit<R, keyof Row> & { readonly id?: number }): R;
  get(id: number): R | undefined;
  findBy(field: keyof R & string, value: unknown): R[];
  findOneBy(field: keyof R & string, value: unknown): R | undefined;
  update(id: number, change: Partial<R>): R | undefined;
  delete(id: number): boolean;
  all(): R[];
  /** The next id. */
  autoId: number;
}

export interface UserRow extends Row {
  readonly login: string;
  readonly node_id: string;
  readonly avatar_url: string;
  readonly gravatar_id: string;
  readonly type: 'User' | 'Bot';
  readonly site_admin: boolean;
  readonly name: string | null;
  readonly company: string | null;
  readonly blog: string;
  readonly location: string | null;
  readonly email: string | null;
  readonly hireable: boolean | null;
  readonly bio: string | null;
  readonly twitter_username: string | null;
  readonly public_repos: number;
  readonly public_gists: number;
  readonly followers: number;
  readonly following: number;
}

export interface RepoRow extends Row {
  readonly node_id: string;
  readonly name: string;
  readonly full_name: string;
  readonly owner_id: number;
  readonly owner_type: 'User' | 'Organization';
  readonly private: boolean;
  readonly default_branch: string;
  readonly archived: boolean;
  readonly pushed_at: string | null;
  readonly [other: string]: unknown;
}

export interface IssueRow extends Row {
  readonly node_id: string;
  readonly number: number;
  readonly repo_id: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly state_reason: string | null;
  readonly locked: boolean;
  readonly active_lock_reason: string | null;
  readonly user_id: number;
  readonly assignee_ids: readonly number[];
  readonly label_ids: readonly number[];
  readonly milestone_id: number | null;
  readonly comments: number;
  readonly closed_at: string | null;
  readonly closed_by_id: number | null;
  readonly is_pull_request: boolean;
  /** Ours: when the body was last edited. */
  readonly last_edited_at?: string;
}

export interface LabelRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly color: string;
  readonly default: boolean;
}

export interface CommentRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly issue_number: number | null;
  readonly body: string;
  readonly user_id: number;
  readonly comment_type: 'issue' | 'review' | 'commit';
  /** Ours: when the body was last edited. */
  readonly last_edited_at?: string;
  /** Ours: a reason such as OUTDATED once minimized. */
  readonly minimized?: string;
}

export interface IssueEventRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly issue_number: number;
  readonly event: string;
  readonly actor_id: number;
  readonly commit_id: string | null;
  readonly commit_url: string | null;
  readonly label_name: string | null;
  readonly assignee_id: number | null;
  readonly milestone_title: string | null;
  readonly rename: null;
}

export interface CollaboratorRow extends Row {
  readonly repo_id: number;
  readonly user_id: number;
  readonly permission: string;
}

export interface BranchRow extends Row {
  readonly repo_id: number;
  readonly name: string;
  readonly sha: string;
  readonly protected: boolean;
}

export interface WorkflowRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly name: string;
  readonly path: string;
  readonly state: string;
  readonly badge_url: string | null;
}

export interface WorkflowRunRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly workflow_id: number;
  readonly name: string;
  readonly head_branch: string;
  readonly head_sha: string;
  readonly run_number: number;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly actor_id: number;
  readonly run_attempt: number;
  readonly run_started_at: string;
  /** Ours: the suite that the run's jobs report to. */
  readonly check_suite_id?: number;
}

export interface JobRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly run_id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly runner_id: number | null;
  readonly runner_name: string | null;
  readonly steps: readonly Json[];
}

export interface AppRow extends Row {
  readonly app_id: number;
  readonly slug: string;
  readonly name: string;
  readonly private_key: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly webhook_url: string | null;
  readonly webhook_secret: string | null;
  readonly description: string | null;
}

export interface InstallationRow extends Row {
  readonly installation_id: number;
  readonly app_id: number;
  readonly account_type: 'User' | 'Organization';
  readonly account_id: number;
  readonly account_login: string;
  readonly repository_selection: 'all' | 'selected';
  readonly repository_ids: readonly number[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly suspended_at: string | null;
}

/** The emulator's tables that are used here. */
export interface Tables {
  readonly users: Table<UserRow>;
  readonly repos: Table<RepoRow>;
  readonly collaborators: Table<CollaboratorRow>;
  readonly issues: Table<IssueRow>;
  readonly labels: Table<LabelRow>;
  readonly comments: Table<CommentRow>;
  readonly issueEvents: Table<IssueEventRow>;
  readonly branches: Table<BranchRow>;
  readonly workflows: Table<WorkflowRow>;
  readonly workflowRuns: Table<WorkflowRunRow>;
  readonly jobs: Table<JobRow>;
  readonly apps: Table<AppRow>;
  readonly appInstallations: Table<InstallationRow>;
}

// ---------------------------------------------------------------- who calls

export type Level = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export type Caller =
  | { readonly is: 'nobody' }
  | { readonly is: 'person'; readonly user: UserRow }
  /** A JWT: may only speak for the App itself. */
  | { readonly is: 'app'; readonly appId: number }
  | {
      readonly is: 'installation';
      readonly appId: number;
      readonly installationId: number;
      readonly permissions: Readonly<Record<string, string>>;
      /** `slug[bot]`. */
      readonly user: UserRow;
    };

/** Somebody who acts: a person, or an App's bot. */
export type Actor = Extract<Caller, { user: UserRow }>;

// ---------------------------------------------------------------- requests

export interface LabRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly caller: Caller;
}

/** Undefined: not mine, let the emulator answer. */
export type Handler = (request: LabRequest) => Response | undefined | Promise<Response | undefined>;

/** What was asked and answered, for the contract checks. Bodies are the parsed JSON, or text. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

// ---------------------------------------------------------------- ours

export interface CheckSuiteRow {
  readonly id: number;
  readonly repoId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly appId: number;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
  readonly start_column: number | null;
  readonly end_column: number | null;
}

export interface CheckRunRow {
  readonly id: number;
  readonly repoId: number;
  readonly suiteId: number;
  readonly appId: number;
  readonly headSha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
}

/** As in the REST API's request body. */
export interface CheckRunInput {
  readonly name?: string | undefined;
  readonly head_sha?: string | undefined;
  readonly status?: CheckRunRow['status'] | undefined;
  readonly conclusion?: string | null | undefined;
  readonly external_id?: string | undefined;
  readonly details_url?: string | undefined;
  readonly started_at?: string | undefined;
  readonly completed_at?: string | undefined;
  readonly output?:
    | {
        readonly title?: string | undefined;
        readonly summary?: string | undefined;
        readonly text?: string | undefined;
        readonly annotations?: readonly Partial<Annotation>[] | undefined;
      }
    | undefined;
}

export interface PullRow {
  readonly id: number;
  readonly nodeId: string;
  readonly repoId: number;
  /** The row that carries title, body, labels and comments. */
  readonly issueId: number;
  readonly number: number;
  readonly headRef: string;
  readonly baseRef: string;
  headSha: string;
  baseSha: string;
  draft: boolean;
  merged: boolean;
  mergedAt: string | null;
  mergedById: number | null;
  mergeCommitSha: string | null;
  /** Null: not computed yet for the two SHAs, as on GitHub. */
  mergeable: boolean | null;
}

/** A CI: told about every branch that moved and every pull request that opened or moved. Returns at once. */
export interface CiHooks {
  onPush(repo: RepoRow, branch: string, sha: string, actor: UserRow): void;
  onPullRequest(
    repo: RepoRow,
    pull: PullRow,
    action: 'opened' | 'synchronize' | 'reopened' | 'ready_for_review' | 'converted_to_draft',
    actor: UserRow,
  ): void;
}

export interface WebhookEvent {
  readonly event: string;
  readonly action: string | undefined;
  readonly repo: RepoRow;
  /** Without action, repository, sender and installation: these are added. */
  readonly payload: Json;
  readonly sender: UserRow;
}

export interface LabInternals {
  /** Where the API listens, without a trailing slash. */
  readonly url: string;
  readonly gh: Tables;
  /** ISO time with milliseconds; what leaves the lab is cut to seconds, as on GitHub. */
  now(): string;
  repo(fullName: string): RepoRow | undefined;
  repoById(id: number): RepoRow;
  /** The real bare repository: `.dir` is its path, `.run(args)` runs git in it. */
  git(repo: RepoRow): GitRepository;
  user(id: number): UserRow;
  /** Queues a webhook delivery; never waits for it. */
  emit(event: WebhookEvent): void;
  /** Adds an API route, e.g. `/repos/:owner/:repo/actions/jobs/:id/logs`; it wins over the emulator's own. `:name*` takes slashes. */
  route(method: string, pattern: string, handler: Handler): void;
  pulls(repo: RepoRow): readonly PullRow[];
  /** Check runs of any App; `appId` decides the suite. Emits check_run and check_suite webhooks. Throws HttpError on bad input. */
  readonly checks: {
    create(repo: RepoRow, appId: number, input: CheckRunInput): CheckRunRow;
    update(run: CheckRunRow, input: CheckRunInput): CheckRunRow;
    /** Creates it when there is none; also emits nothing. */
    suite(repo: RepoRow, appId: number, headSha: string, headBranch: string | null): CheckSuiteRow;
    ofCommit(repo: RepoRow, headSha: string): readonly CheckRunRow[];
    suitesOf(repo: RepoRow, headSha: string): readonly CheckSuiteRow[];
  };
  /** The App that Actions' check runs belong to (slug `github-actions`). */
  readonly actionsAppId: number;
  /** REST shapes, as in responses and webhook payloads. */
  readonly show: {
    repo(repo: RepoRow): Json;
    user(user: UserRow): Json;
    pull(pull: PullRow): Json;
    check(run: CheckRunRow): Json;
    suite(suite: CheckSuiteRow): Json;
  };
  /** Called after every answered API request. */
  onExchange(listener: (exchange: Exchange) => void): void;
  /** Work that `close()` and `settled()` wait for. */
  track(work: Promise<unknown>): void;
  /** Runs when the lab closes, before the server stops. */
  onClose(end: () => void | Promise<void>): void;
  /** Set by attachCi's owner; null: no CI. */
  ci: CiHooks | null;
}
