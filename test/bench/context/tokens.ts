/** Tokens of files, each counted once. */
import type { Ranked } from '../../../src/core/context/rank.ts';
import type { AtRev, Repository } from './repository.ts';

type Count = (ranked: readonly Ranked[]) => Promise<(path: string) => number>;

const known = new WeakMap<Repository, Map<string, number>>();
/** Room is used up long before. */
const MOST_READ = 300;
/** Three bytes a token at most: such a file fits into no room that is measured. */
const MAX_BYTES = 150_000;
const AT_ONCE = 10;

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
