import { elidedAdded } from './elide.ts';
import type { Refusal } from './edits.ts';
import { lineDiff } from './hunk.ts';
import { endOf, type Lines, linesOf } from './lines.ts';
import { isBlank, MARK, trim, withoutMark } from './white.ts';

export type Whole =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'refused'; readonly code: Refusal['code']; readonly detail: string };

const no = (code: Refusal['code'], detail: string): Whole => ({ is: 'refused', code, detail });

const PROSE =
  /^(Sure|Certainly|Of course|Here('s| is| are)|Below is|The (updated|following|complete|full)|I('ve| have)|This (is|change|version|file)|Let me know|Hope (it|this)|Note that)\b/;

/**
 * A file told whole: with the line ends and the byte order mark of the file it replaces, and refused where it
 * may have been cut or shortened.
 */
export function wholeFile(served: string, told: string, path = ''): Whole {
  const whole = wholeText(withoutMark(served), withoutMark(told), path);
  return whole.is === 'text' && served.startsWith(MARK)
    ? { is: 'text', text: MARK + whole.text }
    : whole;
}

function wholeText(served: string, told: string, path: string): Whole {
  const before = linesOf(served, path);
  const after = linesOf(told);
  const known = new Set(before.lines.map(trim));
  if (elidedAdded({ lines: lineDiff(before.lines, after.lines) }, before))
    return no('elision', 'A placeholder stands for lines. Write the whole file.');
  if (told.trim() === '' && served.trim() !== '')
    return no('truncated', 'The file is empty. Use op "delete" to remove it.');
  if (/^(<{7}|>{7})( |$)/m.test(told) && !/^(<{7}|>{7})( |$)/m.test(served))
    return no('conflict-markers', 'The text holds conflict markers.');
  const full = after.lines.filter((line) => !isBlank(line));
  if ([full[0], full.at(-1)].some((line) => PROSE.test(line ?? '') && !known.has(line ?? '')))
    return no('malformed', 'Prose stands beside the file.');
  if (losesItsEnd(before, after)) return no('truncated', 'The end of the file is missing.');
  if (after.lines.length * 2 < before.lines.length && before.lines.length >= 20)
    return no('truncated', 'More than half of the file is missing.');
  const end = endOf(before);
  const bare = served !== '' && !served.endsWith('\n');
  const text = after.lines.join(end) + (bare || after.lines.length === 0 ? '' : end);
  return text === served
    ? no('no-effect', 'The file is the same after the edit.')
    : { is: 'text', text };
}

/**
 * Whether the answer may have been cut: below the last line that was kept something went, and the answer
 * has no last line end, or breaks off in a line, or has much less there, or leaves a bracket open.
 */
function losesItsEnd(before: Lines, after: Lines): boolean {
  const diff = lineDiff(trimEnd(before.lines), trimEnd(after.lines));
  // A bracket that stands everywhere may be kept by chance.
  const from = diff.findLastIndex(({ op, text }) => op === ' ' && /\w\W*\w\W*\w/.test(text)) + 1;
  const tail = diff.slice(from);
  const removed = tail.filter(({ op }) => op === '-').map(({ text }) => text);
  const added = tail.filter(({ op }) => op === '+').map(({ text }) => text);
  if (removed.length === 0) return false;
  const last = trimEnd(after.lines).at(-1)?.trim() ?? '';
  const open = after.ends.at(-1) === '' && before.ends.at(-1) !== '';
  if (open && last !== trimEnd(before.lines).at(-1)?.trim()) return true;
  const breaksOff =
    /\w{3}/.test(last) &&
    removed.some((line) => line.trim() !== last && line.trim().startsWith(last));
  if (breaksOff || removed.length >= added.length * 2 + 2) return true;
  return balance(before.lines) !== balance(after.lines);
}

/** How many brackets of each kind are left open. */
function balance(lines: readonly string[]): string {
  const text = lines.join('\n');
  const count = (bracket: string): number => text.split(bracket).length;
  return [count('{') - count('}'), count('[') - count(']'), count('(') - count(')')].join();
}

function trimEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

/** The files of an answer that tells them whole: one text, or fences below their paths. */
export function wholeFiles(
  answer: string,
  paths: readonly string[],
): ReadonlyMap<string, string> | Refusal['code'] {
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) {
    const text = oneFile(answer, only);
    return typeof text === 'string' ? new Map([[only, text]]) : text.code;
  }
  const lines = answer.split('\n');
  const files = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^(?:`{3,}|~{3,})/.exec(lines[at] ?? '')?.[0];
    if (fence === undefined) continue;
    const path = pathAbove(lines, at, paths);
    const end = closing(lines, at, fence);
    if (end === null) return 'truncated';
    if (path === null || files.has(path)) return 'malformed';
    files.set(
      path,
      lines
        .slice(at + 1, end)
        .map((line) => `${line}\n`)
        .join(''),
    );
    at = end;
  }
  return files.size === 0 ? 'malformed' : files;
}

/** A text as it is, or what the only fence around it holds. A file that has fences of its own is taken as it is. */
function oneFile(answer: string, path: string): string | { readonly code: Refusal['code'] } {
  const lines = answer.split('\n');
  const first = lines.findIndex((line) => line.startsWith('```') || line.startsWith('~~~'));
  const fence = /^(?:`+|~+)/.exec(lines[first] ?? '')?.[0];
  if (fence === undefined) return answer;
  if (/\.(md|mdx|markdown|rst|txt)$/i.test(path) && lines[0] !== lines[first]) return answer;
  const last = lines.findLastIndex((line) => line.trim() === fence);
  if (last <= first) return { code: 'truncated' };
  const inner = lines.slice(first + 1, last);
  if (inner.some((line) => line.startsWith(fence)) && !/\.(md|mdx|markdown)$/i.test(path))
    return { code: 'malformed' };
  return inner.map((line) => `${line}\n`).join('');
}

function pathAbove(lines: readonly string[], at: number, paths: readonly string[]): string | null {
  for (let above = at - 1; above >= Math.max(0, at - 2); above -= 1) {
    const words: readonly string[] = (lines[above] ?? '').match(/[^\s`*:#"']+/g) ?? [];
    const named = paths.filter((path) => words.includes(path));
    if (named.length === 1) return named[0] ?? null;
  }
  return null;
}

function closing(lines: readonly string[], at: number, fence: string): number | null {
  const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
  return end < 0 ? null : end;
}
