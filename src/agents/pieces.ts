import { z } from 'zod';
import { parseJson } from '../core/edits/answer.ts';
import { readEdits } from '../core/edits/apply-answer.ts';
import { type Edit, LenientEdit } from '../core/edits/edits.ts';
import {
  finishedParts,
  type PatchPart,
  patchOfParts,
  patchParts,
} from '../core/edits/v4a-parts.ts';
import { parseV4a } from '../core/edits/v4a.ts';
import { parseV4aAnswer } from '../core/edits/v4a-answer.ts';
import type { Format } from './prompts/builder.ts';
import { endOfObject, withoutThought } from '../core/text/one-object.ts';

/** What an answer says of one place or of one file, by itself. */
export type Piece = Edit | PatchPart;

/** What is said beside the pieces. */
export interface Beside {
  readonly doubts: readonly unknown[];
  readonly notes: string;
}

/** How the answers of a format are taken apart and put together again. */
interface Pieces {
  /** Null: it cannot be read. */
  read(answer: string): readonly Piece[] | null;
  /** Whether it ends in the middle, by its own text. */
  isCut(answer: string): boolean;
  /** Those that can be read by themselves, and those that cannot, where they can be told from each other; else null. */
  parted(
    answer: string,
  ): { readonly kept: readonly Piece[]; readonly failed: readonly Piece[] } | null;
  /** Those that are whole, of an answer that ends in the middle. */
  finished(answer: string): readonly Piece[];
  whole(pieces: readonly Piece[], beside: Beside): string;
  /** An answer that ends in the middle, and can be read as such only. */
  cut(pieces: readonly Piece[]): string;
}

const isTruncated = (read: { readonly is: string; readonly code?: string }): boolean =>
  read.is === 'malformed' && read.code === 'truncated';

const BLOCKS: Pieces = {
  read: (answer) => {
    const read = readEdits(answer);
    return read.is === 'edits' ? read.edits : null;
  },
  isCut: (answer) => isTruncated(readEdits(answer)),
  // JSON as a whole can be read, or not.
  parted: () => null,
  finished: finishedEdits,
  whole: (edits, { doubts, notes }) => JSON.stringify({ edits, doubts, notes }),
  cut: (edits) => `{"edits":[${edits.map((edit) => `${JSON.stringify(edit)},`).join('')}`,
};

const isPart = (piece: Piece): piece is PatchPart => 'text' in piece;

const PATCH: Pieces = {
  read: (answer) => {
    const read = parseV4aAnswer(answer);
    if (read.is === 'malformed') return null;
    if (read.patch === '') return [];
    return parseV4a(read.patch).is === 'patch' ? patchParts(read.patch) : null;
  },
  isCut: (answer) => isTruncated(parseV4aAnswer(answer)),
  parted: (answer) => {
    const read = parseV4aAnswer(answer);
    const parts = read.is === 'patch' ? patchParts(read.patch) : [];
    const isRead = (one: PatchPart): boolean => parseV4a(patchOfParts([one])).is === 'patch';
    const [kept, failed] = [parts.filter(isRead), parts.filter((one) => !isRead(one))];
    return kept.length === 0 || failed.length === 0 ? null : { kept, failed };
  },
  finished: (answer) => finishedParts(patchIn(answer)),
  whole: (pieces, { doubts, notes }) =>
    JSON.stringify({
      patch: pieces.length === 0 ? '' : patchOfParts(pieces.filter(isPart)),
      ...{ doubts, notes },
    }),
  // Behind a file that was only begun, all that stands before is whole.
  cut: (pieces) =>
    JSON.stringify({ patch: patchOfParts(pieces.filter(isPart), '*** Update File: ?\n') }).slice(
      0,
      -'"}'.length,
    ),
};

/** How far an answer has come: blocks, or hunks of a patch. */
export const stepsIn = (pieces: readonly Piece[]): number =>
  pieces.reduce(
    (steps, piece) => steps + Math.max(1, isPart(piece) ? piece.text.split(/^@@/m).length - 1 : 1),
    0,
  );

export const piecesOf = (format: Format): Pieces => (format === 'v4a' ? PATCH : BLOCKS);

/** The edits of an answer that ends in the middle, as far as they are whole. */
export function finishedEdits(reply: string): readonly Edit[] {
  const text = withoutThought(reply);
  const start = /"edits"\s*:\s*\[/.exec(text);
  if (start === null) return [];
  const edits: Edit[] = [];
  for (let at = start.index + start[0].length; at < text.length;) {
    const open = /^[\s,]*\{/.exec(text.slice(at, at + 200));
    if (open === null) break;
    const from = at + open[0].length - 1;
    const end = endOfObject(text, from);
    if (end === null) break;
    const json = parseJson(text.slice(from, end));
    const edit = json.is === 'json' ? LenientEdit.safeParse(json.value) : undefined;
    if (edit?.success !== true) break;
    edits.push(edit.data);
    at = end;
  }
  return edits;
}

/** The patch within an answer that may end in the middle of it. */
function patchIn(reply: string): string {
  const answer = withoutThought(reply);
  const start = /"patch"\s*:\s*"/.exec(answer);
  if (start === null) return answer.trimStart().startsWith('{') ? '' : answer;
  const from = start.index + start[0].length;
  const json = parseJson(`"${answer.slice(from, endOfText(answer, from))}"`);
  return z.string().safeParse(json.is === 'json' ? json.value : undefined).data ?? '';
}

/** Where the text of a JSON string ends, or the last of its signs that is whole. */
function endOfText(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') {
    const long = text[at] === '\\' ? (text[at + 1] === 'u' ? 6 : 2) : 1;
    if (at + long > text.length) break;
    at += long;
  }
  return at;
}
