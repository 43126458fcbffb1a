import { linesOf } from '../edits/lines.ts';
import { joinParts, type Part } from '../edits/parts.ts';
import { rarityOf, type Asked } from './bm25.ts';
import type { Tokeniser } from './terms.ts';

/** A beginning says what a file is, and new entries of a log stand there. */
const BEGINNING = 40;
/** A block that is looked at as one, and the lines that are shown around it. */
const BLOCK = 20;
const AROUND = 20;
/** How soon a word that stands often enough in a block counts no more; as in BM25. */
const K = 1.2;

/**
 * Lines of a file that does not fit, in so many characters: its beginning, then the blocks that have most of what is
 * asked. Words count by how few of the file's blocks have them. The same question shows the same lines.
 */
export function excerptOf(
  text: string,
  {
    tokens,
    asked,
    room,
  }: { readonly tokens: Tokeniser; readonly asked: Asked; readonly room: number },
): readonly Part[] {
  const { starts, lines } = linesOf(text);
  const last = lines.length;
  let left = room;
  let parts: readonly Part[] = [];
  const take = (part: Part): void => {
    const more = joinParts([...parts, part]);
    const chars = lengthOf(more, starts) - lengthOf(parts, starts);
    if (chars > left) return;
    left -= chars;
    parts = more;
  };
  if (last > 0) take({ from: 1, to: Math.min(BEGINNING, last) });
  for (const block of bestBlocks(lines, tokens, asked)) {
    const from = Math.max(1, block * BLOCK + 1 - AROUND);
    take({ from, to: Math.min(last, (block + 1) * BLOCK + AROUND) });
  }
  return parts;
}

const lengthOf = (parts: readonly Part[], starts: readonly number[]): number =>
  parts.reduce(
    (sum, { from, to }) => sum + (starts[to] ?? starts.at(-1) ?? 0) - (starts[from - 1] ?? 0),
    0,
  );

/** Blocks with something of what is asked, the best first. */
function bestBlocks(lines: readonly string[], tokens: Tokeniser, asked: Asked): readonly number[] {
  const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK) }, (_, block) => {
    const counts = new Map<number, number>();
    const stretch = lines.slice(block * BLOCK, (block + 1) * BLOCK).join('\n');
    tokens.each(stretch, (term) => {
      if (asked.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
    });
    return counts;
  });
  const having = new Map<number, number>();
  for (const counts of blocks)
    for (const term of counts.keys()) having.set(term, (having.get(term) ?? 0) + 1);
  const scores = blocks.map((counts) =>
    [...counts].reduce((sum, [term, count]) => {
      const worth = (asked.get(term) ?? 0) * rarityOf(blocks.length, having.get(term) ?? 0);
      return sum + (worth * count * (K + 1)) / (count + K);
    }, 0),
  );
  return scores
    .flatMap((score, block) => (score > 0 ? [block] : []))
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}
