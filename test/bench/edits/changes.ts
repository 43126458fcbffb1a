/** Real changes of text files between published versions of packages. */
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { structuredPatch } from 'diff';
import { unpack } from '../../replay/versions.ts';

export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Name, older and newer version. The held-out ones are never looked at while the applier is worked on. */
export type Pair = readonly [name: string, from: string, to: string];

export const TUNING: readonly Pair[] = [
  ['debug', '4.1.0', '4.4.0'],
  ['semver', '7.3.5', '7.6.0'],
  ['commander', '9.0.0', '12.0.0'],
  ['qs', '6.9.0', '6.13.0'],
  ['dotenv', '16.0.0', '16.4.0'],
  ['yargs-parser', '20.0.0', '21.1.1'],
  ['normalize.css', '7.0.0', '8.0.1'],
  ['express', '4.17.0', '4.19.2'],
  ['ws', '8.0.0', '8.17.0'],
  ['node-gyp', '9.0.0', '10.1.0'],
  ['cookie', '0.4.0', '0.7.0'],
  ['body-parser', '1.19.0', '1.20.2'],
  ['minimatch', '5.0.0', '5.1.6'],
  ['ini', '1.3.5', '4.1.0'],
];

export const HELD_OUT: readonly Pair[] = [
  ['uuid', '8.0.0', '8.3.2'],
  ['yargs', '17.0.0', '17.7.2'],
  ['send', '0.17.0', '0.18.0'],
  ['glob', '7.1.0', '7.2.3'],
  ['nopt', '5.0.0', '7.2.0'],
  ['pacote', '15.0.0', '17.0.6'],
  ['modern-normalize', '1.0.0', '2.0.0'],
  ['node-addon-api', '4.0.0', '7.0.0'],
];

const TEXT = /\.(?:[cm]?[jt]s|[jt]sx|css|md|json|py|yml)$/;
const MAX_LINES = 4_000;

export async function changesOf([name, from, to]: Pair): Promise<readonly Change[]> {
  const [before, after] = [await textsOf(name, from), await textsOf(name, to)];
  const changes: Change[] = [];
  for (const [file, text] of before) {
    const newer = after.get(file);
    if (newer === undefined || newer === text || !isFit(text, newer)) continue;
    changes.push({ path: file, before: text, after: newer });
  }
  return changes;
}

/** A change that a person could have made in one go: not a rewrite, not a build's output. */
function isFit(before: string, after: string): boolean {
  const lines = before.split('\n');
  if (lines.length > MAX_LINES || lines.length < 4 || lines.some((line) => line.length > 400))
    return false;
  if (/\r/.test(before + after) || !before.endsWith('\n') || !after.endsWith('\n')) return false;
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: 0 });
  const touched = hunks.reduce((sum, { oldLines, newLines }) => sum + oldLines + newLines, 0);
  return hunks.length > 0 && hunks.length <= 12 && touched < lines.length * 0.6;
}

async function textsOf(name: string, version: string): Promise<ReadonlyMap<string, string>> {
  const folder = await unpack(name, version);
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name) || /\.min\./.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    if (!text.includes('\uFFFD')) texts.set(path.relative(folder, file), text);
  }
  await rm(path.dirname(folder), { recursive: true });
  return texts;
}
