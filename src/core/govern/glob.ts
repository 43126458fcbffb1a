/**
 * Globs as people write them in plans and configurations: `*` and `?` within a folder, `**` across folders, `[a-z]`,
 * `[!a]` and `{a,b}`; everything else stands for itself, `app/(shop)/page.tsx` too. Anybody's globs are matched against
 * anybody's paths, so matching takes steps in proportion to both lengths, whatever is written: no regular expressions.
 */
type Token =
  | { readonly is: 'char'; readonly char: string }
  | { readonly is: 'one'; readonly fits: (char: string) => boolean }
  /** `*` */
  | { readonly is: 'some' }
  /** `**` as a folder on the way: none or more of them. */
  | { readonly is: 'folders' }
  /** `/**` at the end: the folder itself, and all below it. */
  | { readonly is: 'below' }
  | { readonly is: 'either'; readonly ways: readonly (readonly Token[])[] };

/** Whether a path, spelled with `/` from the root, is matched from its first to its last character. */
export function globMatcher(
  glob: string,
  { brackets = true }: { readonly brackets?: boolean } = {},
): (path: string) => boolean {
  const tokens = tokensOf([...glob], { before: '/', brackets });
  const head = plain(tokens);
  const tail = [...plain(tokens.toReversed())].toReversed().join('');
  return (path) => {
    // Most paths are told apart by how they begin and end.
    if (!path.startsWith(head) || !path.endsWith(tail) || LEAVES.test(path)) return false;
    const chars = [...path];
    return reach(tokens, chars, new Set([0])).has(chars.length);
  };
}

/** A path that goes up again is not below anything. */
const LEAVES = /(?:^|\/)\.\.?(?:\/|$)/;

/** The characters before the first token that is none. */
function plain(tokens: readonly Token[]): string {
  const other = tokens.findIndex(({ is }) => is !== 'char');
  const chars = other < 0 ? tokens : tokens.slice(0, other);
  return chars.map((token) => (token.is === 'char' ? token.char : '')).join('');
}

/** Where in the path one may stand after the tokens, from where one stood before. */
function reach(
  tokens: readonly Token[],
  path: readonly string[],
  from: ReadonlySet<number>,
): ReadonlySet<number> {
  let at = from;
  for (const token of tokens) {
    if (at.size === 0) return at;
    at = step(token, path, at);
  }
  return at;
}

function step(
  token: Token,
  path: readonly string[],
  from: ReadonlySet<number>,
): ReadonlySet<number> {
  switch (token.is) {
    case 'char':
      return onward(from, (at) => path[at] === token.char);
    case 'one':
      return onward(from, (at) => isOfName(path[at]) && token.fits(path[at] ?? ''));
    case 'some':
      return spread(path, from, (at) => isOfName(path[at]));
    case 'folders': {
      const all = [...spread(path, from, () => true)];
      return new Set(all.filter((at) => from.has(at) || path[at - 1] === '/'));
    }
    case 'below': {
      const inside = onward(from, (at) => path[at] === '/');
      return new Set([...from, ...spread(path, inside, () => true)]);
    }
    case 'either':
      return new Set(token.ways.flatMap((way) => [...reach(way, path, from)]));
  }
}

const isOfName = (char: string | undefined): boolean => char !== undefined && char !== '/';

const onward = (from: ReadonlySet<number>, may: (at: number) => boolean): ReadonlySet<number> =>
  new Set([...from].filter(may).map((at) => at + 1));

/** Every place that can be reached by going on as long as one may. */
function spread(
  path: readonly string[],
  from: ReadonlySet<number>,
  may: (at: number) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = Math.min(...from); at <= path.length; at += 1)
    if (from.has(at) || (found.has(at - 1) && may(at - 1))) found.add(at);
  return found;
}

interface Read {
  readonly tokens: readonly Token[];
  /** Where reading goes on. */
  readonly next: number;
}

interface How {
  /** The character that stands before the first one. */
  readonly before: string;
  /** False: square brackets stand for themselves. */
  readonly brackets: boolean;
}

function tokensOf(glob: readonly string[], how: How): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length;) {
    const read = starsAt(glob, at, how.before) ?? groupAt(glob, at, how) ?? plainAt(glob, at);
    tokens.push(...read.tokens);
    at = read.next;
  }
  return tokens;
}

const plainAt = (glob: readonly string[], at: number): Read => {
  const char = glob[at] ?? '';
  return {
    tokens: [char === '?' ? { is: 'one', fits: () => true } : { is: 'char', char }],
    next: at + 1,
  };
};

function starsAt(glob: readonly string[], at: number, before: string): Read | null {
  const [one, two, three] = glob.slice(at, at + 3);
  const isFirst = (glob[at - 1] ?? before) === '/';
  if (one === '/' && two === '*' && three === '*' && at + 3 === glob.length)
    return { tokens: [{ is: 'below' }], next: at + 3 };
  if (one !== '*') return null;
  if (two === '*' && isFirst && three === '/') return { tokens: [{ is: 'folders' }], next: at + 3 };
  if (two === '*' && isFirst && at + 2 === glob.length)
    return { tokens: [{ is: 'folders' }, { is: 'some' }], next: at + 2 };
  let next = at;
  while (glob[next] === '*') next += 1;
  return { tokens: [{ is: 'some' }], next };
}

function groupAt(glob: readonly string[], at: number, how: How): Read | null {
  if (glob[at] === '[') return how.brackets ? classAt(glob, at) : null;
  const before = glob[at - 1] ?? how.before;
  return glob[at] === '{' ? bracesAt(glob, at, { ...how, before }) : null;
}

/** Null: the bracket stands for itself. */
function classAt(glob: readonly string[], at: number): Read | null {
  const isNot = glob[at + 1] === '!' || glob[at + 1] === '^';
  const first = at + (isNot ? 2 : 1);
  // A closing bracket at the head is one of the characters.
  const end = glob.indexOf(']', first + 1);
  const inside = glob.slice(first, Math.max(first, end));
  if (end < 0 || inside.includes('/')) return null;
  const ranges: (readonly [string, string])[] = [];
  for (let n = 0; n < inside.length; n += 1) {
    const [from = '', dash, to] = inside.slice(n, n + 3);
    const isRange = dash === '-' && to !== undefined;
    ranges.push([from, isRange ? to : from]);
    if (isRange) n += 2;
  }
  const fits = (char: string): boolean =>
    ranges.some(([from, to]) => char >= from && char <= to) !== isNot;
  return { tokens: [{ is: 'one', fits }], next: end + 1 };
}

/** Null: the brace stands for itself, as one without an end or without a choice does. */
function bracesAt(glob: readonly string[], at: number, how: How): Read | null {
  const cuts = [at];
  let depth = 0;
  for (let next = at; next < glob.length; next += 1) {
    if (glob[next] === '{') depth += 1;
    if (glob[next] === '}') depth -= 1;
    if (depth === 0 || (depth === 1 && glob[next] === ',')) cuts.push(next);
    if (depth === 0) break;
  }
  if (depth > 0 || cuts.length < 3) return null;
  const ways = cuts.slice(1).map((end, n) => tokensOf(glob.slice((cuts[n] ?? at) + 1, end), how));
  return { tokens: [{ is: 'either', ways }], next: (cuts.at(-1) ?? at) + 1 };
}
