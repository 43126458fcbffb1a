/** Real changes of files, of packages that stand below node_modules in two versions. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { structuredPatch } from 'diff';
import type { Pair } from './case.ts';

const root = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

interface Package {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly set: Pair['set'];
}

const of =
  (set: Pair['set']) =>
  ([name, before, after]: readonly [string, string, string]): Package => ({
    name,
    before,
    after,
    set,
  });

/** The held-out ones were not looked at while the matcher was made. */
const PACKAGES: readonly Package[] = [
  ...(
    [
      ['minimatch', 'test-exclude/node_modules/glob/node_modules/minimatch', 'minimatch'],
      ['glob', 'test-exclude/node_modules/glob', 'glob'],
      ['picocolors', 'replay-picocolors-old', 'picocolors'],
      [
        'ansi-styles',
        'pretty-format/node_modules/ansi-styles',
        '@isaacs/cliui/node_modules/ansi-styles',
      ],
      ['signal-exit', 'signal-exit', 'foreground-child/node_modules/signal-exit'],
      ['brace-expansion', 'test-exclude/node_modules/brace-expansion', 'brace-expansion'],
      [
        'spdx-expression-parse',
        'spdx-satisfies/node_modules/spdx-expression-parse',
        'spdx-expression-parse',
      ],
      ['p-limit', 'p-locate/node_modules/p-limit', 'p-limit'],
      ['graphql', '@octokit/graphql-schema/node_modules/graphql', 'graphql'],
      ['sonic-boom', 'sonic-boom', 'pino-pretty/node_modules/sonic-boom'],
      ['fast-deep-equal', 'replay-fast-deep-equal-old', 'replay-fast-deep-equal-new'],
    ] as const
  ).map(of('tuning')),
  ...(
    [
      ['picomatch', 'anymatch/node_modules/picomatch', 'picomatch'],
      ['semver', 'semver', 'make-dir/node_modules/semver'],
      ['path-scurry', 'test-exclude/node_modules/path-scurry', 'path-scurry'],
      ['http-client', '@actions/github/node_modules/@actions/http-client', '@actions/http-client'],
      ['js-yaml', '@istanbuljs/load-nyc-config/node_modules/js-yaml', 'js-yaml'],
      ['pure-rand', 'jest-circus/node_modules/pure-rand', 'pure-rand'],
      ['strip-json-comments', 'strip-json-comments', 'knip/node_modules/strip-json-comments'],
      ['supports-color', 'supports-color', 'jest-worker/node_modules/supports-color'],
      ['wrap-ansi', 'wrap-ansi', '@isaacs/cliui/node_modules/wrap-ansi'],
      ['string-width', 'string-width', '@isaacs/cliui/node_modules/string-width'],
      ['react-is', '@jest/react-is-18', '@jest/react-is-19'],
      ['strip-ansi', 'strip-ansi', '@isaacs/cliui/node_modules/strip-ansi'],
      ['ansi-regex', 'ansi-regex', '@isaacs/cliui/node_modules/ansi-regex'],
      ['camelcase', 'camelcase', 'jest-validate/node_modules/camelcase'],
    ] as const
  ).map(of('held-out')),
];

export interface Change {
  readonly name: string;
  readonly set: Pair['set'];
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const TEXT = /(?<!\.min|\.d)\.(?:[cm]?[jt]s|md)$/;
const SIZE = { least: 500, most: 14_000 } as const;
const FILES_A_PACKAGE = 9;

export async function realChanges(): Promise<readonly Change[]> {
  const all = await Promise.all(PACKAGES.map(changesOf));
  return all.flat();
}

async function changesOf({ name, before, after, set }: Package): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const file of await filesOf(path.join(root, before))) {
    const newer = path.join(root, after, file);
    if (!existsSync(newer) || changes.length === FILES_A_PACKAGE) continue;
    const [was, is] = await Promise.all([
      readFile(path.join(root, before, file), 'utf8'),
      readFile(newer, 'utf8'),
    ]);
    const change = { name, set, path: file, before: was, after: is };
    if (isFit(change)) changes.push(change);
  }
  return changes;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules'))
    .sort();
}

function isFit({ before, after }: Change): boolean {
  const sizes = [before.length, after.length];
  const isSized = sizes.every((size) => size >= SIZE.least && size <= SIZE.most);
  if (!isSized || before === after || /\r|.{400}/.test(before + after)) return false;
  return hunksOf({ before, after }).length > 0 && lineMap({ before, after }).size > 10;
}

export interface Hunk {
  /** 1-based lines that went, and that came. */
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

export function hunksOf({ before, after }: Pick<Change, 'before' | 'after'>): readonly Hunk[] {
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: 0 });
  return hunks.map(({ oldStart, oldLines, newStart, newLines }) => ({
    removed: Array.from({ length: oldLines }, (_, index) => oldStart + index),
    added: Array.from({ length: newLines }, (_, index) => newStart + index),
  }));
}

/** Lines that stayed, from where they were to where they are. */
export function lineMap(change: Pick<Change, 'before' | 'after'>): ReadonlyMap<number, number> {
  const hunks = hunksOf(change);
  const gone = new Set(hunks.flatMap(({ removed }) => removed));
  const came = new Set(hunks.flatMap(({ added }) => added));
  const map = new Map<number, number>();
  let to = 1;
  const last = change.before.split('\n').length;
  for (let from = 1; from <= last; from += 1) {
    if (gone.has(from)) continue;
    while (came.has(to)) to += 1;
    map.set(from, to);
    to += 1;
  }
  return map;
}
