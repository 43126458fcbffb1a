/** The emulator's tables, as far as they are used here. */

export type Json = Readonly<Record<string, unknown>>;

interface Row {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The part of the emulator's `Collection` that is used here. */
interface Table<R extends Row> {
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

interface CollaboratorRow extends Row {
  readonly repo_id: number;
  readonly user_id: number;
  readonly permission: string;
}

interface BranchRow extends Row {
  readonly repo_id: number;
  readonly name: string;
  readonly sha: string;
  readonly protected: boolean;
}

interface WorkflowRow extends Row {
  readonly node_id: string;
  readonly repo_id: number;
  readonly name: string;
  readonly path: string;
  readonly state: string;
  readonly badge_url: string | null;
}

interface WorkflowRunRow extends Row {
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

interface JobRow extends Row {
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

interface AppRow extends Row {
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

interface InstallationRow extends Row {
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
