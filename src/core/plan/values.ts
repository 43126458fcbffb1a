import type { DraftField, Piece } from './draft.ts';
import { withoutHidden } from './invisible.ts';
import { saysNothing } from './written.ts';

/** `src/**` out of `` `src/**` ``; quotes go the same way. */
export const bare = (text: string): string => {
  const trimmed = text.trim();
  const quoted =
    /^(`+|"|')([^]*)\1$/.exec(trimmed)?.[2] ?? /^[“„‘]([^”“’]*)[”“’]$/.exec(trimmed)?.[1];
  return (quoted ?? trimmed).trim();
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
  ].filter((piece) => !saysNothing(piece.text));

/** Paths may hold commas in braces, and reasons in parentheses. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const char of text) {
    if (char === '(' || char === '{') depth += 1;
    if (char === ')' || char === '}') depth -= 1;
    if ((char === ',' || char === ';' || char === '\n') && depth <= 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map((one) => one.trim());
}

export interface NamedPath {
  readonly path: string;
  readonly reason: string;
  /** In backticks or quotes, so that spaces in it are meant. */
  readonly quoted: boolean;
}

/** `path (reason)`, `` `path`: reason `` or `path - reason`; the reason may be missing, the path may be a link's text. */
export function pathAndReason(piece: Piece): NamedPath {
  const text = piece.text.trim().replace(/^\[([^\][]+)\]\([^()\s]*\)/, '$1');
  if (piece.reason !== undefined) return { path: bare(text), reason: piece.reason, quoted: true };
  const coded = /^`([^`]+)`\s*(?:[:–—-]+\s*)?([^]*)$/.exec(text);
  const plain = /^(\S+?)(?::\s+|\s+[–—-]+\s+|\s+(?=\())([^]*)$/.exec(text);
  const [, path = text, reason = ''] = coded ?? plain ?? [];
  const quoted = coded !== null || bare(path) !== path;
  return { path: bare(path), reason: reason.replace(/^\(([^]*)\)$/, '$1').trim(), quoted };
}

/** Yes or no, or undefined for anything else. */
export function yesOrNo(word: string): boolean | undefined {
  if (['yes', 'true', 'y', 'x', '[x]'].includes(word)) return true;
  if (['no', 'false', 'n', '[ ]'].includes(word)) return false;
  return undefined;
}
