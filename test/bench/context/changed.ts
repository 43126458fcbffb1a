import type { Query } from './cases.ts';
import { git } from './git.ts';

type Lines = NonNullable<Query['lines']>;

const HUNK = /^@@ -(\d+)(?:,(\d+))? /;

/** Where a commit changed each of its files, in the lines that these had before. */
export async function changedLines(
  dir: string,
  {
    parent,
    oid,
    truth,
  }: { readonly parent: string; readonly oid: string; readonly truth: string[] },
): Promise<Lines> {
  const { stdout } = await git(dir, [
    ...['--literal-pathspecs', 'diff', '-U0', '--no-renames', '--no-ext-diff', '--no-textconv'],
    ...['--src-prefix=a/', parent, oid, '--', ...truth],
  ]);
  const found: Record<string, [number, number][]> = {};
  let path = '';
  for (const line of stdout.toString('utf8').split('\n')) {
    if (line.startsWith('--- a/')) path = line.slice('--- a/'.length).replace(/\t$/, '');
    const [, from, count = '1'] = HUNK.exec(line) ?? [];
    if (from === undefined || path === '') continue;
    const [first, many] = [Number(from), Number(count)];
    (found[path] ??= []).push(many === 0 ? [first + 1, first] : [first, first + many - 1]);
  }
  return found;
}
