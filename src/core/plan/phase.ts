import { CATEGORY_ALIASES, profileOf } from '../strategy/category.ts';
import { planProblem } from './draft.ts';
import type { DraftField, DraftPhase, PhaseField, Piece } from './draft.ts';
import { withoutHidden } from './invisible.ts';
import { meant } from './names.ts';
import { normalisePath, pathFault, wordsFault } from './paths.ts';
import { BuilderMode, CATEGORIES, Complexity } from './plan.ts';
import type { Category, PlanPhase, Problem } from './plan.ts';
import { bare, listOf, pathAndReason, wordOf, yesOrNo } from './values.ts';
import type { NamedPath } from './values.ts';

const MAX_ITEMS = 100;
const MAX_ITEM = 600;

/** Gathers what is wrong while a phase is read, so that all of it is told at once. */
export type Report = (problem: Problem) => void;

type Fields = (name: PhaseField) => DraftField<PhaseField> | undefined;

/** The phase with its fields understood; dependencies stay as written until all ids are known. */
export function phaseOf(
  draft: DraftPhase,
  ids: { readonly id: string; readonly tier: string },
  report: Report,
): PlanPhase {
  const field = fieldsOf(draft, report);
  const scope = scopeOf(field('scope'), report);
  const deliverables = pathsOf(field('deliverables'), report);
  const complexity = oneOf(field('complexity'), Complexity.options, report);
  const builderMode = oneOf(field('builder mode'), BuilderMode.options, report);
  const ciProfile = oneOf(field('ci'), ['normal', 'strict'] as const, report);
  const reuse = featuresOf(field('reuse'), report);
  return {
    ...ids,
    name: cleanName(draft.name, ids.id),
    description: descriptionOf(draft, { field, named: [...scope, ...deliverables] }, report),
    ...categoryOf(draft, field('category'), report),
    scope: scope.map(({ path }) => path),
    readOnlyContext: pathsOf(field('read only'), report).map(({ path, reason }) => ({
      path,
      reason,
    })),
    deliverables: deliverables.map(({ path }) => path),
    acceptance: criteriaOf(field('acceptance'), report),
    dependsOn: [],
    allowNoop: allowNoopOf(field('allow no-op'), report),
    line: draft.line,
    ...(complexity === undefined ? {} : { complexity }),
    ...(builderMode === undefined ? {} : { builderMode }),
    ...(ciProfile === undefined ? {} : { ciProfile }),
    ...(reuse.length === 0 ? {} : { reuse }),
  };
}

function fieldsOf(draft: DraftPhase, report: Report): Fields {
  const byName = new Map<PhaseField, DraftField<PhaseField>>();
  for (const field of draft.fields) {
    if (byName.has(field.name)) {
      const message = `The field \`${field.name}\` stands twice in one phase.`;
      report(
        planProblem('must', 'plan/duplicate-field', {
          line: field.line,
          message,
          fix: 'Keep one of them.',
        }),
      );
    } else if (field.inline === '' && field.items.length === 0) {
      const message = `The field \`${field.name}\` is empty.`;
      report(
        planProblem('must', 'plan/empty-field', {
          line: field.line,
          message,
          fix: 'Give it a value, or remove it.',
        }),
      );
    } else byName.set(field.name, field);
  }
  return (name) => byName.get(name);
}

export const cleanName = (name: string, otherwise: string): string =>
  withoutHidden(bare(name)).replace(/\s+/g, ' ').trim().slice(0, 120) || otherwise;

const categoryWord = (text: string): string => text.toLowerCase().replace(/[\s-]+/g, '_');

/** The category of that name, or of that other name of one. */
export function categoryNamed(text: string): Category | undefined {
  const word = categoryWord(bare(text));
  const known = CATEGORIES.find((category) => category === word);
  return known ?? (Object.hasOwn(CATEGORY_ALIASES, word) ? CATEGORY_ALIASES[word] : undefined);
}

function categoryOf(
  draft: DraftPhase,
  field: DraftField<PhaseField> | undefined,
  report: Report,
): Pick<PlanPhase, 'category' | 'alias'> {
  if (field === undefined) {
    if (!draft.fields.some(({ name }) => name === 'category'))
      report(
        planProblem('must', 'plan/no-category', {
          line: draft.line,
          message: `Phase “${cleanName(draft.name, draft.id ?? '')}” has no category, and its limits depend on it.`,
          fix: 'Add `- category: general`, or a nearer one such as `tests` or `docs`.',
        }),
      );
    return { category: 'feature_scaffolding' };
  }
  const word = categoryWord(wordOf(field));
  const category = categoryNamed(word);
  if (category !== undefined)
    return { category, ...(profileOf(word) === undefined ? {} : { alias: word }) };
  const fix = word.includes(',')
    ? 'A phase has one category: keep the one with the most risk, or split the phase.'
    : meant(word, [...CATEGORIES, ...Object.keys(CATEGORY_ALIASES)]);
  const message = `There is no category \`${asWritten(field)}\`.`;
  report(planProblem('must', 'plan/unknown-category', { line: field.line, message, fix }));
  return { category: 'feature_scaffolding' };
}

/** What stands there, short and as code. */
const asWritten = (field: DraftField<string>): string =>
  wordOf(field).replaceAll('`', "'").slice(0, 40);

/** One of a closed list of words; anything else is a problem, never a default. */
export function oneOf<Word extends string>(
  field: DraftField<string> | undefined,
  words: readonly Word[],
  report: Report,
): Word | undefined {
  if (field === undefined) return undefined;
  const wanted = wordOf(field).replace(/[\s-]+/g, '_');
  const word = words.find((one) => one === wanted);
  if (word === undefined)
    report(
      planProblem('must', 'plan/unknown-value', {
        line: field.line,
        message: `\`${asWritten(field)}\` is no value of \`${field.name}\`.`,
        fix: `Use one of ${words.map((one) => `\`${one}\``).join(', ')}.`,
      }),
    );
  return word;
}

function allowNoopOf(field: DraftField<PhaseField> | undefined, report: Report): boolean {
  if (field === undefined) return false;
  const answer = yesOrNo(wordOf(field));
  if (answer === undefined) oneOf(field, ['yes', 'no'], report);
  return answer ?? false;
}

function bounded(field: DraftField<PhaseField> | undefined, report: Report): readonly Piece[] {
  if (field === undefined) return [];
  const pieces = listOf(field);
  if (pieces.length > MAX_ITEMS) {
    const message = `The field \`${field.name}\` has ${pieces.length} entries; at most ${MAX_ITEMS} are allowed.`;
    const fix = 'Use broader patterns, or split the phase.';
    report(planProblem('must', 'plan/too-many-entries', { line: field.line, message, fix }));
  }
  return pieces.slice(0, MAX_ITEMS);
}

/** Features by their ids; whether the catalog has them is looked up later. */
const featuresOf = (
  field: DraftField<PhaseField> | undefined,
  report: Report,
): { feature: string; line: number }[] =>
  bounded(field, report)
    .map(({ text, line }) => ({ feature: withoutHidden(bare(text)).trim().slice(0, 200), line }))
    .filter(({ feature }) => feature !== '');

function pathsOf(field: DraftField<PhaseField> | undefined, report: Report): readonly NamedPath[] {
  const found: NamedPath[] = [];
  for (const piece of bounded(field, report)) {
    const only = pathAndReason(piece);
    const path = normalisePath(only.path);
    const fault = pathFault(path) ?? (only.quoted ? null : wordsFault(path));
    if (fault === null)
      found.push({ ...only, path, reason: withoutHidden(only.reason).slice(0, MAX_ITEM) });
    else {
      const fix =
        'Write paths relative to the repository, with `/`, as they are on the default branch.';
      report(planProblem('must', 'plan/bad-path', { line: piece.line, message: fault, fix }));
    }
  }
  return found;
}

/** No scope is every path, so what names none has to say so by leaving the field out. */
function scopeOf(field: DraftField<PhaseField> | undefined, report: Report): readonly NamedPath[] {
  const found = pathsOf(field, report);
  if (field === undefined) return found;
  const all = listOf(field).map(({ text }) => text.trim());
  if (all.length > 0 && !all.some((text) => /^(?:all|any|anything|everything)$/i.test(text)))
    return found;
  const message = `\`${asWritten(field)}\` names no path as the scope.`;
  const fix =
    'Name paths, or remove the field: without it every path that is not protected may change.';
  report(planProblem('must', 'plan/bad-path', { line: field.line, message, fix }));
  return [];
}

/** Criteria are sentences: a comma does not part them. */
const criteriaOf = (field: DraftField<PhaseField> | undefined, report: Report): string[] => {
  if (field === undefined) return [];
  const inline = field.inline === '' ? [] : [{ text: field.inline, line: field.line }];
  const whole = { ...field, inline: '', items: [...inline, ...field.items] };
  return bounded(whole, report)
    .flatMap(({ text, line }) => listed(text).map((one) => ({ text: one, line })))
    .map((piece) => withoutHidden(piece.text).trim().slice(0, MAX_ITEM))
    .filter((text) => text !== '');
};

/** A text of several lines that all begin like list items is that list: YAML's `|` is often used so. */
function listed(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const items = lines.map((line) => /^\s*(?:[-*+]|[0-9]{1,3}[.)])\s+(\S[^]*)$/.exec(line)?.[1]);
  return lines.length > 1 && items.every((item) => item !== undefined) ? items : [text];
}

const MAX_DESCRIPTION = 20_000;

interface Told {
  readonly field: Fields;
  /** What is said of a path beside it is for the model as well. */
  readonly named: readonly { readonly path: string; readonly reason: string }[];
}

function descriptionOf(draft: DraftPhase, { field, named }: Told, report: Report): string {
  const extra = field('description');
  const more = extra === undefined ? [] : [extra.inline, ...extra.items.map((piece) => piece.text)];
  const notes = named
    .filter(({ reason }) => reason !== '')
    .map(({ path, reason }) => `- \`${path}\`: ${reason}`);
  const text = withoutHidden(
    [draft.description, ...more, notes.join('\n')].filter((part) => part !== '').join('\n\n'),
  );
  if (text.length > MAX_DESCRIPTION)
    report(
      planProblem('must', 'plan/description-too-long', {
        line: draft.line,
        message: `The description has ${text.length} characters; at most ${MAX_DESCRIPTION} are given to the model.`,
        fix: 'Shorten it, or split the phase.',
      }),
    );
  return text.trim().slice(0, MAX_DESCRIPTION);
}
