import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Corpus, parseCorpus } from '../../bench/findings/case.ts';
import { judge, summaryOf, type Verdict } from '../../bench/findings/judge.ts';

const file = new URL('../../bench/findings/corpus.jsonl', import.meta.url);

describe('sameness of findings, on real changes of published packages', () => {
  let corpus: Corpus;
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    corpus = parseCorpus(await readFile(file, 'utf8'));
    verdicts = judge(corpus);
  });

  it('is tried on enough of each kind', () => {
    const { pairs, nearMisses } = summaryOf(verdicts);
    expect(pairs).toBeGreaterThanOrEqual(200);
    expect(nearMisses).toBeGreaterThanOrEqual(1_000);
    const kinds = new Set(corpus.pairs.map(({ kind }) => kind));
    for (const kind of ['shift', 'reformat', 'reword', 'move-in-file', 'move-to-file', 'changed'])
      expect(kinds).toContain(kind);
  });

  it('keeps at least 95 % of what is the same', () => {
    const { pairs, kept } = summaryOf(verdicts);
    expect(kept / pairs).toBeGreaterThanOrEqual(0.95);
  });

  it('keeps as much of packages that nobody looked at while it was made', () => {
    const { pairs, kept } = summaryOf(verdicts.filter(({ set }) => set === 'held-out'));
    expect(kept / pairs).toBeGreaterThanOrEqual(0.95);
  });

  it('takes no two for one', () => {
    expect(verdicts.filter(({ same, said }) => said && !same)).toEqual([]);
  });

  it('says the same whatever the words of the two are', () => {
    const shuffled = corpus.pairs.map((pair) => ({ ...pair, b: { ...pair.b, title: 'else' } }));
    const again = judge({ texts: corpus.texts, pairs: shuffled.slice(0, 200) });
    expect(again).toEqual(verdicts.slice(0, 200));
  });
});
