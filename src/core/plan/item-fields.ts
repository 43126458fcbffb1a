import type { Item } from './blocks.ts';
import { planProblem } from './draft.ts';
import type { PhaseField, Piece } from './draft.ts';
import { keyAndValue, phaseField } from './fields.ts';
import { opened } from './headings.ts';
import type { Outline } from './outline.ts';
import { categoryNamed } from './phase.ts';

interface FieldItem {
  readonly name: PhaseField;
  readonly value: string;
}

/** `scope: src/**`, or a name alone with its values in the list below it. */
export function fieldOf(item: Item): FieldItem | null {
  const pair = keyAndValue(item.text);
  if (pair !== null) {
    const name = phaseField(pair.key);
    return name === undefined ? null : { name, value: pair.value };
  }
  const found = item.items.length > 0 ? opened(item.text) : null;
  return found?.is === 'field' ? { name: found.name, value: '' } : null;
}

/** `- Phase 1: Form` with its fields below it: as much a phase as a task is. */
export const isPhaseItem = (item: Item): boolean =>
  opened(item.text).is === 'phase' && item.items.some((below) => fieldOf(below) !== null);

/** A line that gives a category: nobody writes one who does not mean a phase. */
export function isCategory({ text }: Piece): boolean {
  const pair = keyAndValue(text);
  if (pair === null || phaseField(pair.key) !== 'category') return false;
  return categoryNamed(pair.value) !== undefined;
}

/** Before the first tier only a category makes a list one of fields: prose may well have a `files:`. */
export const isMeantAsPhase = (outline: Outline, items: readonly Item[]): boolean =>
  items.some(
    (item) =>
      isCategory(item) ||
      (outline.tiers.length > 0 && fieldOf(item) !== null) ||
      isMeantAsPhase(outline, item.items),
  );

/** Fields that no phase owns govern nothing, and somebody meant them to. */
export function fieldsAlone({ stray, tier, title, problems }: Outline, line: number): void {
  const name = stray?.name ?? (tier === null || tier.name === '' ? title : tier.name);
  const where = name === '' ? 'here' : `below “${name.slice(0, 80)}”`;
  const message = `There are fields ${where}, and no phase is open that they could belong to.`;
  const fix = 'Open a phase above them with a heading, for example `### T1.P1: Name`.';
  problems.push(planProblem('must', 'plan/fields-without-phase', { line, message, fix }));
}
