import { lineDiff } from './hunk.ts';
import { linesOf, type Lines, type Span, type Splice, spanOfSplice, spliced } from './lines.ts';

export type Merged =
  | { readonly is: 'merged'; readonly text: string }
  | { readonly is: 'conflict'; readonly line: number };

interface Sides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Brings two changes of one text together. Changes that touch each other are a conflict, unless they are the same. */
export function merge({ base, ours, theirs }: Sides): Merged {
  if (base === theirs || ours === theirs) return { is: 'merged', text: ours };
  if (base === ours) return { is: 'merged', text: theirs };
  const file = linesOf(base);
  const [mine, other] = [splices(file, linesOf(ours)), splices(file, linesOf(theirs))];
  // A line end at the file's end, or all of them: not a matter of lines, so nobody can say how they go together.
  if (mine === null || other === null) return { is: 'conflict', line: file.lines.length };
  const added = mine.filter((one) => !other.some((two) => same(one, two)));
  for (const one of added)
    for (const two of other)
      if (one.from <= two.to && two.from <= one.to) return { is: 'conflict', line: one.from + 1 };
  const spans: readonly Span[] = [...added, ...other].map((one) => spanOfSplice(file, one));
  return { is: 'merged', text: spliced(base, spans) };
}

const same = (a: Splice, b: Splice): boolean =>
  a.from === b.from &&
  a.to === b.to &&
  a.added.length === b.added.length &&
  a.added.every((line, index) => line === b.added[index]);

/** The changes from one text to another by lines; null when lines alone do not make the other. */
function splices(before: Lines, after: Lines): readonly Splice[] | null {
  const found: Splice[] = [];
  let at = 0;
  let run: { from: number; removed: number; added: string[] } | null = null;
  for (const { op, text } of lineDiff(before.lines, after.lines)) {
    if (op === ' ') {
      if (run !== null)
        found.push({ from: run.from, to: run.from + run.removed, added: run.added });
      run = null;
      at += 1;
      continue;
    }
    run ??= { from: at, removed: 0, added: [] };
    if (op === '+') run.added.push(text);
    else {
      run.removed += 1;
      at += 1;
    }
  }
  if (run !== null) found.push({ from: run.from, to: run.from + run.removed, added: run.added });
  const spans = found.map((one) => spanOfSplice(before, one));
  return spliced(before.text, spans) === after.text ? found : null;
}
