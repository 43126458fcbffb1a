import { commitsSince, historyOf } from './history.ts';
import type { GitRun } from './process.ts';
import type { GitRepository } from './repository.ts';

export interface DiffFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** Of the blob after the change, or before it where it was removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** From the first `@@`; null: binary, or only moved. */
  readonly patch: string | null;
}

export interface Hunk {
  readonly text: readonly string[];
  /** Line numbers that a comment may name, by side. */
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
}

const STATUS: Readonly<Record<string, DiffFile['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** What lies between two commits, renames found as GitHub does. */
export async function diffFiles(
  git: GitRepository,
  from: string,
  to: string,
): Promise<readonly DiffFile[]> {
  const options = ['diff', '--no-color', '--no-ext-diff', '-M', '--full-index'];
  const [raw, text] = await Promise.all([
    git.run([...options, '--raw', '-z', '--abbrev=40', from, to]),
    git.run([...options, '-p', from, to]),
  ]);
  // Content lines never begin with a `d`, so this is always a header, in the order of --raw.
  const patches = text.stdout.toString('utf8').split(/^(?=diff --git )/m);
  return parseRaw(raw.stdout.toString('utf8')).map((file, at) => {
    const patch = bodyOf(patches[at] ?? '');
    const lines = patch?.split('\n') ?? [];
    return {
      ...file,
      patch,
      additions: lines.filter((line) => line.startsWith('+')).length,
      deletions: lines.filter((line) => line.startsWith('-')).length,
    };
  });
}

type RawFile = Omit<DiffFile, 'patch' | 'additions' | 'deletions'>;

function parseRaw(raw: string): readonly RawFile[] {
  const words = raw.split('\0');
  const files: RawFile[] = [];
  let at = 0;
  while (at < words.length && words[at] !== '') {
    const [, , before = '', after = '', letter = 'M'] = (words[at] ?? '').split(' ');
    const status = STATUS[letter.charAt(0)] ?? 'modified';
    const renamed = status === 'renamed';
    const path = words[at + (renamed ? 2 : 1)] ?? '';
    const previousPath = renamed ? (words[at + 1] ?? null) : null;
    files.push({ path, previousPath, status, sha: status === 'removed' ? before : after });
    at += renamed ? 3 : 2;
  }
  return files;
}

function bodyOf(patch: string): string | null {
  const start = patch.search(/^@@ /m);
  return start < 0 ? null : patch.slice(start).replace(/\n$/, '');
}

export function hunksOf(patch: string): readonly Hunk[] {
  const hunks: { text: string[]; left: Set<number>; right: Set<number> }[] = [];
  let left = 0;
  let right = 0;
  for (const line of patch.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head !== null) {
      left = Number(head[1]);
      right = Number(head[2]);
      hunks.push({ text: [line], left: new Set(), right: new Set() });
      continue;
    }
    const hunk = hunks.at(-1);
    if (hunk === undefined || line.startsWith('\\')) continue;
    hunk.text.push(line);
    if (!line.startsWith('+')) hunk.left.add(left++);
    if (!line.startsWith('-')) hunk.right.add(right++);
  }
  return hunks;
}

export async function mergeBase(
  git: GitRepository,
  a: string,
  b: string,
): Promise<string | undefined> {
  if (await git.isAncestor(a, b)) return a;
  if (await git.isAncestor(b, a)) return b;
  const run = await git.run(['merge-base', a, b]);
  return run.code === 0 ? run.text : undefined;
}

/** The commits that `to` has and `from` has not, oldest first. */
export async function commitsIn(
  git: GitRepository,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const near = await commitsSince(git.objects, from, to);
  if (near !== undefined) return near.toReversed();
  return linesOf(await git.run(['rev-list', '--reverse', '--topo-order', `${from}..${to}`]));
}

/** The commits before and with `head` that changed a path, or all of them; the newest first. */
export async function commitsOf(
  git: GitRepository,
  head: string,
  path: string | null,
): Promise<readonly string[]> {
  const near = await historyOf(git.objects, head, path);
  return near ?? linesOf(await git.run(['rev-list', head, ...(path === null ? [] : ['--', path])]));
}

export const linesOf = ({ text }: GitRun): readonly string[] =>
  text.split('\n').filter((line) => line !== '');
