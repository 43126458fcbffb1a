/**
 * Makes a clone of a release's source and of the patches that a distribution carries for it (`debian/patches` with its
 * `series`): each patch becomes a commit with the message that it was written with. Contents are as they were then.
 */
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runGit } from '../../lab/git/process.ts';
import type { Query } from './cases.ts';
import { changedLines } from './changed.ts';
import { git } from './git.ts';

const MAX_FILES = 12;
const MIN_WORDS = 5;
const AUTHOR = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'gc.auto=0'];
/** They would change what git keeps of the others. */
const NOT_TAKEN = new Set(['.git', '.gitattributes', '.gitignore', '.gitmodules']);

interface Source {
  readonly patches: string;
  readonly tree: string;
  readonly into: string;
}

/** Its queries: each patch's message asks, in the tree before it, for the files that it changed. */
export async function cloneFromPatches({ patches, tree, into }: Source): Promise<readonly Query[]> {
  const packaging = path.join(tree, 'debian');
  await cp(tree, into, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !NOT_TAKEN.has(path.basename(from)) && from !== packaging,
  });
  await git(into, ['init', '-q', '-b', 'main']);
  await commitAll(into, 'The release');
  const queries: Query[] = [];
  for (const name of seriesIn(await readFile(path.join(patches, 'series'), 'utf8'))) {
    const patch = await readFile(path.join(patches, name));
    const message = messageOf(patch.toString('utf8'));
    const changed = await applied(into, patch, message);
    const words = message.match(/\w{3,}/g)?.length ?? 0;
    if (changed === null || words < MIN_WORDS) continue;
    const { rev, truth } = changed;
    if (truth.length === 0 || truth.length > MAX_FILES) continue;
    const lines = await changedLines(into, { parent: rev, oid: 'HEAD', truth });
    queries.push({ id: name, rev, query: message, truth, lines });
  }
  return queries;
}

async function commitAll(dir: string, message: string): Promise<void> {
  await git(dir, ['add', '-A', '-f']);
  const said = message === '' ? 'no message' : message;
  await git(dir, [...AUTHOR, 'commit', '-q', '--allow-empty', '-F', '-'], said);
}

/** Null: it does not apply, and nothing was changed. */
async function applied(
  dir: string,
  patch: Buffer,
  message: string,
): Promise<{ readonly rev: string; readonly truth: string[] } | null> {
  const rev = (await git(dir, ['rev-parse', 'HEAD'])).text.trim();
  if (!(await runPatch(dir, patch))) {
    await git(dir, ['checkout', '-q', '.']);
    await git(dir, ['clean', '-qfdx']);
    return null;
  }
  await commitAll(dir, message);
  const { stdout } = await git(dir, [
    ...['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--diff-filter=MD'],
    ...[rev, 'HEAD'],
  ]);
  const truth = stdout.toString('utf8').split('\0');
  return { rev, truth: truth.filter((name) => name !== '') };
}

/** Without much context around a change, as those apply patches who carry them. */
const runPatch = async (dir: string, patch: Buffer): Promise<boolean> => {
  const args = ['apply', '-p1', '-C1', '--ignore-whitespace', '--whitespace=nowarn', '-'];
  return (await runGit(dir, args, { input: patch })).code === 0;
};

/** Names of patches in their order; behind a name may stand options, behind `#` anything. */
export const seriesIn = (series: string): readonly string[] =>
  series
    .split('\n')
    .map(
      (line) =>
        line
          .replace(/(^|\s)#.*$/, '')
          .trim()
          .split(/\s/)[0] ?? '',
    )
    .filter((name) => name !== '');

const DIFF = /^(?:--- |diff --git |diff -|Index: )/m;
/** Where the notes of a mailed patch begin. */
const NOTES = /^(?:---$| \S.* \| +(?:\d+|Bin)| \d+ files? changed)/m;
/** Who, where and when; a line that goes on is indented. */
const FIELDS =
  /^(?:From|Author|Date|Origin|Bug[\w-]*|Forwarded|Applied-Upstream|Last-Updated?|Reviewed-by|Acked-by|Signed-off-by|Tested-by|Reported-by|Co-authored-by|Cc|MIME-Version|Content-[\w-]+|Message-Id|X-[\w-]+|Gbp[\w-]*|Commit|Closes|Fixes|References?|Patch-Name|Change-Id|Upstream[\w-]*|Backported[\w-]*)[: ].*\n(?:[ \t]+\S.*\n)*/gim;

/** What a patch says of itself, before its diffs. */
export function messageOf(patch: string): string {
  const [head = ''] = patch.split(DIFF);
  const [said = ''] = `${head}\n`.split(NOTES);
  return said
    .replace(FIELDS, '')
    .replace(/^(?:#|==|\*\*\*).*$/gm, '')
    .replace(/^(?:Subject|Description|Title): ?(?:\[[^\]\n]*\] *)*/gm, '')
    .replace(/^ \.?$/gm, '')
    .replace(/\n[ \t]+(?=\S)/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
