import type { Edit, FileChange, Refusal, ServedFile } from './edits.ts';
import { CONFLICT, FENCED, isFenced, MARKERS, misescaped, unlikeFile } from './unlike-file.ts';
import { isChange, no, type Numbered, refusal, strayField } from './fields.ts';
import { isWhole, NOT_SHOWN, NOT_WHOLE } from './parts.ts';
import { isProse } from './prose.ts';
import { refusalOf, type Wanted } from './problem.ts';
import { respelled } from './respelled.ts';
import { update } from './update.ts';

export interface ApplyInput {
  readonly served: readonly ServedFile[];
  readonly edits: readonly Edit[];
  /** Whether a path is in the tree, served or not. */
  readonly exists: (path: string) => boolean;
}

export type Applied =
  | { readonly is: 'applied'; readonly changes: readonly FileChange[] }
  | { readonly is: 'refused'; readonly refusals: readonly Refusal[] };

type Result = { readonly change: FileChange | null } | { readonly refusals: readonly Refusal[] };

/**
 * Applies the Builder's edits to the files exactly as they were served: every search is located in the
 * served text, never in one that another edit has changed. All edits or none.
 */
export function applyEdits(input: ApplyInput): Applied {
  const stray = input.edits.flatMap((edit, index) => strayField({ edit, index }));
  if (stray.length > 0) return { is: 'refused', refusals: stray };
  const changes: FileChange[] = [];
  const refusals: Refusal[] = [];
  for (const [path, edits] of byFile(input)) {
    for (const result of applyToPath(path, edits, input)) {
      if ('refusals' in result) refusals.push(...result.refusals);
      else if (result.change !== null) changes.push(result.change);
    }
  }
  refusals.push(...twice(changes, input.edits));
  return refusals.length > 0 ? { is: 'refused', refusals } : { is: 'applied', changes };
}

/** The edits of each file, told once; one that is renamed may be named by its new path as well. */
function byFile({ edits, exists }: ApplyInput): ReadonlyMap<string, readonly Numbered[]> {
  const was = new Map<string, string>();
  for (const { op, path, new_path: to } of edits)
    if (op === 'rename' && to !== null && exists(path) && !exists(to))
      was.set(to, (was.get(to) ?? path) === path ? path : to);
  const found = new Map<string, Numbered[]>();
  edits.forEach((edit, index) => {
    const path = edit.op === 'replace' ? (was.get(edit.path) ?? edit.path) : edit.path;
    const seen = found.get(path) ?? [];
    if (seen.some((other) => JSON.stringify(other.edit) === JSON.stringify(edit))) return;
    found.set(path, [...seen, { edit, index }]);
  });
  return found;
}

function applyToPath(
  path: string,
  edits: readonly Numbered[],
  input: ApplyInput,
): readonly Result[] {
  const [first] = edits;
  if (first === undefined) return [];
  const renames = edits.filter(({ edit }) => edit.op === 'rename');
  const other = edits.find(({ edit }) => edit.op === 'create' || edit.op === 'delete');
  if (other !== undefined && edits.length > 1)
    return [no(first, 'overlap', `One ${other.edit.op} and other edits name this path.`)];
  if (new Set(renames.map(({ edit }) => edit.new_path)).size > 1)
    return [no(first, 'overlap', 'It is renamed to more than one path.')];
  if (first.edit.op === 'create') return [create(first, input)];
  const file = input.served.find((served) => served.path === path);
  if (file === undefined) {
    return edits.map((edit) =>
      input.exists(path)
        ? { refusals: [{ ...refusal(edit, 'not-served', NOT_SHOWN), show: path }] }
        : no(edit, 'no-such-file', 'There is no such file. Use op "create" for a new one.'),
    );
  }
  if (first.edit.op === 'delete' && !isWhole(file)) return [no(first, 'not-served', NOT_WHOLE)];
  if (first.edit.op === 'delete')
    return [{ change: { op: 'delete', path, mode: file.mode, before: file.text } }];
  const [rename] = renames;
  return rename === undefined
    ? [replaceAll(file, edits)]
    : renamed(rename, file, { input, changes: edits.filter(({ edit }) => isChange(edit)) });
}

function create(numbered: Numbered, { exists }: ApplyInput): Result {
  const { path, replace } = numbered.edit;
  if (replace === null)
    return no(numbered, 'field-missing', 'A new file needs its text in "replace".');
  if (exists(path)) return no(numbered, 'exists-already', 'The file exists. Use op "replace".');
  const wrong = unlikeFile(path, replace);
  if (wrong !== null) return no(numbered, wrong.code, wrong.detail);
  return { change: { op: 'create', path, mode: '100644', after: replace } };
}

/** A rename moves a file, and may change it on its way. */
function renamed(
  numbered: Numbered,
  file: ServedFile,
  { input, changes }: { readonly input: ApplyInput; readonly changes: readonly Numbered[] },
): readonly Result[] {
  const to = numbered.edit.new_path;
  if (to === null || to === '')
    return [no(numbered, 'field-missing', 'A rename needs "new_path".')];
  if (input.exists(to)) return [no(numbered, 'exists-already', `${to} exists already.`)];
  const { path, mode, text } = file;
  const updated = changes.length === 0 ? null : replaceAll(file, changes);
  if (updated !== null && 'refusals' in updated) return [updated];
  const after = updated?.change?.op === 'update' ? updated.change.after : text;
  return [
    { change: { op: 'delete', path, mode, before: text } },
    { change: { op: 'create', path: to, mode, after, from: { path, text } } },
  ];
}

function replaceAll(file: ServedFile, edits: readonly Numbered[]): Result {
  const wanted: Wanted[] = [];
  const refusals: Refusal[] = [];
  for (const numbered of edits) {
    const one = wantedOf(numbered, file.text);
    if ('refusals' in one) refusals.push(...one.refusals);
    else wanted.push(one);
  }
  const { path, mode, text, parts } = file;
  const updated = update(text, wanted, { parts, path });
  if (updated.is === 'refused')
    refusals.push(
      ...updated.refusals.map((one) => writtenBy(refusalOf(one, { edit: one.index, path }), edits)),
    );
  if (refusals.length > 0) return { refusals: refusals.sort((a, b) => a.edit - b.edit) };
  if (updated.is === 'refused') return { refusals };
  return { change: { op: 'update', path, mode, before: text, after: updated.after } };
}

/** A search that stands only in what another edit writes: no edit can follow another. */
function writtenBy(refusal: Refusal, edits: readonly Numbered[]): Refusal {
  const search = edits.find(({ index }) => index === refusal.edit)?.edit.search ?? '';
  const writer = edits.find(
    ({ index, edit }) => index !== refusal.edit && edit.replace?.includes(search) === true,
  );
  if (refusal.code !== 'search-missing' || search.trim() === '' || writer === undefined)
    return refusal;
  const detail = `It stands only in what edit ${writer.index + 1} of your answer writes: make one edit of both. ${refusal.detail}`;
  return { ...refusal, detail };
}

function wantedOf(
  numbered: Numbered,
  text: string,
): Wanted | { readonly refusals: readonly Refusal[] } {
  const { search: told, replace: by } = numbered.edit;
  if (told === null || by === null)
    return no(numbered, 'field-missing', 'A change needs "search" and "replace".');
  const { search, replace } = respelled({ search: told, replace: by }, text);
  if (search === '' && text !== '')
    return no(numbered, 'search-empty', 'An empty search stands everywhere.');
  // A text about them may be changed where they stand.
  if (CONFLICT.test(replace) && !CONFLICT.test(search)) return no(numbered, ...MARKERS);
  if (isFenced(replace) && !isFenced(search) && !isProse(numbered.edit.path))
    return no(numbered, 'bad-text', FENCED);
  const escaped = misescaped(replace, search);
  if (escaped !== null) return no(numbered, escaped.code, escaped.detail);
  return { is: 'search', index: numbered.index, search, replace };
}

/** Two edits may not make the same new path. */
function twice(changes: readonly FileChange[], edits: readonly Edit[]): readonly Refusal[] {
  const paths = changes.map((change) => change.path);
  return [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))].map((path) => ({
    code: 'overlap' as const,
    edit: edits.findIndex((edit) => edit.path === path || edit.new_path === path),
    path,
    detail: 'Two edits make this path.',
  }));
}
