/** One real bare repository: the only truth about objects and refs. */
import { mkdir } from 'node:fs/promises';
import { readCommit, type StoredCommit } from './commit.ts';
import { isAncestor } from './history.ts';
import { openObjects, type ObjectStore } from './objects.ts';
import { mustGit, runGit, type GitOptions, type GitRun } from './process.ts';

export const ZERO = '0'.repeat(40);

export interface RefMove {
  /** `refs/…`. */
  readonly ref: string;
  /** Forty zeroes: must not exist. Undefined: whatever it is now. */
  readonly before?: string | undefined;
  /** Forty zeroes: delete. */
  readonly after: string;
}

export interface RefMoved {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export type MoveOutcome =
  | { readonly is: 'moved'; readonly moves: readonly RefMoved[] }
  | { readonly is: 'mismatch'; readonly ref: string; readonly actual: string }
  | { readonly is: 'refused'; readonly reason: string };

export interface GitRepository {
  readonly dir: string;
  readonly objects: ObjectStore;
  run(args: readonly string[], options?: GitOptions): Promise<GitRun>;
  refs(): ReadonlyMap<string, string>;
  ref(name: string): string | undefined;
  branch(name: string): string | undefined;
  commit(sha: string): Promise<StoredCommit | undefined>;
  /** A branch, tag, full ref, or (abbreviated) SHA to a commit's SHA. */
  resolve(name: string): Promise<string | undefined>;
  isAncestor(ancestor: string, of: string): Promise<boolean>;
  /** All or nothing. `check` runs inside the lock and may refuse with a reason. */
  move(
    moves: readonly RefMove[],
    check?: (moves: readonly RefMoved[]) => Promise<string | undefined>,
  ): Promise<MoveOutcome>;
  /** Runs alone; refs are read anew afterwards. Returns what moved. */
  receive<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly moves: readonly RefMoved[] }>;
  close(): Promise<void>;
}

export async function createRepository(dir: string, defaultBranch: string): Promise<GitRepository> {
  await mkdir(dir, { recursive: true });
  await mustGit(dir, ['init', '--bare', '-q', '-b', defaultBranch]);
  const settings = ['http.receivepack true', 'uploadpack.allowAnySHA1InWant true', 'gc.auto 0'];
  for (const setting of settings) await mustGit(dir, ['config', ...setting.split(' ')]);
  const objects = openObjects(dir);
  const alone = mutex();
  let refs = new Map<string, string>();

  const repository: GitRepository = {
    dir,
    objects,
    run: remembering(dir),
    refs: () => refs,
    ref: (name) => refs.get(name),
    branch: (name) => refs.get(`refs/heads/${name}`),
    commit: (sha) => readCommit(objects, sha),
    resolve: (name) => resolveCommit(dir, refs, name),
    isAncestor: async (ancestor, of) =>
      (await isAncestor(objects, ancestor, of)) ??
      (await runGit(dir, ['merge-base', '--is-ancestor', ancestor, of])).code === 0,
    move: (moves, check) =>
      alone(async () => {
        const outcome = await moveRefs({ dir, refs, check }, moves);
        if (outcome.is === 'moved') refs = apply(refs, outcome.moves);
        return outcome;
      }),
    receive: (work) =>
      alone(async () => {
        const before = refs;
        const result = await work();
        refs = await readRefs(dir);
        return { result, moves: differences(before, refs) };
      }),
    close: () => objects.close(),
  };
  return repository;
}

const FIXED = new Set(['diff', 'ls-tree', 'merge-base']);
const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** What git says of objects, which are named by their SHAs alone, is asked for once. */
function remembering(dir: string): GitRepository['run'] {
  const said = new Map<string, GitRun>();
  return async (args, options) => {
    const [command = '', ...rest] = args;
    const isFixed = FIXED.has(command) && rest.every((arg) => arg.startsWith('-') || isSha(arg));
    if (!isFixed || options !== undefined) return runGit(dir, args, options);
    const key = args.join(' ');
    const run = said.get(key) ?? (await runGit(dir, args));
    if (run.code === 0) said.set(key, run);
    return run;
  };
}

interface MoveContext {
  readonly dir: string;
  readonly refs: ReadonlyMap<string, string>;
  readonly check: ((moves: readonly RefMoved[]) => Promise<string | undefined>) | undefined;
}

async function moveRefs(context: MoveContext, moves: readonly RefMove[]): Promise<MoveOutcome> {
  const { dir, refs, check } = context;
  const planned: RefMoved[] = [];
  for (const { ref, before, after } of moves) {
    const actual = refs.get(ref) ?? ZERO;
    if (before !== undefined && before !== actual) return { is: 'mismatch', ref, actual };
    planned.push({ ref, before: actual, after });
  }
  const reason = await check?.(planned);
  if (reason !== undefined) return { is: 'refused', reason };
  const commands = planned
    .filter((move) => move.before !== move.after)
    .map(({ ref, before, after }) =>
      after === ZERO ? `delete ${ref} ${before}` : `update ${ref} ${after} ${before}`,
    );
  if (commands.length > 0) {
    const run = await runGit(dir, ['update-ref', '--stdin'], { input: `${commands.join('\n')}\n` });
    if (run.code !== 0) return { is: 'refused', reason: run.stderr.trim() };
  }
  return { is: 'moved', moves: planned };
}

function apply(refs: ReadonlyMap<string, string>, moves: readonly RefMoved[]): Map<string, string> {
  const next = new Map(refs);
  for (const { ref, after } of moves) {
    if (after === ZERO) next.delete(ref);
    else next.set(ref, after);
  }
  return next;
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly RefMoved[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((ref) => ({ ref, before: before.get(ref) ?? ZERO, after: after.get(ref) ?? ZERO }))
    .filter((move) => move.before !== move.after);
}

async function readRefs(dir: string): Promise<Map<string, string>> {
  const { text } = await mustGit(dir, ['for-each-ref', '--format=%(refname) %(objectname)']);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(0, -41), line.slice(-40)] as const));
}

async function resolveCommit(
  dir: string,
  refs: ReadonlyMap<string, string>,
  name: string,
): Promise<string | undefined> {
  for (const prefix of ['refs/heads/', 'refs/tags/', 'refs/', '']) {
    const sha = refs.get(prefix + name);
    if (sha !== undefined) return sha;
  }
  if (!/^[0-9a-f]{4,40}$/.test(name)) return undefined;
  const run = await runGit(dir, ['rev-parse', '--verify', '-q', `${name}^{commit}`]);
  return run.code === 0 ? run.text : undefined;
}

/** One after the other, in the order of the calls. */
export function mutex(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
