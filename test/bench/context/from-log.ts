/**
 * Makes a clone of what a release tells of its history: the tree of its source, and a change log as
 * `git log --stat` prints it (Debian ships both for many packages). Contents stay as they are in the release;
 * each commit turns the executable bit of the files that it changed, so that git sees who changed what.
 * The log may be a later release's: what it tells of after the release is asked for, in contents that do not know it.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Query } from './cases.ts';
import { git } from './git.ts';

interface Logged {
  readonly message: string;
  readonly paths: readonly string[];
}

const STAT = /^ (\S.*?) +\| +(?:\d+|Bin)/;
/** `src/{a => b}/c` and `a => b`. */
const newName = (name: string): string =>
  name
    .replace(/\{[^{}]* => ([^{}]*)\}/, '$1')
    .replace(/^.* => /, '')
    .replace('//', '/');

/** Newest first, without merges. */
export function parseLog(log: string): readonly Logged[] {
  const commits = log.split(/^commit (?=[0-9a-f]{40}\b)/m).slice(1);
  return commits.flatMap((text) => {
    const [head = '', ...rest] = text.split('\n\n');
    if (/^Merge:/m.test(head)) return [];
    const lines = rest.join('\n\n').split('\n');
    const message = lines.filter((line) => line.startsWith('    ')).map((line) => line.slice(4));
    const paths = lines.flatMap((line) => STAT.exec(line)?.[1] ?? []).map(newName);
    return [{ message: message.join('\n').trim(), paths }];
  });
}

/** Written by a build or a translator; a release holds them, its history does not. */
const NOT_WRITTEN =
  /(^|\/)(debian\/.*|ChangeLog|configure|Makefile\.in|aclocal\.m4|ltmain\.sh|config\.(sub|guess)|.*\.(po|gmo|html|pdf|[1-8]))$/;

interface Release {
  readonly log: string;
  readonly tree: string;
  readonly into: string;
  /** What the release's own commit begins with; the ones after it are asked for. */
  readonly after?: string | undefined;
}

/** Its queries, where it is said after which commit. */
export async function cloneFromLog(release: Release): Promise<readonly Query[]> {
  const { log: logFile, tree, into, after } = release;
  const packed = await readFile(logFile);
  const log = (logFile.endsWith('.gz') ? gunzipSync(packed) : packed).toString('utf8');
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(tree, path.join(entry.parentPath, entry.name)))
    .filter((name) => !NOT_WRITTEN.test(name) && !/["\n\\]/.test(name))
    .sort();
  await mkdir(into, { recursive: true });
  await git(into, ['init', '-q', '-b', 'main']);
  const commits = known(parseLog(log).toReversed(), paths);
  await git(into, ['fast-import', '--quiet'], await fastImport(tree, paths, commits));
  const { text } = await git(into, ['rev-list', '--reverse', 'main']);
  return after === undefined ? [] : queriesAfter(after, commits, text.split('\n'));
}

/** Only what the release has, by the names that it has there; long ones are cut at their beginning in a log. */
function known(commits: readonly Logged[], paths: readonly string[]): readonly Commit[] {
  const all = new Set(paths);
  const find = (name: string): string | undefined => {
    if (all.has(name) || !name.startsWith('.../')) return name;
    const [one, more] = paths.filter((path) => path.endsWith(name.slice(3)));
    return more === undefined ? one : undefined;
  };
  return commits
    .map(({ message, paths: named }) => {
      const found = named.flatMap((name) => find(name) ?? []).filter((name) => all.has(name));
      return { message, paths: [...new Set(found)], of: new Set(named).size };
    })
    .filter(({ paths: changed }) => changed.length > 0);
}

interface Commit extends Logged {
  /** How many files it changed, those included that the release does not have. */
  readonly of: number;
}

const MOST = 150;
const MAX_FILES = 20;
const MIN_WORDS = 3;

/** `oids` begin with the release as a whole. */
function queriesAfter(
  after: string,
  commits: readonly Commit[],
  oids: readonly string[],
): readonly Query[] {
  const last = commits.findLastIndex(({ message }) => message.startsWith(after));
  if (last < 0) throw new Error(`no commit of the log begins with “${after}”`);
  return commits
    .flatMap(({ message, paths, of }, index) => {
      const isMeant = index > last && paths.length <= MAX_FILES && paths.length * 2 >= of;
      const rev = oids[index] ?? '';
      const id = oids[index + 1]?.slice(0, 12) ?? '';
      const isSaid = (message.match(/\w{2,}/g)?.length ?? 0) >= MIN_WORDS;
      return isMeant && isSaid ? [{ id, rev, query: message, truth: [...paths] }] : [];
    })
    .slice(0, MOST);
}

async function fastImport(
  tree: string,
  paths: readonly string[],
  commits: readonly Logged[],
): Promise<Buffer> {
  const marks = new Map(paths.map((name, index) => [name, index + 1]));
  const executable = new Set<string>();
  const chunks: Buffer[] = [];
  for (const [name, mark] of marks) {
    const bytes = await readFile(path.join(tree, name));
    chunks.push(Buffer.from(`blob\nmark :${mark}\ndata ${bytes.length}\n`), bytes);
    chunks.push(Buffer.from('\n'));
  }
  const write = ({ message, paths: changed }: Logged, at: number): void => {
    const said = Buffer.from(message === '' ? 'no message' : message);
    const time = `${1_000_000_000 + at * 60} +0000`;
    const head = `commit refs/heads/main\ncommitter a <a@example.com> ${time}\ndata ${said.length}\n`;
    chunks.push(Buffer.from(head), said);
    const lines = changed.map(
      (name) =>
        `\nM ${executable.has(name) ? '100755' : '100644'} :${marks.get(name) ?? 0} ${name}`,
    );
    chunks.push(Buffer.from(`${lines.join('')}\n\n`));
  };
  write({ message: 'The release', paths }, 0);
  for (const [index, { message, paths: changed }] of commits.entries()) {
    for (const name of changed) if (!executable.delete(name)) executable.add(name);
    write({ message, paths: changed }, index + 1);
  }
  return Buffer.concat(chunks);
}
