/** One query, scored: as it is ranked, by words alone, and as well as it could be. */
import { MAX_CHOICES } from '../../../src/core/context/locate.ts';
import { ASKED_PAST, type Past } from '../../../src/core/context/past.ts';
import {
  type Question,
  type Ranked,
  rankFiles,
  rankPlainly,
} from '../../../src/core/context/rank.ts';
import { Sha } from '../../../src/core/ids.ts';
import type { Query } from './cases.ts';
import type { Locate } from './locator.ts';
import { meanOf, type Score, scoreLine, scoreOf } from './measure.ts';
import type { AtRev, Repository } from './repository.ts';
import { excerpts, tokenCounter } from './tokens.ts';

export interface Scores {
  readonly ours: Score;
  /** With as much of the past as the product asks for. */
  readonly asked: Score;
  /** With what a model named; null: none was asked. */
  readonly located: Score | null;
  /** If somebody chose out of the likeliest, and never erred. */
  readonly chosen: Score;
  readonly plain: Score;
  /** If the files that are looked for stood first, the smallest at the head. */
  readonly ideal: Score;
}

export interface Scored {
  readonly query: Query;
  readonly truth: readonly string[];
  readonly question: Question;
  readonly ranked: readonly Ranked[];
  readonly blobs: AtRev['blobs'];
}

export async function scoresOf(
  repository: Repository,
  { query: { query, lines }, truth, question, ranked, blobs }: Scored,
  locate: Locate | null,
): Promise<Scores> {
  const count = await tokenCounter(repository, blobs);
  const files = [...blobs].map(([path, { sha, size }]) => ({
    ...{ path, mode: '100644', sha: Sha.parse(sha), size },
  }));
  const linesOf = await excerpts(repository, { blobs, query, paths: Object.keys(lines ?? {}) });
  const score = async (list: readonly Ranked[], located?: readonly string[]): Promise<Score> =>
    scoreOf(list, truth, {
      ...{ files, tokensOf: await count(list), changed: lines, linesOf, located },
    });
  const sizeOf = (path: string): number => blobs.get(path)?.size ?? 0;
  const ideal = truth.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  const likely = ranked.slice(0, MAX_CHOICES).map(({ path }) => path);
  const first = rankFiles(repository.tokens, { ...question, past: [] });
  const named = await locate?.({ query, paths: likely, blobs });
  return {
    ours: await score(ranked),
    asked: await score(
      rankFiles(repository.tokens, { ...question, past: pastAsked(first, question) }),
    ),
    located: named === undefined ? null : await score(ranked, named),
    chosen: await score(
      ranked,
      ideal.filter((path) => likely.includes(path)),
    ),
    plain: await score(rankPlainly(repository.tokens, question)),
    ideal: await score(ideal.map((path) => ({ path, score: 1 }))),
  };
}

/** The last commits of the files that are likeliest without them. */
function pastAsked(first: readonly Ranked[], { past }: Question): readonly Past[] {
  const left = new Map(first.slice(0, ASKED_PAST.paths).map(({ path }) => [path, ASKED_PAST.each]));
  return past.flatMap(({ terms, paths }) => {
    const known = paths.filter((path) => {
      const more = left.get(path) ?? 0;
      if (more > 0) left.set(path, more - 1);
      return more > 0;
    });
    return known.length === 0 ? [] : [{ terms, paths: known }];
  });
}

const NAMES: Readonly<Record<keyof Scores, string>> = {
  ours: 'all signals',
  asked: 'with the past of a hundred',
  located: 'and what a model named',
  chosen: 'if it never erred',
  plain: 'BM25 of content and path',
  ideal: 'what is looked for first',
};

export function table(scores: readonly Scores[]): readonly string[] {
  // What cannot be served whole says nothing of the ranking.
  const fitting = scores.filter(({ ideal }) => ideal.in32k === 1);
  const lines = (of: readonly Scores[], which: readonly (keyof Scores)[]): readonly string[] =>
    which.flatMap((key) => {
      const found = of.flatMap((score) => score[key] ?? []);
      return found.length === 0 ? [] : [scoreLine(NAMES[key], meanOf(found))];
    });
  return [
    ...lines(scores, ['ours', 'asked', 'located', 'chosen', 'plain', 'ideal']),
    `${fitting.length} queries whose files fit into 32k:`,
    ...lines(fitting, ['ours', 'asked', 'located', 'chosen', 'plain']),
  ];
}
