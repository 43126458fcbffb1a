import { excerptOf } from '../core/context/excerpt.ts';
import { questionOf } from '../core/context/fill.ts';
import { askedOf, meantBy } from '../core/context/query.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import type { TreeEntry } from '../ports.ts';
import type { KnownTerms } from './known-terms.ts';

export interface Long {
  readonly phase: PhaseStrategy;
  readonly terms: KnownTerms;
  readonly texts: ReadonlyMap<string, ServedFile>;
  /** Each with the tokens that there is room for. */
  readonly long: readonly { readonly entry: TreeEntry; readonly room: number }[];
  readonly tokensOf: (file: ServedFile) => number;
}

/** On the cautious side; dense texts are cut again. */
const CHARS_PER_TOKEN = 3;
const CUTS = 4;

/** Files that do not fit: their beginning, and the lines that have most to do with the phase. */
export function inPart({ phase, terms, texts, long, tokensOf }: Long): readonly ServedFile[] {
  const { tokens } = terms;
  const asked = meantBy(tokens, askedOf(tokens, questionOf(phase)));
  return long.flatMap(({ entry: { path }, room }) => {
    const file = texts.get(path);
    if (file === undefined) return [];
    let chars = room * CHARS_PER_TOKEN;
    for (let cut = 0; cut < CUTS; cut += 1) {
      const parts = excerptOf(file.text, { tokens, asked, room: chars });
      const taken = parts.length === 0 ? Infinity : tokensOf({ ...file, parts });
      if (taken <= room) return [{ ...file, parts }];
      chars = Math.floor((chars * room * 0.9) / taken);
    }
    return [];
  });
}
