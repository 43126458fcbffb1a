/** Pairs of findings, and whether they are the same one. See docs/benchmarks.md for the file format. */
import { z } from 'zod';

/** A text that pairs refer to, by its number. */
const TextLine = z.strictObject({
  text: z.int().nonnegative(),
  path: z.string(),
  content: z.string(),
});
export type TextLine = z.infer<typeof TextLine>;

const Side = z.strictObject({
  /** Number of the text that it was raised on. */
  text: z.int().nonnegative(),
  /** Where the file has another name than its text. */
  path: z.string().optional(),
  line: z.int().positive(),
  category: z.string(),
  title: z.string(),
});
export type Side = z.infer<typeof Side>;

const Pair = z.strictObject({
  id: z.string(),
  kind: z.string(),
  set: z.enum(['tuning', 'held-out']),
  same: z.boolean(),
  a: Side,
  b: Side,
  /** Files that changed between the two, as they are when `b` is raised: the number of a text, or null: deleted. */
  changed: z.record(z.string(), z.int().nonnegative().nullable()).optional(),
});
export type Pair = z.infer<typeof Pair>;

export interface Corpus {
  readonly texts: readonly TextLine[];
  readonly pairs: readonly Pair[];
}

export function parseCorpus(jsonl: string): Corpus {
  const texts: TextLine[] = [];
  const pairs: Pair[] = [];
  for (const line of jsonl.split('\n').filter((one) => one !== '')) {
    const value: unknown = JSON.parse(line);
    const isPair = typeof value === 'object' && value !== null && 'kind' in value;
    if (isPair) pairs.push(Pair.parse(value));
    else texts.push(TextLine.parse(value));
  }
  return { texts, pairs };
}

export const corpusText = ({ texts, pairs }: Corpus): string =>
  [...texts, ...pairs].map((one) => `${JSON.stringify(one)}\n`).join('');
