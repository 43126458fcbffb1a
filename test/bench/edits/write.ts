/** Writes a change the way a model would, in each format. */
import { structuredPatch } from 'diff';
import type { Change } from './changes.ts';

/** A hunk as lines with their sign, before it gets a format. */
export type Signed = readonly string[];

export interface Draft {
  readonly path: string;
  readonly hunks: readonly Signed[];
  /** 1-based first old and new lines. */
  readonly at: readonly (readonly [number, number])[];
}

export function draftOf({ path, before, after }: Change, context: number): Draft {
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context });
  return {
    path,
    hunks: hunks.map(({ lines }) => lines.filter((line) => !line.startsWith('\\'))),
    at: hunks.map(({ oldStart, newStart }) => [oldStart, newStart]),
  };
}

/** Context that makes every hunk the only one of its kind, as a careful model takes it. */
export function carefulDraft(change: Change): Draft {
  const drafts = [1, 2, 3, 5, 8].map((context) => draftOf(change, context));
  const good = drafts.find((draft) => draft.hunks.every((hunk) => isUnique(hunk, change.before)));
  return good ?? draftOf(change, 3);
}

export const oldOf = (hunk: Signed): readonly string[] => sideOf(hunk, '-');
export const sideOf = (hunk: Signed, sign: '-' | '+'): readonly string[] =>
  hunk.filter((line) => line[0] === ' ' || line[0] === sign).map((line) => line.slice(1));

/** Whether a hunk's old lines stand once in a text, white space at the ends of lines aside. */
export function isUnique(hunk: Signed, text: string): boolean {
  const old = oldOf(hunk).map((line) => line.trim());
  const lines = text.split('\n').map((line) => line.trim());
  if (old.length === 0) return false;
  let found = 0;
  for (let start = 0; start + old.length <= lines.length && found < 2; start += 1)
    if (old.every((line, index) => lines[start + index] === line)) found += 1;
  return found === 1;
}

export function searchReplace(drafts: readonly Draft[], closed: boolean): string {
  const end = closed ? '\n' : '';
  const text = (lines: readonly string[]): string =>
    lines.length === 0 ? '' : lines.join('\n') + end;
  const edits = drafts.flatMap(({ path, hunks }) =>
    hunks.map((hunk) => ({
      op: 'replace',
      path,
      search: text(sideOf(hunk, '-')),
      replace: text(sideOf(hunk, '+')),
      new_path: null,
    })),
  );
  return JSON.stringify({ edits, notes: '' });
}

export function v4a(drafts: readonly Draft[], header = '@@'): string {
  const parts = drafts.flatMap(({ path, hunks }) => [
    `*** Update File: ${path}`,
    ...hunks.flatMap((hunk) => [header, ...hunk]),
  ]);
  return ['*** Begin Patch', ...parts, '*** End Patch', ''].join('\n');
}

export interface Numbers {
  /** Added to line numbers, and to line counts. */
  readonly shift: number;
  readonly counts: number;
  readonly bare: boolean;
}

export function unified(
  drafts: readonly Draft[],
  { shift, counts, bare }: Numbers = { shift: 0, counts: 0, bare: false },
): string {
  const header = (hunk: Signed, [from, to]: readonly [number, number]): string =>
    bare
      ? '@@ @@'
      : `@@ -${from + shift},${sideOf(hunk, '-').length + counts} +${to + shift},${sideOf(hunk, '+').length + counts} @@`;
  const parts = drafts.flatMap(({ path, hunks, at }) => [
    `--- a/${path}`,
    `+++ b/${path}`,
    ...hunks.flatMap((hunk, index) => [header(hunk, at[index] ?? [1, 1]), ...hunk]),
  ]);
  return [...parts, ''].join('\n');
}
