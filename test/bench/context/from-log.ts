/**
 * Makes a clone of what a release tells of its history: the tree of its source, and a change log as
 * `git log --stat` prints it (Debian ships both for many packages). Contents stay as they are in the release;
 * each commit turns the executable bit of the files that it changed, so that git sees who changed what.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
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

export async function cloneFromLog(logFile: string, tree: string, into: string): Promise<void> {
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
  const stream = await fastImport(tree, paths, parseLog(log).toReversed());
  await git(into, ['fast-import', '--quiet'], stream);
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
  for (const [index, { message, paths: named }] of commits.entries()) {
    const changed = [...new Set(named)].filter((name) => marks.has(name));
    for (const name of changed) if (!executable.delete(name)) executable.add(name);
    if (changed.length > 0) write({ message, paths: changed }, index + 1);
  }
  return Buffer.concat(chunks);
}
