/** What a file of queries and a file of results hold, one JSON object a line. */
import { z } from 'zod';
import { hasReadableText } from '../../../src/core/context/kinds.ts';
import { changedLines } from './changed.ts';
import { git } from './git.ts';
import { readCommits } from './history.ts';

export const Query = z.object({
  id: z.string(),
  /** A commit of the clone: its tree is searched, and history is this commit and what led to it. */
  rev: z.string(),
  query: z.string(),
  /** The files that are looked for, where they are known; they are never shown to the ranking. */
  truth: z.array(z.string()).optional(),
  /** By such a file, the lines of it that were changed; an insertion behind line n is [n + 1, n]. */
  lines: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))).optional(),
});
export type Query = z.infer<typeof Query>;

export interface Result {
  readonly id: string;
  readonly ranked: readonly string[];
  readonly index_ms: number;
  readonly query_ms: number;
}

export const parseQueries = (text: string): readonly Query[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Query.parse(JSON.parse(line)));

const MAX_FILES = 20;
const MIN_WORDS = 3;
/** Of a history, its first commits have nothing behind them. */
const MIN_BEFORE = 10;

/** Real commits of a clone: the message asks, the files that it changed are looked for in its parent. */
export async function generate(dir: string, most: number): Promise<readonly Query[]> {
  const { text } = await git(dir, ['rev-list', '--no-merges', '--parents', '-n4000', 'HEAD']);
  const lines = text.split('\n').map((line) => line.split(' '));
  const parents = new Map(lines.map(([oid = '', parent = '']) => [oid, parent]));
  const commits = await readCommits(dir, [...parents.keys()].slice(0, -MIN_BEFORE));
  const queries: Query[] = [];
  for (const [oid, { message, paths }] of spaced([...commits], most * 2)) {
    const parent = parents.get(oid) ?? '';
    if (queries.length >= most || parent === '' || message.split(/\s+/).length < MIN_WORDS)
      continue;
    const truth = await existing(dir, parent, paths);
    if (truth.length === 0 || truth.length > MAX_FILES) continue;
    const lines = await changedLines(dir, { parent, oid, truth });
    queries.push({ id: oid.slice(0, 12), rev: parent, query: message, truth, lines });
  }
  return queries;
}

async function existing(
  dir: string,
  rev: string,
  paths: readonly string[],
): Promise<readonly string[] & string[]> {
  const wanted = paths.filter((path) => hasReadableText(path)).slice(0, MAX_FILES + 1);
  if (wanted.length === 0) return [];
  const { stdout } = await git(dir, [
    ...['--literal-pathspecs', 'ls-tree', '-r', '-z', '--name-only', rev, '--', ...wanted],
  ]);
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}

/** So many of a list, evenly over all of it. */
function spaced<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, list.length / most);
  return Array.from(
    { length: Math.min(most, list.length) },
    (_, index) => list[Math.floor(index * step)],
  ).flatMap((one) => (one === undefined ? [] : [one]));
}
