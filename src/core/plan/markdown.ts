import type { Heading, List, Paragraph, RootContent } from 'mdast';
import { flatItem, itemsOf, lineOf, linesOf, proseOf } from './blocks.ts';
import type { Item } from './blocks.ts';
import { PHASE_FIELDS, planProblem } from './draft.ts';
import type { Drafted } from './draft.ts';
import { isFieldTable, readFieldLines } from './field-lines.ts';
import { keyAndValue, unknownField } from './fields.ts';
import { frontHeading, frontValue, isFront, lateFront, readFront } from './front.ts';
import { opened } from './headings.ts';
import { fieldOf, fieldsAlone, isCategory, isMeantAsPhase, isPhaseItem } from './item-fields.ts';
import { nearest } from './names.ts';
import { addField, finished, newOutline, openPhase, openTier } from './outline.ts';
import type { Outline } from './outline.ts';
import type { Problem } from './plan.ts';

/**
 * Reads a plan written as Markdown: headings open tiers and phases, lists below a phase carry its fields,
 * everything else is description. Sections that are neither are named, never dropped in silence.
 */
export function draftOfMarkdown(blocks: readonly RootContent[], text: string): Drafted {
  const outline = newOutline();
  for (const node of blocks) {
    if (node.type === 'heading') readHeading(outline, node, text);
    else if (node.type === 'list') readList(outline, node, text);
    else if (node.type === 'paragraph') readParagraph(outline, node, text);
    else readProse(outline, node, text);
  }
  const tiers = finished(outline);
  return {
    draft: { title: outline.title, front: outline.front, tiers },
    problems: outline.problems,
  };
}

/** The heading as one line, with neither its `#` nor the line below it. */
const labelOf = (node: Heading, text: string): string =>
  (linesOf(node, text)[0]?.text ?? '').replace(/^#{1,6}(?:\s+|$)/, '').replace(/\s+#+$/, '');

export const opensPlan = (node: RootContent, text: string): boolean =>
  node.type === 'heading' && ['tier', 'phase'].includes(opened(labelOf(node, text)).is);

function readHeading(outline: Outline, node: Heading, text: string): void {
  const label = labelOf(node, text);
  const line = lineOf(node);
  outline.frontOpen = null;
  if (frontHeading(outline, linesOf(node, text), label)) return;
  const found = opened(label);
  const { tier, phase } = outline;
  if (found.is === 'tier') return openTier(outline, { ...found, line, depth: node.depth });
  if (found.is === 'phase') return openPhase(outline, { ...found, line, depth: node.depth });
  outline.field = null;
  if (phase !== null && node.depth > phase.depth) {
    if (found.is === 'field')
      outline.field = addField(outline, { name: found.name, line, inline: '', items: [] });
    else phase.prose.push(proseOf(node, text));
    return;
  }
  if (found.is === 'field' && phase !== null) {
    const message = `The heading “${label}” is not below phase “${phase.name}”.`;
    const deeper = phase.depth < 6 ? `Write it with ${'#'.repeat(phase.depth + 1)}` : 'Use a list';
    const fix = `${deeper}, or write \`- ${found.name}:\` in the list of fields.`;
    outline.problems.push(planProblem('must', 'plan/heading-depth', { line, message, fix }));
    return;
  }
  if (node.depth === 1 && outline.tiers.length === 0 && outline.title === '') {
    outline.title = label;
    return;
  }
  const inTier = tier !== null && node.depth > tier.depth && tier.depth > 0;
  if (inTier) tier.prose.push(proseOf(node, text));
  openStray(outline, { name: label, line }, inTier);
}

/** A section that is neither tier, phase nor field. What looks like a slip of the pen must be fixed. */
function openStray(outline: Outline, stray: NonNullable<Outline['stray']>, inTier: boolean): void {
  const [word = ''] = stray.name.split(/[\s:]/);
  const slip =
    word.length > 3 && !/^(?:phases|tiers)$/i.test(word) && nearest(word, ['tier', 'phase']);
  if (slip !== false && slip.length > 0 && /[\s:]/.test(stray.name)) {
    const message = `The heading “${stray.name.slice(0, 80)}” opens neither a tier nor a phase.`;
    const fix = `Did you mean “${slip[0] === 'tier' ? 'Tier' : 'Phase'}”?`;
    outline.problems.push(
      planProblem('must', 'plan/unknown-section', { line: stray.line, message, fix }),
    );
  } else if (!inTier && outline.tiers.length > 0) {
    const message = `The section “${stray.name.slice(0, 80)}” belongs to no phase and is not given to the model.`;
    const fix = 'Move what the work needs into a phase.';
    outline.problems.push(
      planProblem('should', 'plan/ignored-section', { line: stray.line, message, fix }),
    );
  }
  outline.phase = null;
  outline.stray = stray;
  if (!inTier) outline.tier = null;
}

function readList(outline: Outline, node: List, text: string): void {
  const items = itemsOf(node, text);
  const { tier, phase, field, stray } = outline;
  if (phase === null) lateFront(outline, items);
  if (field !== null) {
    field.items.push(...items.map((item) => flatItem(item, text)));
    return;
  }
  if (phase !== null) return readPhaseList(outline, { items, source: proseOf(node, text) }, text);
  const short = items.some((item) => item.task && opened(item.text).is === 'phase');
  const isTasks = items.some((item) => item.task) && (tier !== null || short);
  if (stray === null && (isTasks || items.every(isPhaseItem))) {
    for (const item of items) readTask(outline, item, text);
    outline.phase = null;
    outline.field = null;
    return;
  }
  if (isMeantAsPhase(outline, items)) fieldsAlone(outline, lineOf(node));
  if (outline.tiers.length === 0) readFront(outline, items);
  else tier?.prose.push(proseOf(node, text));
}

/** One phase in the short form: a task, with its fields and text below it. */
function readTask(outline: Outline, item: Item, text: string): void {
  const found = opened(item.text);
  const id = found.is === 'phase' ? found.id : null;
  const name = found.is === 'phase' ? found.name : item.text;
  openPhase(outline, { id, name, line: item.line, depth: (outline.tier?.depth ?? 0) + 1 });
  if (item.done) outline.problems.push(ticked(name, item.line));
  const source = item.items.map((child) => `- ${child.source}`).join('\n');
  readPhaseList(outline, { items: item.items, source }, text);
  for (const node of item.rest) outline.phase?.prose.push(proseOf(node, text));
}

const ticked = (name: string, line: number): Problem =>
  planProblem('should', 'plan/ticked-phase', {
    line,
    message: `Phase “${name.slice(0, 80)}” is ticked off, and is built all the same.`,
    fix: 'Remove it if it is done.',
  });

/**
 * A list below a phase. Once one of its items is a field, every `key:` in it has to be one; in a list
 * without fields only what is nearly a field's name is taken for one.
 */
function readPhaseList(
  outline: Outline,
  list: { readonly items: readonly Item[]; readonly source: string },
  text: string,
): void {
  const fields = list.items.some((item) => fieldOf(item) !== null);
  const prose: string[] = [];
  lateFront(outline, list.items);
  for (const item of list.items.filter((one) => !isFront(one))) {
    const pair = keyAndValue(item.text);
    const field = fieldOf(item);
    if (field !== null) {
      const items = item.items.map((child) => flatItem(child, text));
      addField(outline, { name: field.name, line: item.line, inline: field.value, items });
    } else if (pair !== null && (fields || looksLikeField(pair.key))) {
      outline.problems.push(unknownField(pair.key, item.line));
    } else prose.push(`- ${item.source}`);
  }
  // Without fields the list is prose, numbers and all.
  outline.phase?.prose.push(fields ? prose.join('\n') : list.source);
}

const looksLikeField = (key: string): boolean =>
  key.length > 3 &&
  nearest(
    key,
    PHASE_FIELDS.filter((name) => name.length > 5),
  ).length > 0;

/** A paragraph may hold fields, one a line, with their names in bold: `**Category:** tests`. */
function readParagraph(outline: Outline, node: Paragraph, text: string): void {
  const lines = linesOf(node, text);
  if (frontValue(outline, lines) || isFieldTable(outline, lines) || lateFront(outline, lines))
    return;
  if (outline.phase === null && lines.some(isCategory)) fieldsAlone(outline, lineOf(node));
  if (outline.tiers.length === 0) return readFront(outline, lines);
  if (outline.field !== null && outline.field.items.length === 0 && outline.field.inline === '') {
    outline.field.items.push(...lines);
    return;
  }
  const { phase } = outline;
  const [only] = lines;
  const title = only === undefined ? undefined : opened(only.text);
  if (phase !== null && lines.length === 1 && title?.is === 'field') {
    const field = { name: title.name, line: lineOf(node), inline: '', items: [] };
    outline.field = addField(outline, field);
    return;
  }
  if (phase === null || !readFieldLines(outline, lines)) readProse(outline, node, text);
}

function readProse(outline: Outline, node: RootContent, text: string): void {
  const prose = node.type === 'thematicBreak' ? '' : proseOf(node, text);
  if (prose === '') return;
  outline.field = null;
  (outline.phase ?? outline.tier)?.prose.push(prose);
}
