import { FRONT_FIELDS, planProblem } from './draft.ts';
import type { FrontField, Piece } from './draft.ts';
import { frontField, keyAndValue, setsCap, unknownField } from './fields.ts';
import type { Outline } from './outline.ts';
import { saysNothing } from './written.ts';

/** Fields before the first tier. Prose may look like one; caps must not, for somebody means them to hold. */
export function readFront(outline: Outline, items: readonly Piece[]): void {
  const pairs = items.map((item) => ({ item, pair: keyAndValue(item.text) }));
  const known = pairs.some(({ pair }) => pair !== null && frontField(pair.key) !== undefined);
  for (const { item, pair } of pairs) {
    if (pair === null) continue;
    const name = frontField(pair.key);
    if (name !== undefined) add(outline, name, { line: item.line, text: pair.value });
    else if (known || setsCap(pair.key, pair.value))
      outline.problems.push(unknownField(pair.key, item.line, FRONT_FIELDS));
  }
}

function add(outline: Outline, name: FrontField, { line, text }: Piece): void {
  if (!saysNothing(text)) outline.front.push({ name, line, inline: text, items: [] });
}

/**
 * A heading that is one of these fields, as issue forms make it, or that is made of them: YAML front matter, and a line
 * with `---` right below it, are headings to Markdown. Their value may stand in the paragraph below.
 */
export function frontHeading(outline: Outline, lines: readonly Piece[], label: string): boolean {
  const [first] = lines;
  const alone = frontField(label.replace(/[:：]$/, ''));
  if (first !== undefined && alone !== undefined && !isLate(outline, alone, first.line)) {
    outline.frontOpen = alone;
    return true;
  }
  const bare = lines.map(({ text, line }) => ({ text: text.replace(/^#{1,6}\s+/, ''), line }));
  if (!bare.some(isFront)) return false;
  if (!lateFront(outline, bare)) readFront(outline, bare);
  return true;
}

/** The paragraph below a heading that names such a field. */
export function frontValue(outline: Outline, lines: readonly Piece[]): boolean {
  const { frontOpen } = outline;
  const [first] = lines;
  outline.frontOpen = null;
  if (frontOpen === null || first === undefined) return false;
  add(outline, frontOpen, first);
  return true;
}

export const isFront = ({ text }: Piece): boolean => {
  const pair = keyAndValue(text);
  return pair !== null && frontField(pair.key) !== undefined;
};

/** What governs the whole plan and stands inside of it: it was meant, so it is not taken for words. */
export function lateFront(outline: Outline, lines: readonly Piece[]): boolean {
  if (outline.tiers.length === 0) return false;
  const late = lines.filter(isFront);
  for (const { text, line } of late) {
    const name = frontField(keyAndValue(text)?.key ?? '');
    if (name !== undefined) isLate(outline, name, line);
  }
  return late.length > 0;
}

function isLate(outline: Outline, name: FrontField, line: number): boolean {
  if (outline.tiers.length === 0) return false;
  const message = `\`${name}\` stands below the first tier or phase, where it governs nothing.`;
  const fix = 'Move it before them, on a line of its own.';
  outline.problems.push(planProblem('must', 'plan/late-front', { line, message, fix }));
  return true;
}
