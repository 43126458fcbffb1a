import type { DraftField, Piece } from './draft.ts';
import { withoutHidden } from './invisible.ts';

/** `src/**` out of `` `src/**` ``; quotes go the same way. */
export const bare = (text: string): string => {
  const trimmed = text.trim();
  const quoted = /^(`+|"|')([^]*)\1$/.exec(trimmed);
  return (quoted?.[2] ?? trimmed).trim();
};

/** The one value of a field that has one, in lower case. */
export const wordOf = (field: DraftField<string>): string =>
  withoutHidden(
    bare(field.inline === '' ? (field.items[0]?.text ?? '') : field.inline),
  ).toLowerCase();

/** The pieces of a field that is a list: split at commas where it stands on one line, one an item below. */
export const listOf = (field: DraftField<string>): readonly Piece[] =>
  [
    ...splitAtCommas(field.inline).map((text) => ({ text, line: field.line })),
    ...field.items,
  ].filter((piece) => piece.text.trim() !== '');

/** Paths may hold commas in braces, and reasons in parentheses. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const char of text) {
    if (char === '(' || char === '{') depth += 1;
    if (char === ')' || char === '}') depth -= 1;
    if ((char === ',' || char === ';') && depth <= 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map((one) => one.trim());
}

/** `path (reason)`, `` `path`: reason `` or `path - reason`; the reason may be missing. */
export function pathAndReason(piece: Piece): { readonly path: string; readonly reason: string } {
  if (piece.reason !== undefined) return { path: bare(piece.text), reason: piece.reason };
  const text = piece.text.trim();
  const coded = /^`([^`]+)`\s*(?:[:–—-]\s*)?([^]*)$/.exec(text);
  const plain = /^(\S+?)(?::\s+|\s+(?:[–—-]\s+)?)([^]*)$/.exec(text);
  const [, path = text, reason = ''] = coded ?? plain ?? [];
  return { path: bare(path), reason: reason.replace(/^\(([^]*)\)$/, '$1').trim() };
}

/** Yes or no, or undefined for anything else. */
export function yesOrNo(word: string): boolean | undefined {
  if (['yes', 'true', 'y', 'x', '[x]'].includes(word)) return true;
  if (['no', 'false', 'n', '[ ]'].includes(word)) return false;
  return undefined;
}
