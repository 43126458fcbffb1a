import { lex, type Token } from './lexer.ts';
import { nameOfDeclaration, nameOfHead } from './symbol.ts';

/**
 * What a finding can stand on: a statement, a head, a member of a list. The same however it is laid out, so
 * that neither a formatter nor lines above it change what it is.
 */
export interface Unit {
  /** Its tokens; empty: a bracket that says nothing. */
  readonly text: string;
  /** The dotted names of what it stands in; null: in nothing that has a name. */
  readonly symbol: string | null;
  readonly isComment: boolean;
  /** By line, 1-based: which of its words stand there, the first and the last, counted from 0. */
  readonly spans: ReadonlyMap<number, Span>;
}

export type Span = readonly [first: number, last: number];

interface Frame {
  readonly opens: '{' | '(' | '[';
  /** What follows its end goes on, such as after the condition of an `if`. */
  readonly isHead: boolean;
  readonly symbol: string | null;
}

interface State {
  readonly units: Unit[];
  readonly frames: Frame[];
  current: Token[];
  /** The head of a statement has ended, and the statement follows in every layout. */
  afterHead: boolean;
}

const HEADS = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);
const CLOSES: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };
/** An object or a list of names as short as this is told with what it stands in. */
const SHORT = 16;

/** Splits source text of a language with braces. */
export function unitsOf(source: string): readonly Unit[] {
  const all = lex(source);
  const tokens = all.filter((token) => token.kind !== 'comment');
  const partner = partners(tokens);
  const state: State = { units: [], frames: [], current: [], afterHead: false };
  tokens.forEach((token, index) => step(state, { token, index, tokens, partner }));
  flush(state);
  return [...state.units, ...comments(all)];
}

interface At {
  readonly token: Token;
  readonly index: number;
  readonly tokens: readonly Token[];
  readonly partner: readonly number[];
}

function step(state: State, at: At): void {
  const { token, index, tokens } = at;
  const before = tokens[index - 1];
  const top = state.frames.at(-1);
  const inBlock = top === undefined || top.opens === '{';
  const isNew = before !== undefined && token.line > before.last && !continues(before, token);
  if (inBlock && isNew && !state.afterHead) flush(state);
  state.afterHead = false;
  if (token.kind !== 'mark') return word(state, at);
  if (token.text === '{' && isBlock(at)) return open(state);
  if ('{(['.includes(token.text)) return nest(state, token, before);
  const opened = CLOSES[token.text];
  if (opened !== undefined) return close(state, token, opened);
  if (inBlock && (token.text === ';' || token.text === ',')) return flush(state);
  const next = tokens[index + 1]?.text ?? '';
  // A comma before a bracket is the formatter's.
  if (token.text === ',' && /^[)\]}]$/.test(next)) return;
  state.current.push(token);
  const first = state.current[0]?.text;
  if (inBlock && token.text === ':' && (first === 'case' || first === 'default')) flush(state);
}

function word(state: State, { token, index, tokens }: At): void {
  const [before, next] = [tokens[index - 1]?.text, tokens[index + 1]?.text];
  const isKey = token.kind === 'string' && next === ':' && (before === '{' || before === ',');
  const bare = /^"[\p{L}_$][\p{L}\p{N}_$]*$/u.test(token.text);
  state.current.push(isKey && bare ? { ...token, text: token.text.slice(1) } : token);
  state.afterHead = token.text === 'else' || token.text === 'do';
}

function open(state: State): void {
  const outer = state.frames.findLast((frame) => frame.opens === '{')?.symbol ?? null;
  const name = nameOfHead(state.current);
  const symbol = name === null ? outer : outer === null ? name : `${outer}.${name}`;
  flush(state, symbol);
  state.frames.push({ opens: '{', isHead: false, symbol });
}

/** A bracket inside a unit. */
function nest(state: State, token: Token, before: Token | undefined): void {
  state.current.push(token);
  const isHead = token.text === '(' && HEADS.has(before?.text ?? '');
  // Short braces are no block: what is in them belongs to the unit around.
  const opens = token.text === '(' ? '(' : '[';
  state.frames.push({ opens, isHead, symbol: null });
}

function close(state: State, token: Token, opened: string): void {
  const top = state.frames.at(-1);
  const isOurs =
    top !== undefined && (top.opens === opened || (top.opens === '[' && opened === '{'));
  if (isOurs) state.frames.pop();
  if (top?.opens === '{') return flush(state);
  state.current.push(token);
  state.afterHead = isOurs && top.isHead;
}

/** Braces that are long, or that follow what only a block follows. */
function isBlock({ index, tokens, partner }: At): boolean {
  const before = tokens[index - 1];
  const end = partner[index] ?? Infinity;
  if (before === undefined || end - index > SHORT) return true;
  const starts = before.kind === 'mark' && /^(?:[(,=:[?]|\|\||&&|\?\?|\.\.\.)$/.test(before.text);
  return !starts && !/^(?:return|import|export|const|let|var|from)$/.test(before.text);
}

/** For each opening bracket the index of the one that closes it. */
function partners(tokens: readonly Token[]): readonly number[] {
  const found: number[] = [];
  const stack: number[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'mark') return;
    if ('{(['.includes(token.text)) stack.push(index);
    if (/^[)\]}]$/.test(token.text)) {
      const opener = stack.pop();
      if (opener !== undefined) found[opener] = index;
    }
  });
  return found;
}

/** What goes on in the next line in every layout. */
const ENDS_OPEN =
  /^(?:[=+\-*/%?:.,<>|&!~^]|\?\.|=>|&&|\|\||\?\?|[=!]==?|[-+*/%&|^]=|<=|>=|\*\*|&&=|\|\|=|\?\?=|\.\.\.|extends|implements|instanceof|typeof|new|await|in|of|as)$/;
const STARTS_ON =
  /^(?:[=+\-*/%?:.|&)\]]|\?\.|=>|&&|\|\||\?\?|[=!]==?|<=|>=|extends|implements|instanceof|in|of|as)$/;

const continues = (before: Token, next: Token): boolean =>
  (before.kind !== 'string' && ENDS_OPEN.test(before.text)) ||
  (next.kind !== 'string' && STARTS_ON.test(next.text));

function flush(state: State, own?: string | null): void {
  const { current } = state;
  state.current = [];
  if (current.length === 0) return;
  const enclosing = state.frames.findLast((frame) => frame.opens === '{')?.symbol ?? null;
  state.units.push({
    text: canonical(current.map(({ text }) => text)),
    // What stands at the top of a file and names itself is told by its name.
    symbol: own === undefined ? (enclosing ?? nameOfDeclaration(current)) : own,
    isComment: false,
    spans: spansOf(current),
  });
}

/** Words are counted, because a formatter leaves them alone; of a text over several lines each line is one. */
function spansOf(tokens: readonly Token[]): ReadonlyMap<number, Span> {
  const spans = new Map<number, Span>();
  let word = 0;
  for (const { text, line, last } of tokens)
    for (let at = line; hasWords(text) && at <= last; at += 1) {
      spans.set(at, [spans.get(at)?.[0] ?? word, word]);
      word += 1;
    }
  return spans;
}

export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Round brackets that a formatter puts or takes: around one parameter, and around what is returned. */
function canonical(tokens: readonly string[]): string {
  if (!tokens.some(hasWords)) return '';
  const text = tokens.join(' ').replace(/\( ([\p{L}_$][\p{L}\p{N}_$]*) \) =>/gu, '$1 =>');
  if (!text.endsWith(' )')) return text;
  const wrapped = /^((?:.* )?(?:return|throw|=>|=)) \( (.*) \)$/su.exec(text);
  const [, before, inner] = wrapped ?? [];
  return before !== undefined && inner !== undefined && isBalanced(inner)
    ? `${before} ${inner}`
    : text;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const token of text.split(' ')) {
    if (token === '(') depth += 1;
    if (token === ')' && (depth -= 1) < 0) return false;
  }
  return depth === 0;
}

const comments = (tokens: readonly Token[]): readonly Unit[] =>
  tokens
    .filter((token) => token.kind === 'comment' && hasWords(token.text))
    .map(({ text, line }) => ({
      text: `// ${text}`,
      symbol: null,
      isComment: true,
      spans: new Map([[line, [0, 0] as const]]),
    }));
