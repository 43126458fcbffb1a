import { planProblem } from './draft.ts';
import type { PhaseField, Piece } from './draft.ts';
import { keyAndValue, phaseField, unknownField } from './fields.ts';
import { addField } from './outline.ts';
import type { OpenField, Outline } from './outline.ts';
import { undecorated } from './written.ts';

/** Names that nobody begins a line of prose with; the others count only in bold, or where all lines are fields. */
const PLAIN: readonly PhaseField[] = [
  'category',
  'scope',
  'deliverables',
  'acceptance',
  'depends on',
];

interface Line extends Piece {
  readonly name: PhaseField | undefined;
  readonly key: string | null;
  readonly value: string;
  readonly bold: boolean;
}

function lineOf(piece: Piece): Line {
  const pair = keyAndValue(piece.text);
  return {
    ...piece,
    name: pair === null ? undefined : phaseField(pair.key),
    key: pair?.key ?? null,
    value: pair?.value ?? '',
    bold: /^(?:\*\*|__)/.test(undecorated(piece.text)),
  };
}

/**
 * A paragraph of a phase with fields in it, one a line: `**Category:** tests`. A value may go on in the lines below it;
 * among fields every other name is a slip. False: it is prose.
 */
export function readFieldLines(outline: Outline, pieces: readonly Piece[]): boolean {
  const lines = pieces.map(lineOf);
  const plain = lines.some(({ name }) => name !== undefined && PLAIN.includes(name));
  const begins =
    lines[0]?.bold === true && lines.some(({ bold, name }) => bold && name !== undefined);
  if (!begins && !plain && !lines.every(({ name }) => name !== undefined)) return false;
  let open: OpenField | null = null;
  for (const line of lines) {
    const { name, key, value } = line;
    if (name !== undefined) {
      open = addField(outline, { name, line: line.line, inline: value, items: [] });
    } else if (key !== null && (line.bold || !begins)) {
      outline.problems.push(unknownField(key, line.line));
      open = null;
    } else if (open === null) outline.phase?.prose.push(line.text);
    else open = goesOn(open, line.text);
  }
  outline.field = open?.inline === '' ? open : null;
  return true;
}

/** A line that was broken by an editor is still the same value. */
function goesOn(field: OpenField, text: string): OpenField {
  field.inline = field.inline === '' ? text : `${field.inline} ${text}`;
  return field;
}

/**
 * Fields in a table: a row of them, or one a row. Tables are not read, and what is in one would govern nothing. A table of
 * something else may well have a column `category`, and outside of phases a row of that name.
 */
export function isFieldTable(outline: Outline, pieces: readonly Piece[]): boolean {
  const [head, rule, ...body] = pieces.map(({ text }) => cellsOf(text));
  if (head === undefined || rule === undefined || !rule.every((cell) => /^:?-+:?$/.test(cell)))
    return false;
  const rows = fieldsAmong(body.map(([first = '']) => first));
  const least = outline.phase === null ? 2 : 1;
  if (rule.length === 0 || (fieldsAmong(head) < 2 && rows < least)) return false;
  const message = 'Fields of phases stand in a table, and tables are not read.';
  const fix =
    'Give each phase a heading such as `### T1.P1: Name`, with its fields as a list: `- scope: src/**`.';
  const line = pieces[0]?.line;
  outline.problems.push(planProblem('must', 'plan/field-table', { line, message, fix }));
  return true;
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');

function fieldsAmong(cells: readonly string[]): number {
  const names = cells.map((cell) => phaseField(cell.replace(/[*_`:]/g, '')));
  return names.filter((name) => name !== undefined && PLAIN.includes(name)).length;
}
