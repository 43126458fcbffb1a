/** Makes the corpus, always the same of the same packages. */
import type { Corpus, Pair, Side, TextLine } from './case.ts';
import {
  changed,
  lookAlikes,
  neighbours,
  otherCategories,
  otherFiles,
  twins,
} from './other-kinds.ts';
import { moved, reformatted, renamed, reworded, shifted } from './same-kinds.ts';
import { type Change, realChanges } from './sources.ts';

type Spot = Pick<Side, 'text' | 'line' | 'path'> & { readonly category?: string };
interface Made {
  readonly a: Spot;
  readonly b: Spot;
  readonly changed?: Readonly<Record<string, number | null>>;
}

export interface Maker {
  /** Takes a text into the corpus; returns its number. */
  text(path: string, content: string): number;
  same(kind: string, change: Change, made: Made): void;
  other(kind: string, change: Change, made: Made): void;
}

/** One problem in two reviewers' words. */
const WORDS: readonly (readonly [string, string])[] = [
  ['Wrong result for an empty list', 'An empty input is not handled'],
  ['Off by one at the end', 'The last element is left out'],
  ['Value is used before it is checked', 'Missing validation of the argument'],
  ['Error is swallowed', 'A failure here goes unnoticed'],
  ['Runs in quadratic time', 'Slow for long inputs'],
];

export async function generate(): Promise<Corpus> {
  const texts: TextLine[] = [];
  const pairs: Pair[] = [];
  const make = makerOf(texts, pairs);
  const all = await realChanges();
  for (const change of all) {
    shifted(make, change);
    reworded(make, change);
    await reformatted(make, change);
    moved(make, change);
    renamed(make, change);
    changed(make, change);
    neighbours(make, change);
    twins(make, change);
    lookAlikes(make, change);
    otherFiles(make, change, all);
    otherCategories(make, change);
  }
  return { texts, pairs };
}

function makerOf(texts: TextLine[], pairs: Pair[]): Maker {
  const numbers = new Map<string, number>();
  const add =
    (same: boolean) =>
    (kind: string, change: Change, made: Made): void => {
      const { name, path, set } = change;
      const n = pairs.length;
      const [one, two] = WORDS[n % WORDS.length] ?? ['', ''];
      // The same in other words, or another in the same words.
      const side = (spot: Spot, title: string): Side => ({ category: 'bug', title, ...spot });
      pairs.push({
        id: `${name}/${path}/${kind}/${n}`,
        ...{ kind, set, same, a: side(made.a, one), b: side(made.b, same ? two : one) },
        ...(made.changed === undefined ? {} : { changed: { ...made.changed } }),
      });
    };
  return {
    text: (path, content) => {
      const key = `${path}\n${content}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = texts.length;
      numbers.set(key, number);
      texts.push({ text: number, path, content });
      return number;
    },
    same: add(true),
    other: add(false),
  };
}
