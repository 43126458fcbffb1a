/** What the fake GitHub remembers of one repository. */
import type { CiTests } from '../../src/core/gate/report.ts';
import type { Actor, Instant, RepoName, Sha } from '../../src/core/ids.ts';
import type { CheckSeen } from '../../src/core/run/observation.ts';
import type { Clock, Permission } from '../../src/ports.ts';
import { fakeGit, type FakeGit } from './fake-git.ts';

export interface FakeAccount extends Actor {
  readonly bot: boolean;
}

interface FakeComment {
  readonly id: number;
  readonly nodeId: string;
  readonly author: FakeAccount;
  readonly at: Instant;
  body: string;
  edited: boolean;
}

export interface FakeIssue {
  readonly number: number;
  readonly nodeId: string;
  readonly author: FakeAccount;
  title: string;
  body: string;
  open: boolean;
  locked: boolean;
  textEditedAt: Instant | null;
  readonly labels: Set<string>;
  readonly labelled: { id: string; label: string; at: Instant; actor: FakeAccount }[];
  comments: FakeComment[];
}

interface FakeThread {
  readonly resolved?: boolean;
  readonly replies?: readonly FakeComment[];
}

interface FakeReview {
  readonly id: number;
  readonly author: FakeAccount;
  readonly head: Sha;
  readonly body: string;
  readonly comments: readonly { path: string; line: number; body: string }[];
}

export interface FakePull {
  readonly number: number;
  readonly branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  /** Somebody made it a draft again. */
  drafted?: boolean;
  state: 'open' | 'closed' | 'merged';
  /** Follows the branch while the pull request is open. */
  head: Sha;
  mergeCommit: Sha | null;
  mergeable: 'yes' | 'no' | 'unknown';
  /** Its conversation. */
  comments: FakeComment[];
  readonly reviews: FakeReview[];
  /** What became of the threads that reviews began, by their ids. */
  readonly threads?: Map<string, FakeThread>;
}

/** What CI says about a head. A job's word is a conclusion, or `queued`, `running`, `waiting` while it has none. */
export interface FakeCi {
  readonly jobs: Readonly<Record<string, string>>;
  readonly workflow?: string;
  readonly name?: string;
  readonly event?: string;
  readonly attempt?: number;
  readonly log?: string;
  /** What its JUnit reports say; left out: there are none. */
  readonly tests?: CiTests;
  readonly updatedAt?: Instant;
}

/** Decides by the pushed files what CI says; undefined: nothing was registered. */
type FakeCiRule = (head: Sha, files: ReadonlyMap<string, string>) => FakeCi | undefined;

export interface FakeState {
  readonly repo: RepoName;
  readonly repoId: number;
  readonly bot: FakeAccount;
  defaultBranch: string;
  readonly clock: Clock;
  readonly git: FakeGit;
  archived: boolean;
  /** Whether we may start workflows. */
  mayDispatch: boolean;
  /** Whether we may read workflow runs. */
  mayReadCi: boolean;
  readonly accounts: Map<string, FakeAccount>;
  readonly permissions: Map<string, Permission>;
  readonly issues: Map<number, FakeIssue>;
  readonly pulls: Map<number, FakePull>;
  readonly checks: CheckSeen[];
  readonly reactions: { readonly subject: string; readonly content: string }[];
  /** By head; several workflows may say something about one. */
  readonly ci: Map<Sha, readonly FakeCi[]>;
  ciRule: FakeCiRule | null;
  readonly otherChecks: { head: Sha; name: string; conclusion: string | null; id: number }[];
  /** Commit statuses, the newest of each context last. */
  readonly statuses: { head: Sha; context: string; state: string }[];
  /** Names that the default branch's rules require; null: we may not know. */
  required: readonly string[] | null;
  nextId(): number;
  /** Issues and pull requests share their numbers. */
  nextNumber(): number;
  account(login: string): FakeAccount;
}

export interface FakeSeed {
  readonly clock: Clock;
  readonly repo?: RepoName;
  readonly files?: Readonly<Record<string, string>>;
  /** Answers for heads that no test has set. */
  readonly ci?: FakeCiRule;
}

const BOT_LOGIN = 'autopack[bot]';

export function fakeState(seed: FakeSeed): FakeState {
  let ids = 1_000;
  let numbers = 0;
  const accounts = new Map<string, FakeAccount>();
  const account = (login: string): FakeAccount => {
    const known = accounts.get(login);
    if (known !== undefined) return known;
    const made = { id: (ids += 1), login, bot: login.endsWith('[bot]') };
    accounts.set(login, made);
    return made;
  };
  return {
    repo: seed.repo ?? { owner: 'acme', name: 'shop' },
    repoId: 77,
    bot: account(BOT_LOGIN),
    defaultBranch: 'main',
    clock: seed.clock,
    git: fakeGit(),
    archived: false,
    mayDispatch: false,
    mayReadCi: true,
    accounts,
    permissions: new Map(),
    issues: new Map(),
    pulls: new Map(),
    checks: [],
    reactions: [],
    ci: new Map(),
    ciRule: seed.ci ?? null,
    otherChecks: [],
    statuses: [],
    required: [],
    nextId: () => (ids += 1),
    nextNumber: () => (numbers += 1),
    account,
  };
}

/** Where people and we can comment: issues and pull requests share their numbers. */
export const talksOf = (state: FakeState): readonly (FakeIssue | FakePull)[] => [
  ...state.issues.values(),
  ...state.pulls.values(),
];

/** Pull requests follow their branch, as GitHub's do. */
export function followBranches(state: FakeState): void {
  for (const pull of state.pulls.values()) {
    if (pull.state !== 'open') continue;
    const tip = state.git.branches.get(pull.branch);
    if (tip === undefined) pull.state = 'closed';
    else pull.head = tip;
  }
}
