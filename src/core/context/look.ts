import { z } from 'zod';
import { isGenerated, mayBeShown } from './kinds.ts';
import type { Part } from '../edits/parts.ts';
import { MAX_FILE_BYTES } from './choose.ts';
import type { Entry } from './entry.ts';

/** What a Builder asks to be shown: the paths of a folder, lines with some words in them, a file, or lines of one. */
export const Want = z.strictObject({
  op: z.enum(['list', 'search', 'read']),
  arg: z.string(),
});
export type Want = z.infer<typeof Want>;

/** What models say in place of these. */
const OPS: Readonly<Record<string, Want['op']>> = {
  find: 'search',
  grep: 'search',
  ls: 'list',
  open: 'read',
  view: 'read',
};

/** A wish as it is told by those whom nothing holds to the schema: also by another name, or as a path alone. */
export const LenientWant = z
  .union([
    z.string().transform((arg) => ({ op: 'read', arg })),
    z
      .object({ op: z.string(), arg: z.string() })
      .or(z.object({ op: z.string(), path: z.string() }))
      .or(z.object({ op: z.string(), query: z.string() }))
      .transform((told) => ({
        op: told.op.toLowerCase(),
        arg: 'arg' in told ? told.arg : 'path' in told ? told.path : told.query,
      })),
  ])
  .transform(({ op, arg }) => ({ op: OPS[op] ?? op, arg }))
  .pipe(Want);

/** So much is shown at one time. */
export const MAX_WANTS = 6;
export const MAX_ARG = 200;
const MAX_LINES = 100;
const MAX_LINE = 200;
const MAX_LINES_OF_ONE = 5;
/** Of all files that are read for one answer, in characters. */
export const MAX_LOOKED = 120_000;

/** What of a tree may be looked at: what a file's name alone would not keep from being served. */
export const mayBeLookedAt = ({ path, mode, size }: Entry): boolean =>
  (mode === '100644' || mode === '100755') &&
  mayBeShown(path) &&
  !isGenerated(path) &&
  size <= MAX_FILE_BYTES;

/** `src/large.c:120-260`, or a path alone. */
export function readWanted(arg: string): { readonly path: string; readonly part: Part | null } {
  const [, path, from, to] = /^(.+?):L?(\d{1,7})(?:-L?(\d{1,7}))?$/.exec(arg) ?? [];
  if (path === undefined || from === undefined) return { path: arg, part: null };
  const ends = [Number(from), Number(to ?? from)].map((line) => Math.max(1, line));
  return { path, part: { from: Math.min(...ends), to: Math.max(...ends) } };
}

/** Paths below a folder. It is a beginning and no pattern: the model must not choose what is compiled here. */
export function listed(paths: readonly string[], folder: string): readonly string[] {
  const bare = folder.replace(/^(?:\.?\/)+|\/+$/g, '');
  const begin = bare === '' || bare === '.' ? '' : `${bare}/`;
  return cut(paths.filter((path) => path.startsWith(begin)).sort(), (more) => `… and ${more} more`);
}

/** Lines in which the words stand, whatever their case: a few of each file. */
export function foundIn(
  files: readonly { readonly path: string; readonly text: string }[],
  words: string,
): readonly string[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  const lines = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, text }) =>
      text.toLowerCase().includes(wanted) ? linesIn(path, text, wanted) : [],
    );
  return cut(lines, (more) => `… and ${more} more lines`);
}

function linesIn(path: string, text: string, wanted: string): readonly string[] {
  const hits = text
    .split('\n')
    .flatMap((line, index) =>
      line.toLowerCase().includes(wanted)
        ? [`${path}:${index + 1}: ${line.trim().slice(0, MAX_LINE)}`]
        : [],
    );
  const more = hits.length - MAX_LINES_OF_ONE;
  return more <= 0
    ? hits
    : [...hits.slice(0, MAX_LINES_OF_ONE), `${path}: … and ${more} more lines`];
}

function cut(lines: readonly string[], more: (left: number) => string): readonly string[] {
  const left = lines.length - MAX_LINES;
  return left <= 0 ? lines : [...lines.slice(0, MAX_LINES), more(left)];
}
