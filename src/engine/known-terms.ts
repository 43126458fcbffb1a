import { LRUCache } from 'lru-cache';
import { type Terms, termsOf } from '../core/context/terms-of.ts';
import { tokeniser, type Tokeniser } from '../core/context/terms.ts';

/** Terms of texts by their blobs: a text that was taken apart once is not taken apart again. */
export interface KnownTerms {
  readonly tokens: Tokeniser;
  of(file: { readonly sha: string; readonly text: string }): Terms;
}

/** Terms and names, ten bytes each at the most: 50 MB for a process. */
const MAX_TERMS = 5_000_000;

export function knownTerms(): KnownTerms {
  const tokens = tokeniser();
  const known = new LRUCache<string, Terms>({
    maxSize: MAX_TERMS,
    sizeCalculation: ({ ids, order, defines, names }) =>
      20 + ids.length + Math.ceil(order.length / 5) + defines.length + names.ids.length,
  });
  return {
    tokens,
    of: ({ sha, text }) => {
      const found = known.get(sha) ?? termsOf(tokens, text);
      known.set(sha, found);
      return found;
    },
  };
}
