import { stripInvisible } from './invisible.ts';

const ZERO_WIDTH = '\u200B';
/** A keyword that closes an issue, in front of what names one. */
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(:\s*|\s+)(?=#|[\w.-]+\/[\w.-]+#|GH-|https?:)/gi;
/** Entities that stand for `@` and `#`: GitHub looks for mentions in what it has rendered. */
const ENTITY = /&(?=#\d|#x[\da-f]|(?:commat|num);)/gi;

/**
 * Makes a text from a model, a repository or a person safe to stand in a comment of ours. The attacker
 * writes text that GitHub acts on: mentions, closing keywords, commands, markers, images that phone home.
 */
export function neutralise(text: string): string {
  const seen = stripInvisible(text);
  return RISKY.test(seen) ? defused(seen) : seen;
}

/** Whatever is defused below has one of these in it: most texts have none, and are rendered often. */
const RISKY = /[&<[\]@#:/]|www|GH-/i;

function defused(text: string): string {
  return text
    .replace(ENTITY, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/!\[/g, '!\\[')
    .replace(/\]\(/g, ']\\(')
    .replace(/\]:/g, ']\\:')
    .replace(/(?<![a-z])(https?|ftp|mailto|data|javascript):/gi, `$1${ZERO_WIDTH}:`)
    .replace(/(?<![a-z0-9])(www)\./gi, `$1${ZERO_WIDTH}.`)
    .replace(/@(?=[A-Za-z0-9])/g, `@${ZERO_WIDTH}`)
    .replace(CLOSING, `$1${ZERO_WIDTH}$2`)
    .replace(/#(?=\d)/g, `#${ZERO_WIDTH}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${ZERO_WIDTH}-`)
    .replace(/^([^\S\n]*)\/(?=[A-Za-z])/gm, `$1${ZERO_WIDTH}/`);
}

/** One line of plain text for a title or a table cell: neutralised, without Markdown of its own, at most `max` characters. */
export function plainText(text: string, max: number): string {
  return escaped(cutTo(stripInvisible(text).replace(/\s+/g, ' ').trim(), max));
}

const cutTo = (line: string, max: number): string =>
  line.length > max ? `${cutAt(line, Math.max(0, max - 1))}…` : line;

const escaped = (line: string): string =>
  neutralise(line.replace(/\\/g, '\\\\')).replace(/([|`*_~])/g, '\\$1');

/** Code as people write it in a sentence; after a backslash it is none. */
const CODE = /(?<![`\\])`([^`]+)`(?!`)/;

/**
 * One line that a person or a model wrote, for a list or a paragraph: what stands between backticks is code, blank by
 * blank, where nothing is a mention, a link or HTML; the rest is plain text.
 */
export const quoted = (text: string, max: number): string => withCode(text, max, (code) => code);

/** The same for the cell of a table, which a bar would end even within code. */
export const quotedCell = (text: string, max: number): string =>
  withCode(text, max, (code) => code.replace(/\\*\|/g, (bar) => (bar === '|' ? '\\|' : '¦')));

function withCode(text: string, max: number, within: (code: string) => string): string {
  const line = cutTo(
    stripInvisible(text)
      .replace(/[\r\n]+/g, ' ')
      .trim(),
    max,
  );
  const parts = line.split(CODE).map((part, index) => {
    if (index % 2 === 1) return `\`${withoutMarkers(within(padded(part)))}\``;
    return escaped(part.replace(/\s+/g, ' '));
  });
  return parts.join('');
}

/** Markdown takes a blank at both ends of code away. */
const padded = (code: string): string =>
  code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? ` ${code} ` : code;

/** The first `max` characters, without half of a character at the end. */
export const cutAt = (text: string, max: number): string =>
  text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** Our own comments are found again by markers in them: no text from outside may hold one, not even as code. */
const withoutMarkers = (text: string): string => text.replaceAll('<!--', `<${ZERO_WIDTH}!--`);

/** Text for an inline code span: nothing in it can close the span or the table cell. */
export function codeSpan(text: string, max = 200): string {
  const line = stripInvisible(text).replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '¦');
  return `\`${withoutMarkers(cutAt(line, max))}\``;
}

/** A fence longer than any inside, around text that is shown as it is. */
export function fenceCode(text: string, language = ''): string {
  const shown = withoutMarkers(stripInvisible(text).replace(/\n+$/, ''));
  let longest = 2;
  for (const [run] of shown.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

const SKIP_MARKS = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;
const TRAILER =
  /^[ \t]*(autopack-[\w-]+|co-authored-by|signed-off-by|skip-checks|reviewed-by)[ \t]*:/gim;

/** Text for a commit message or a title: cannot skip CI, close an issue, or forge a trailer. */
export function commitText(text: string, max: number): string {
  const safe = stripInvisible(text)
    .replace(SKIP_MARKS, '($1)')
    .replace(TRAILER, '> $1 -')
    .replace(CLOSING, '$1 issue ')
    .replace(/@(?=[A-Za-z0-9])/g, '@ ');
  return cutAt(safe, max).trimEnd();
}

/** Cuts a text at a line end and says so. */
export function clamp(text: string, max: number): string {
  if (text.length <= max) return text;
  const note = '\n… (cut)';
  const room = cutAt(text, Math.max(0, max - note.length));
  const end = room.lastIndexOf('\n');
  return `${end > 0 ? room.slice(0, end) : room}${note}`;
}

const OPEN = '<details>';
const CLOSE = '\n\n</details>';

/** Cuts a text of ours at a line end; what is folded in it stays so and takes nothing in that follows it. */
export function clampFolded(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = clamp(text, max - CLOSE.length);
  const isOpen = cut.lastIndexOf(OPEN) > cut.lastIndexOf(CLOSE.trim());
  return isOpen ? `${cut}${CLOSE}` : cut;
}
