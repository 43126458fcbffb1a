/** Tokens of files, each counted once, and what is shown of those that do not fit. */
import { excerptOf } from '../../../src/core/context/excerpt.ts';
import { askedOf, meantBy } from '../../../src/core/context/query.ts';
import type { Ranked } from '../../../src/core/context/rank.ts';
import type { Shelf } from './measure.ts';
import type { AtRev, Repository } from './repository.ts';

type Count = (ranked: readonly Ranked[]) => Promise<(path: string) => number>;

const known = new WeakMap<Repository, Map<string, number>>();
/** Room is used up long before. */
const MOST_READ = 300;
/** Three bytes a token at most: such a file fits into no room that is measured. */
const MAX_BYTES = 150_000;
const AT_ONCE = 10;
/** What is shorter is not long in the smallest room that is measured. */
const MIN_LONG = 8_000;

export async function tokenCounter(repository: Repository, blobs: AtRev['blobs']): Promise<Count> {
  const counts = known.get(repository) ?? new Map<string, number>();
  known.set(repository, counts);
  // Only where something is scored: the tokenizer alone takes more memory than an index.
  const { countTokens } = await import('../../../src/llm/tokens.ts');
  return async (ranked) => {
    const wanted = ranked
      .slice(0, MOST_READ)
      .flatMap(({ path }) => blobs.get(path) ?? [])
      .filter(({ sha, size }) => !counts.has(sha) && size <= MAX_BYTES)
      .map(({ sha }) => sha);
    for (let at = 0; at < wanted.length; at += AT_ONCE)
      for (const [sha, text] of await repository.texts(wanted.slice(at, at + AT_ONCE)))
        counts.set(sha, text === null ? Infinity : countTokens(text));
    return (path) => counts.get(blobs.get(path)?.sha ?? '') ?? Infinity;
  };
}

/** On the cautious side, as the product counts them. */
const BYTES_PER_TOKEN = 3;

/** Lines that are shown of some files, in so many tokens. */
export async function excerpts(
  { tokens, texts }: Repository,
  {
    blobs,
    query,
    paths,
  }: Pick<AtRev, 'blobs'> & { readonly query: string; readonly paths: readonly string[] },
): Promise<Shelf['linesOf']> {
  const long = paths.flatMap((path) => blobs.get(path) ?? []).filter(({ size }) => size > MIN_LONG);
  const found = await texts(long.map(({ sha }) => sha));
  const asked = meantBy(tokens, askedOf(tokens, query));
  return (path, room) => {
    const text = found.get(blobs.get(path)?.sha ?? '') ?? '';
    return excerptOf(text, { tokens, asked, room: room * BYTES_PER_TOKEN });
  };
}
