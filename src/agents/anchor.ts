import { linesGone } from '../core/edits/diff.ts';
import type { FileChange } from '../core/edits/edits.ts';
import { renamesOf } from '../core/findings/renames.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { RawFinding } from './audit-answer.ts';
import type { AuditAbout } from './audit-about.ts';

interface Anchor {
  readonly path: string | null;
  readonly line: number | null;
  /** The last one, where it is about several. */
  readonly endLine?: number;
  /** A line of the old side, where it is about one that is gone. */
  readonly removedLine?: number;
  readonly text: string | null;
  /** No other line can be meant. */
  readonly isSure: boolean;
}

const MAX_PATH = 200;

/** A review comment can stand only on a line that the diff shows; models count lines badly, so their text decides. */
export function anchorOf(
  raw: RawFinding,
  { changes, hunks, isFirst }: Pick<AuditAbout, 'changes' | 'hunks' | 'isFirst'>,
): Anchor {
  const named = changeOf(raw.path, changes);
  // A file that was renamed is looked at by its new name.
  const renamed = named?.op === 'delete' ? renamesOf(changes).get(named.path) : undefined;
  const change = changes.find(({ path }) => path === renamed) ?? named;
  const wanted = firstLine(raw.line_text);
  const nowhere = { line: null, text: wanted || null, isSure: false };
  if (change === undefined) {
    // Somewhere else in the repository, such as a caller that broke: told in words.
    const path = oneLine(raw.path ?? '', MAX_PATH);
    return { ...nowhere, path: path === '' ? null : path };
  }
  const { path } = change;
  if (raw.side === 'old' || change.op === 'delete') {
    // A file that may have been renamed is not shown as one that went.
    const isShown = change.op !== 'delete' || !changes.some(({ op }) => op === 'create');
    const removedLine = isFirst === true && isShown ? goneLine(raw, change) : null;
    return { ...nowhere, path, ...(removedLine === null ? {} : { removedLine }) };
  }
  const lines = change.after.split(/\r\n|\r|\n/);
  const at = { wanted, number: raw.line, lines, shown: hunks.get(path) ?? new Set() };
  const { line, isSure } = lineOf(at);
  if (line === null) return { ...nowhere, path };
  const endLine = endOf(raw, { ...at, line });
  const end = endLine === null ? {} : { endLine };
  return { path, line, text: lines[line - 1] ?? null, isSure, ...end };
}

/** Told by its number only where that is one of those that read so. */
function goneLine({ line_text, line }: RawFinding, change: FileChange): number | null {
  const wanted = firstLine(line_text);
  const hits = [...linesGone(change)].flatMap(([number, text]) =>
    [text.trim(), `-${text}`.trim()].includes(wanted) && wanted !== '' ? [number] : [],
  );
  if (line !== null && hits.includes(line)) return line;
  return hits.length === 1 ? (hits[0] ?? null) : null;
}

const MAX_RANGE = 50;

/** The next line that reads as the last one that is quoted; all up to it have to be shown. */
function endOf(
  { last_line_text: last }: RawFinding,
  { line, lines, shown }: { line: number; lines: readonly string[]; shown: ReadonlySet<number> },
): number | null {
  const wanted = firstLine(last ?? null);
  if (wanted === '') return null;
  for (let at = line + 1; at <= line + MAX_RANGE && shown.has(at); at += 1) {
    const text = lines[at - 1]?.trim() ?? '';
    if (text === wanted || `+${text}` === wanted.replace(/^\+\s*/, '+')) return at;
  }
  return null;
}

function lineOf(at: {
  readonly wanted: string;
  readonly number: number | null;
  readonly lines: readonly string[];
  readonly shown: ReadonlySet<number>;
}): Pick<Anchor, 'line' | 'isSure'> {
  const { wanted, number, lines, shown } = at;
  if (wanted === '')
    return { line: number !== null && shown.has(number) ? number : null, isSure: false };
  const like = (text: string): readonly number[] =>
    lines.flatMap((line, index) =>
      line.trim() === text && shown.has(index + 1) ? [index + 1] : [],
    );
  const exact = like(wanted);
  // Copied together with the diff's own sign.
  const hits = exact.length > 0 ? exact : like(wanted.replace(/^\+\s*/, ''));
  const [first = null] = hits;
  const line = hits.reduce(
    (best, hit) =>
      number !== null && (best === null || Math.abs(hit - number) < Math.abs(best - number))
        ? hit
        : best,
    first,
  );
  return { line, isSure: hits.length === 1 || line === number };
}

const firstLine = (text: string | null): string =>
  (text ?? '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .find((line) => line !== '') ?? '';

/** Paths are taken from the diff, where they carry `a/` or `b/`. */
function changeOf(path: string | null, changes: readonly FileChange[]): FileChange | undefined {
  const spelled = [path, path?.replace(/^\.\//, ''), path?.replace(/^[ab]\//, '')];
  for (const one of spelled) {
    const change = changes.find((each) => each.path === one);
    if (change !== undefined) return change;
  }
  return undefined;
}

/** Of what a model writes, as a name or a title may be. */
export const oneLine = (text: string, max: number): string =>
  clamp(stripInvisible(text).replace(/\s+/g, ' ').trim(), max).replace(/\n/g, ' ');
