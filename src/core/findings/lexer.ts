/** A piece of source text, with the lines where it begins and ends, 1-based. */
export interface Token {
  readonly text: string;
  readonly line: number;
  readonly last: number;
  readonly kind: 'word' | 'string' | 'mark' | 'comment';
}

/** Bounded, so that no flood of quotes takes long; a comment that nobody ends goes on to the end. */
const TOKEN =
  /(?<space>\s+)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:[^"\\\n]|\\[\s\S]){0,4000}"|'(?:[^'\\\n]|\\[\s\S]){0,4000}'|`(?:[^`\\]|\\[\s\S]){0,8000}`)|(?<word>[\p{L}\p{N}_$]+)|(?<mark>=>|\.\.\.|[=!]==?|<=|>=|&&=?|\|\|=?|\?\?=?|\?\.|\+\+|--|[-+*/%&|^]=|\*\*|::|->|[^\s])/suy;
const REGEX = /\/(?:[^/\\\n[]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,200}\]){1,400}\/[a-z]*/uy;

/** After one of these a slash begins a pattern, not a division. */
const BEFORE_PATTERN =
  /^(?:[(,=:[!&|?{};+\-*%~<>]|=>|&&|\|\||\?\?|===?|!==?|return|typeof|case|in|of)$/;

/**
 * The tokens of a language with braces, independent of how it is laid out: quotes are told in one way, white
 * space is left out. It does not need to be right about every language, only to say the same of the same code.
 */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < source.length) {
    const { text, kind } = nextPiece(source, at, tokens.at(-1));
    const last = line + count(text);
    if (kind === 'comment') tokens.push(...commentLines(text, line));
    else if (kind !== 'space')
      tokens.push({ kind, line, last, text: kind === 'string' ? quoted(text) : text });
    line = last;
    at += text.length;
  }
  return tokens;
}

interface Piece {
  readonly text: string;
  readonly kind: Token['kind'] | 'space';
}

function nextPiece(source: string, at: number, before: Token | undefined): Piece {
  if (source[at] === '/' && source[at + 1] !== '/' && source[at + 1] !== '*') {
    const mayBegin =
      before === undefined || (before.kind !== 'string' && BEFORE_PATTERN.test(before.text));
    REGEX.lastIndex = at;
    const found = mayBegin ? REGEX.exec(source)?.[0] : undefined;
    if (found !== undefined) return { text: found, kind: 'word' };
  }
  TOKEN.lastIndex = at;
  const groups = TOKEN.exec(source)?.groups ?? {};
  for (const kind of ['space', 'comment', 'string', 'word', 'mark'] as const) {
    const text = groups[kind];
    if (text !== undefined) return { text, kind };
  }
  return { text: source[at] ?? ' ', kind: 'mark' };
}

/** Quotes are a formatter's choice, and so are the backslashes that they need. */
const quoted = (text: string): string =>
  text.startsWith('`') ? text : `"${text.slice(1, -1).replace(/\\(['"])/g, '$1')}`;

/** A comment is read line by line: its words stay when it is indented otherwise. */
const commentLines = (text: string, first: number): readonly Token[] =>
  text.split('\n').map((line, index) => ({
    text: line
      .replace(/^\s*(?:\/\/+|\/\*+|\*+(?!\/))|\*\/\s*$/g, '')
      .trim()
      .replace(/\s+/g, ' '),
    line: first + index,
    last: first + index,
    kind: 'comment',
  }));

const count = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};
