import type { Applied } from './apply.ts';
import { applyWhole } from './apply-whole.ts';
import type { ServedFile } from './edits.ts';
import { lineDiff } from './hunk.ts';
import { linesOf } from './lines.ts';
import { isBlank } from './white.ts';

const JSON_BEGINS = /^\s*(?:(?:```|~~~)\w*\s*)?[{[]/;
const FILE_HEADER = /^--- \S[^\n]*\n\+\+\+ \S[^\n]*\n@@/m;
const GIT_HEADER =
  /^diff --git \S+ \S+\r?\n(?:(?:old mode|new mode|new file|deleted file|similarity|rename|index)\b[^\n]*(?:\n|$))+/m;

/** Whether an answer that is no JSON can only be a unified diff. */
export const isUnifiedDiff = (answer: string): boolean =>
  !JSON_BEGINS.test(answer) && (FILE_HEADER.test(answer) || GIT_HEADER.test(answer));

/** A file told whole: a path alone on its line, and a fence right below. */
interface Told {
  readonly path: string;
  readonly text: string;
}

interface Onto {
  readonly served: readonly ServedFile[];
  readonly exists: (path: string) => boolean;
}

const FENCE = /^(`{3,}|~{3,})/;
const PATH = /^[\w@.+~-]+(?:\/[\w@.+~-]+)*$/;
/** What nobody would take for a word: of a new file, where no other says that it is one. */
const NEW_PATH = /\/.*\.\w+$/;

/** The files of an answer that is nothing but whole files below their paths, with words between; else null. */
export function toldFiles(answer: string): readonly Told[] | null {
  if (JSON_BEGINS.test(answer)) return null;
  const lines = answer.split(/\r?\n/);
  const files: Told[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = FENCE.exec(lines[at] ?? '')?.[1];
    if (fence === undefined) continue;
    const path = /(?:diff|patch)\s*$/.test(lines[at] ?? '') ? null : pathAbove(lines, at);
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
    if (path === null || end < 0 || files.some((file) => file.path === path)) return null;
    const inner = lines.slice(at + 1, end);
    files.push({ path, text: inner.map((line) => `${line}\n`).join('') });
    at = end;
  }
  return files.length === 0 ? null : files;
}

/** The path that stands alone on the line above, or above an empty one; marks and `File:` aside. */
function pathAbove(lines: readonly string[], at: number): string | null {
  const line = lines[at - 1]?.trim() === '' ? lines[at - 2] : lines[at - 1];
  const bare = (line ?? '')
    .trim()
    .replace(/^#{1,6}\s+/, '')
    .replace(/^[*_`"]+|[*_`":]+$/g, '')
    .replace(/^(?:file(?:name)?|path)\s*:\s*/i, '')
    .replace(/^[*_`"\s]+|[*_`":\s]+$/g, '');
  return PATH.test(bare) ? bare : null;
}

/** Whether an answer that is not in the form asked for may still be read. */
export const isTolerated = (answer: string): boolean =>
  isUnifiedDiff(answer) || toldFiles(answer) !== null;

/** Files that are longer are not asked for whole, and not taken. */
const MAX_LINES = 300;

/** Whether all of it can be taken for the whole files that it says it is, and not for excerpts of them. */
export function isWholeFiles(told: readonly Told[], { served, exists }: Onto): boolean {
  return told.every(({ path, text }) => {
    const before = served.find((file) => file.path === path)?.text;
    if (before === undefined) return exists(path) || NEW_PATH.test(path);
    return before.trim() === '' || isSameFile(before, text);
  });
}

/** Most of the file is kept, and what stands at its beginning and its end is not just left out. */
function isSameFile(before: string, after: string): boolean {
  const [old, now] = [before, after].map((text) => linesOf(text).lines.filter((l) => !isBlank(l)));
  if (old === undefined || now === undefined || old.length > MAX_LINES) return false;
  const diff = lineDiff(old, now).map(({ op }) => op);
  const first = diff.indexOf(' ');
  if (first < 0) return false;
  const ends = [diff.slice(0, first), diff.slice(diff.lastIndexOf(' ') + 1)];
  const kept = diff.filter((op) => op === ' ').length;
  return kept * 2 >= old.length && ends.every((end) => !end.includes('-') || end.includes('+'));
}

/** Takes whole files that were not asked for, each by its path; new ones are made. */
export function applyTold(told: readonly Told[], { served, exists }: Onto): Applied {
  const unseen = told.filter(
    ({ path }) => exists(path) && !served.some((file) => file.path === path),
  );
  if (unseen.length === 0)
    return applyWhole(new Map(told.map(({ path, text }) => [path, text])), served);
  const detail = 'The file exists but was not shown, so nothing can be put in its place.';
  return {
    is: 'refused',
    refusals: unseen.map(({ path }, edit) => ({
      code: 'not-served',
      edit,
      path,
      detail,
      show: path,
    })),
  };
}
