/** What a contract suite needs of a GitHub: our ports onto it, and people who change it behind our back. */
import type { CiTests } from '../../src/core/gate/report.ts';
import type { RepoName, Sha } from '../../src/core/ids.ts';
import type { Forge, Ledger, Permission } from '../../src/ports.ts';

export interface ContractWorld {
  readonly repo: RepoName;
  readonly forge: Forge;
  readonly ledger: Ledger;
  /** The default branch's first commit: `README.md` and `src/a.ts`. */
  readonly base: Sha;
  readonly repoId: number;
  /** The same ledger as another process sees it, that knows nothing yet. */
  otherLedger(): Ledger;
  /** A person with write access, `ada`. */
  openIssue(title: string, body: string): Promise<number>;
  label(issue: number, label: string): Promise<void>;
  unlabel(issue: number, label: string): Promise<void>;
  comment(issue: number, body: string): Promise<void>;
  /** Of somebody's own, by its number. */
  deleteComment(id: number): Promise<void>;
  /** Answers in the newest thread of a pull request. */
  answer(pull: number, body: string): Promise<void>;
  editBody(issue: number, body: string): Promise<void>;
  editTitle(issue: number, title: string): Promise<void>;
  closeIssue(issue: number): Promise<void>;
  /** One commit by git on top of a branch, unsigned. */
  push(branch: string, files: Readonly<Record<string, string>>): Promise<Sha>;
  /** Null deletes the branch. */
  force(branch: string, to: Sha | null): Promise<void>;
  merge(pull: number): Promise<void>;
  closePull(pull: number): Promise<void>;
  /** Makes a draft of it. */
  draft(pull: number): Promise<void>;
  permit(login: string, level: Permission): Promise<void>;
  tip(branch: string): Promise<Sha | undefined>;
  /** Text of a file at the tip of a branch. */
  text(branch: string, path: string): Promise<string | undefined>;
  /** Message and parents of the tip of a branch. */
  commit(branch: string): Promise<{ readonly message: string; readonly parents: readonly Sha[] }>;
  /** A person pushes a commit on which CI ends so; the log says `the reason`. Resolves when it has ended. */
  runCi(branch: string, conclusion: 'success' | 'failure'): Promise<Sha>;
  /** The same, with a test runner that reports this; it is red where a test failed. Null: no report. */
  runTests(branch: string, report: CiTests | null): Promise<Sha>;
  /** The rules of the default branch ask for checks and statuses of these names. */
  require(names: readonly string[]): Promise<void>;
  /** A person posts a commit status. */
  status(head: Sha, context: string, state: 'success' | 'failure' | 'pending'): Promise<void>;
  /** The same repository as a workflow with its own token sees it. */
  asWorkflow(token: { readonly mayDispatch: boolean; readonly mayReadCi?: boolean }): Forge;
  /** The reactions on an issue. */
  reactions(issue: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const FILES: Readonly<Record<string, string>> = {
  'README.md': 'hello\n',
  'src/a.ts': 'export const a = 1;\n',
};
