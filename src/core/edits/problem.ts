import type { Refusal } from './edits.ts';
import type { Hunk } from './hunk.ts';
import type { Lines } from './lines.ts';
import { locate } from './locate.ts';
import type { Part } from './parts.ts';
import type { Ways } from './search.ts';

/** A change of one file that still has to be located. */
export type Wanted =
  | {
      readonly is: 'search';
      readonly index: number;
      readonly search: string;
      readonly replace: string;
    }
  | { readonly is: 'hunk'; readonly index: number; readonly hunk: Hunk };

export type Problem = Pick<Refusal, 'code' | 'detail'> & {
  readonly index: number;
  /** Lines that were not shown and would have to be. */
  readonly unseen?: Part;
};

/** The problem of a file as a refusal of an edit. */
export const refusalOf = (
  { code, detail, unseen }: Problem,
  { edit, path }: Pick<Refusal, 'edit' | 'path'>,
): Refusal => ({
  ...{ code, edit, path, detail },
  ...(unseen === undefined ? {} : { show: `${path}:${unseen.from}-${unseen.to}` }),
});

/** It stands in the file, where nobody was shown it. */
export interface Unseen {
  readonly is: 'unseen';
  readonly line: number;
}

/** Lines on both sides of what was not shown. */
const AROUND = 20;

/** Why a change could not be placed, with what stands there instead. */
export function problem(file: Lines, wanted: Wanted, ways: Ways | Unseen): Problem {
  const { index } = wanted;
  const old = oldText(wanted);
  switch (ways.is) {
    case 'unseen': {
      const detail = `It stands at line ${ways.line}, which was not shown.`;
      const from = Math.max(1, ways.line - AROUND);
      const to = ways.line + old.split('\n').length + AROUND;
      return { index, code: 'not-served', detail, unseen: { from, to } };
    }
    case 'ambiguous':
      return { index, code: 'search-ambiguous', detail: ambiguous(ways.lines) };
    case 'ways': {
      if (ways.ways.length > 1) {
        const lines = ways.ways.map(([span]) => lineAt(file, span?.start ?? 0));
        return { index, code: 'search-ambiguous', detail: ambiguous(lines.slice(0, 5)) };
      }
      const detail = `The search does not stand in the file. ${nearest(file, old)}`;
      return { index, code: 'search-missing', detail };
    }
    case 'no':
      return { index, code: ways.why, detail: `${WHY[ways.why]} ${nearest(file, old)}` };
  }
}

const WHY = {
  elision: 'A placeholder stands for lines that cannot be told for sure. Write every line.',
  'indent-unsure':
    'The search has another indentation than the file, and the replacement is open. Copy whole lines, the first with its indentation too.',
  'indent-foreign': 'The replacement is indented by other white space than the file.',
  'applied-already': 'What it adds stands there already.',
  'search-missing':
    'The search stands there only as a part of a longer word or number. Copy whole words.',
} as const;

/** What a change looks for. */
export const oldText = (wanted: Wanted): string =>
  wanted.is === 'search'
    ? wanted.search
    : wanted.hunk.lines
        .filter(({ op }) => op !== '+')
        .map(({ text }) => `${text}\n`)
        .join('');

function nearest(file: Lines, search: string): string {
  const found = locate(file.text, search);
  if (found.is === 'ambiguous') return '';
  if (found.is === 'missing') return `Nearest there:\n${found.nearest}`;
  return `It stands there as:\n${linesAround(file.text, found)}`;
}

const MAX_AROUND = 2_000;

/** The lines of which a text is a part, whole. */
function linesAround(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return text.slice(from, to < 0 ? undefined : to).slice(0, MAX_AROUND);
}

const ambiguous = (lines: readonly number[]): string =>
  `The search stands at lines ${lines.join(', ')}. Add lines around it.`;

export const lineAt = (file: Lines, offset: number): number =>
  file.text.slice(0, offset).split('\n').length;
