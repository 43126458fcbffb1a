import { lineDiff } from './hunk.ts';
import { standsSome } from './quoted.ts';

/** A search and what stands there afterwards. */
interface Told {
  readonly search: string;
  readonly replace: string;
}

/**
 * An edit as the file spells it, where it tells the file's own signs by others in a way that is sure: with HTML's
 * names, escaped twice, behind line numbers, in another normal form, with signs that nobody sees, or with other quotes, dashes and
 * blanks. It has to stand there exactly once then, and what is not changed stays as it is in the file.
 */
export function respelled(told: Told, text: string): Told {
  if (told.search === '' || text.includes(told.search)) return told;
  const plain = text.replaceAll('\r\n', '\n');
  const { search, replace } = linefed(told);
  if (plain.includes(search)) return told;
  for (const spell of SPELLINGS) {
    const found = spell({ search, replace }, plain);
    if (found !== null && isOnce(plain, found.search)) return found;
  }
  return told;
}

const linefed = ({ search, replace }: Told): Told => ({
  search: search.replaceAll('\r\n', '\n'),
  replace: replace.replaceAll('\r\n', '\n'),
});

function isOnce(text: string, search: string): boolean {
  const at = text.indexOf(search);
  return search.trim() !== '' && at >= 0 && text.indexOf(search, at + 1) < 0;
}

type Spelling = (told: Told, text: string) => Told | null;

const both = ({ search, replace }: Told, spell: (text: string) => string): Told | null => {
  const other = spell(search);
  return other === search ? null : { search: other, replace: spell(replace) };
};

/** `\n` and `\"` in a text of one line, that is JSON once more. */
const escapedTwice: Spelling = ({ search, replace }) => {
  const [old, now] = [unescaped(search), unescaped(replace)];
  return old === null || now === null || old === search ? null : { search: old, replace: now };
};

function unescaped(text: string): string | null {
  // Where it stands in quotes it may be meant so.
  if (text.includes('\n') || standsSome(text, /\\n/g, 'inside')) return null;
  try {
    const value: unknown = JSON.parse(`"${text.replaceAll('\t', '\\t')}"`);
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  ...{ '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&apos;': "'" },
};
const NAMED = /&(?:lt|gt|amp|quot|#39|apos);/g;

/** `&lt;` for `<`, in all of it. */
const named: Spelling = (told) =>
  [told.search, told.replace].some((text) => /[<>&]/.test(text.replace(NAMED, '')))
    ? null
    : both(told, (text) => text.replace(NAMED, (name) => NAMES[name] ?? name));

const NUMBER = /^ *(\d+)(?: \| ?|: |\t|\u2192)/;

/** Lines with their numbers before them, as they are shown of what was refused: all of the search, all or none of the rest. */
const withNumbers: Spelling = ({ search, replace }) => {
  const numbersOf = (text: string): readonly (number | null)[] =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => Number(NUMBER.exec(line)?.[1] ?? NaN) || null);
  const [old, now] = [numbersOf(search), numbersOf(replace)];
  const first = old[0] ?? null;
  if (first === null || old.some((number, index) => number !== first + index)) return null;
  const isAll = now.every((number) => number !== null);
  if (replace !== '' && !isAll && now.some((number) => number !== null)) return null;
  const bare = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.replace(NUMBER, ''))
      .join('\n');
  return { search: bare(search), replace: isAll ? bare(replace) : replace };
};

const UNSEEN = /[\u00AD\u200B\u2060\uFEFF]/g;

/** Signs that are typed in more than one way, each for one other. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201B\u2032]/g, "'"],
  [/[\u201C\u201D\u201F\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u00A0\u2002-\u200A\u202F\u3000]/g, ' '],
];
const typed = (text: string): string =>
  ALIKE.reduce((one, [signs, sign]) => one.replace(signs, sign), text);

/** Other quotes, dashes and blanks: the file's own stay, but for what is changed. */
const typedOtherwise: Spelling = ({ search, replace }, text) => {
  const [plain, wanted] = [typed(text), typed(search)];
  const at = plain.indexOf(wanted);
  if (!isOnce(plain, wanted)) return null;
  const there = text.slice(at, at + search.length);
  const by = keepingSigns({ there, search, replace });
  return by === null ? null : { search: there, replace: by };
};

/** A replacement in which lines that stay are the file's, and of each other line what is not changed. */
function keepingSigns({
  there,
  search,
  replace,
}: Told & { readonly there: string }): string | null {
  const own = there.split('\n');
  const lines: string[] = [];
  let [at, gone, come]: [number, string[], string[]] = [0, [], []];
  const settle = (): boolean => {
    const mine = own.slice(at, at + gone.length);
    const isSame = mine.every((line, index) => line === gone[index]);
    if (!isSame && come.length > 0 && come.length !== gone.length) return false;
    lines.push(
      ...come.map((line, index) => (isSame ? line : kept(mine[index], gone[index], line))),
    );
    [at, gone, come] = [at + gone.length, [], []];
    return true;
  };
  for (const { op, text } of lineDiff(search.split('\n'), replace.split('\n'))) {
    if (op === '-') gone.push(text);
    else if (op === '+') come.push(text);
    else if (settle()) lines.push(own[at++] ?? text);
    else return null;
  }
  return settle() ? lines.join('\n') : null;
}

/** What comes in place of a line, with the file's signs before and behind what is changed. */
function kept(own = '', told = '', by = ''): string {
  const least = Math.min(told.length, by.length);
  let head = 0;
  while (head < least && told[head] === by[head]) head += 1;
  let tail = 0;
  while (tail < least - head && told.at(-1 - tail) === by.at(-1 - tail)) tail += 1;
  return own.slice(0, head) + by.slice(head, by.length - tail) + own.slice(own.length - tail);
}

const SPELLINGS: readonly Spelling[] = [
  escapedTwice,
  named,
  withNumbers,
  (told) => both(told, (text) => text.normalize('NFC')),
  (told) => both(told, (text) => text.normalize('NFD')),
  (told) => both(told, (text) => text.replace(UNSEEN, '')),
  typedOtherwise,
];
