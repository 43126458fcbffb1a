/**
 * What the lab's parts (REST, GraphQL, pull requests, checks, CI) share. The rows named *Row live in the emulator's
 * own tables, so that its routes and ours show the same thing; what the emulator has no honest table for is ours.
 */
import type { GitRepository } from './git/repository.ts';

import type { CheckRunInput, CheckRunRow, CheckSuiteRow, PullRow } from './own-rows.ts';
import type { Json, RepoRow, Tables, UserRow } from './rows.ts';

export type * from './own-rows.ts';
export type * from './rows.ts';

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
      /** The only repository it is good for; left out: all of the installation. */
      readonly repositoryId?: number | undefined;
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
  /** As in the request log. */
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
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
  /** Null: no CI. A test may put its own ears here. */
  ci: CiHooks | null;
}
