import { isElision } from './elide.ts';
import type { Refusal } from './edits.ts';
import { lineDiff } from './hunk.ts';
import { endOf, linesOf } from './lines.ts';

export type Whole =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'refused'; readonly code: Refusal['code']; readonly detail: string };

const no = (code: Refusal['code'], detail: string): Whole => ({ is: 'refused', code, detail });

/** Brackets and quotes are not enough to tell, so an answer that loses the file's end is not believed. */
const MAX_LOST = 2;

const PROSE =
  /^(Sure|Certainly|Of course|Here('s| is| are)|Below is|The (updated|following|complete|full)|I('ve| have)|This (is|change|version|file)|Let me know|Hope (it|this)|Note that)\b/;

/** A file told whole: with the line ends of the file it replaces, and refused where it may have been cut or shortened. */
export function wholeFile(served: string, told: string): Whole {
  const before = linesOf(served);
  const after = linesOf(told);
  const known = new Set(before.lines.map((line) => line.trim()));
  if (after.lines.some((line) => isElision(line) && !known.has(line.trim())))
    return no('elision', 'A placeholder stands for lines. Write the whole file.');
  if (told.trim() === '' && served.trim() !== '')
    return no('truncated', 'The file is empty. Use op "delete" to remove it.');
  if (/^(<{7}|>{7})( |$)/m.test(told) && !/^(<{7}|>{7})( |$)/m.test(served))
    return no('conflict-markers', 'The text holds conflict markers.');
  if (after.lines.some((line) => PROSE.test(line) && !known.has(line.trim())))
    return no('malformed', 'Prose stands beside the file.');
  if (losesItsEnd(before.lines, after.lines))
    return no('truncated', 'The end of the file is missing.');
  if (after.lines.length * 2 < before.lines.length && before.lines.length >= 20)
    return no('truncated', 'More than half of the file is missing.');
  const end = endOf(before);
  const bare = served !== '' && !served.endsWith('\n');
  const text = after.lines.join(end) + (bare || after.lines.length === 0 ? '' : end);
  return text === served
    ? no('no-effect', 'The file is the same after the edit.')
    : { is: 'text', text };
}

/** Whether the difference ends with lines that went and nothing in their place, or a line that breaks off. */
function losesItsEnd(before: readonly string[], after: readonly string[]): boolean {
  const diff = lineDiff(trimEnd(before), trimEnd(after));
  const from = diff.findLastIndex(({ op }) => op === ' ') + 1;
  const tail = diff.slice(from);
  const removed = tail.filter(({ op }) => op === '-').map(({ text }) => text);
  const added = tail.filter(({ op }) => op === '+').map(({ text }) => text);
  if (removed.length === 0) return false;
  const last = added.at(-1)?.trim() ?? '';
  const breaksOff = removed.some((line) => line.trim() !== last && line.trim().startsWith(last));
  return breaksOff || removed.length - added.length >= MAX_LOST || added.length === 0;
}

function trimEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
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
