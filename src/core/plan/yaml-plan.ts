import { FRONT_FIELDS, PHASE_FIELDS, planProblem } from './draft.ts';
import type {
  DraftField,
  Drafted,
  DraftPhase,
  DraftTier,
  FrontField,
  PhaseField,
  Piece,
} from './draft.ts';
import { frontField, phaseField, unknownField } from './fields.ts';
import type { Problem } from './plan.ts';
import { readYaml } from './yaml.ts';
import type { YamlEntry, YamlTree } from './yaml.ts';

/** Whether a fenced text is meant to be the plan. */
export const isYamlPlan = (text: string): boolean => /^(?:tiers|phases)[ \t]*:/m.test(text);

/** Reads a plan written as YAML; `firstLine` is the line its first line stands on. */
export function draftOfYaml(text: string, firstLine: number): Drafted {
  const read = readYaml(text);
  const problems: Problem[] = [];
  const notes: Notes = {
    lineOf: ({ line }) => firstLine + line - 1,
    add: (problem) => void problems.push(problem),
  };
  if (read.is === 'read') return { draft: planOf(read.tree, notes), problems };
  const draft = { title: '', front: [], tiers: [] };
  for (const fault of read.faults) {
    const { message, fix } = fault;
    notes.add(planProblem('must', 'plan/yaml', { line: notes.lineOf(fault), message, fix }));
  }
  return { draft, problems };
}

/** Where things stand in the issue, and what is wrong with them. */
interface Notes {
  readonly lineOf: (at: { readonly line: number }) => number;
  readonly add: (problem: Problem) => void;
}

function planOf(tree: YamlTree, notes: Notes): Drafted['draft'] {
  const found = { title: '', front: [] as DraftField<FrontField>[], tiers: [] as DraftTier[] };
  const tops = entriesOf(tree, 'The plan', notes);
  for (const entry of tops) {
    const front = frontField(entry.key);
    if (entry.key === 'title') found.title = textOf(entry, notes);
    else if (entry.key === 'tiers')
      found.tiers.push(...itemsOf(entry, notes).map((item) => tierOf(item, notes)));
    else if (entry.key === 'phases') found.tiers.push(loose(entry, notes));
    else if (front !== undefined) found.front.push(fieldOf(front, entry, notes));
    else unknown(entry, ['title', 'tiers', 'phases', ...FRONT_FIELDS], notes);
  }
  if (tops.some(({ key }) => key === 'tiers') && tops.some(({ key }) => key === 'phases'))
    wrongShape(tree, 'A plan has either `tiers` or `phases` at its top, not both.', notes);
  return found;
}

/** Phases without tiers are one tier. */
const loose = (entry: YamlEntry, notes: Notes): DraftTier => ({
  id: null,
  name: '',
  line: notes.lineOf(entry.at),
  description: '',
  phases: itemsOf(entry, notes).map((item) => phaseOf(item, notes)),
});

function tierOf(tree: YamlTree, notes: Notes): DraftTier {
  const found = { id: null as string | null, name: '', description: '' };
  let phases: readonly DraftPhase[] = [];
  for (const entry of entriesOf(tree, 'A tier', notes)) {
    if (entry.key === 'phases') phases = itemsOf(entry, notes).map((item) => phaseOf(item, notes));
    else if (entry.key === 'id' || entry.key === 'name' || entry.key === 'description')
      found[entry.key] = textOf(entry, notes);
    else unknown(entry, ['id', 'name', 'description', 'phases'], notes);
  }
  return { ...found, phases, line: notes.lineOf(tree) };
}

function phaseOf(tree: YamlTree, notes: Notes): DraftPhase {
  const found = { id: null as string | null, name: '' };
  const fields: DraftField<PhaseField>[] = [];
  for (const entry of entriesOf(tree, 'A phase', notes)) {
    const name = phaseField(entry.key);
    if (entry.key === 'id' || entry.key === 'name') found[entry.key] = textOf(entry, notes);
    else if (name === undefined) unknown(entry, ['id', 'name', ...PHASE_FIELDS], notes);
    else fields.push(fieldOf(name, entry, notes));
  }
  return { ...found, fields, line: notes.lineOf(tree), description: '' };
}

function fieldOf<Name extends string>(
  name: Name,
  entry: YamlEntry,
  notes: Notes,
): DraftField<Name> {
  const line = notes.lineOf(entry.at);
  if (entry.value.is === 'scalar') return { name, line, inline: entry.value.text, items: [] };
  const read = name === 'acceptance' ? sentenceOf : piecesOf;
  const items = itemsOf(entry, notes).flatMap((item) => read(item, notes));
  return { name, line, inline: '', items };
}

/** A text, or a `path` with its `reason`. */
function piecesOf(tree: YamlTree, notes: Notes): readonly Piece[] {
  const line = notes.lineOf(tree);
  if (tree.is === 'scalar') return [{ text: tree.text, line }];
  const found: { path?: string; reason?: string } = {};
  for (const entry of entriesOf(tree, 'An entry', notes)) {
    if (entry.key === 'path' || entry.key === 'reason') found[entry.key] = textOf(entry, notes);
    else unknown(entry, ['path', 'reason'], notes);
  }
  if (found.path !== undefined) return [{ text: found.path, line, reason: found.reason ?? '' }];
  wrongShape(tree, 'An entry that is a map needs a `path`.', notes);
  return [];
}

/** `- the test: passes` is a map to YAML, and a sentence to who wrote it. */
function sentenceOf(tree: YamlTree, notes: Notes): readonly Piece[] {
  const line = notes.lineOf(tree);
  if (tree.is === 'scalar') return [{ text: tree.text, line }];
  const message = 'This entry is no text: YAML takes `word: rest` for a key with a value.';
  const fix = 'Put the whole entry into quotes: `- "word: rest"`.';
  notes.add(planProblem('must', 'plan/yaml-shape', { line, message, fix }));
  // Something stands here; that the field is empty as well would only confuse.
  return [{ text: '…', line }];
}

function entriesOf(tree: YamlTree, what: string, notes: Notes): readonly YamlEntry[] {
  if (tree.is === 'map') return tree.entries;
  wrongShape(tree, `${what} must be a map of keys and values.`, notes);
  return [];
}

function itemsOf(entry: YamlEntry, notes: Notes): readonly YamlTree[] {
  if (entry.value.is === 'list') return entry.value.items;
  wrongShape(entry.at, `\`${entry.key}\` must be a list.`, notes);
  return [];
}

function textOf(entry: YamlEntry, notes: Notes): string {
  if (entry.value.is === 'scalar') return entry.value.text;
  wrongShape(entry.at, `\`${entry.key}\` must be a text.`, notes);
  return '';
}

const wrongShape = (at: { readonly line: number }, message: string, notes: Notes): void => {
  const fix = 'A plan is a map of `tiers`, each with `phases`, each with the fields of a phase.';
  notes.add(planProblem('must', 'plan/yaml-shape', { line: notes.lineOf(at), message, fix }));
};

const unknown = (entry: YamlEntry, known: readonly string[], notes: Notes): void =>
  notes.add(unknownField(entry.key, notes.lineOf(entry.at), known));
