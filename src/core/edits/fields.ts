import type { Edit, Refusal } from './edits.ts';

/** An edit and its place in the answer. */
export interface Numbered {
  readonly edit: Edit;
  readonly index: number;
}

type Field = 'search' | 'replace' | 'new_path';

/** What an op has no use for. */
const UNUSED: Readonly<Record<Edit['op'], readonly Field[]>> = {
  replace: ['new_path'],
  create: ['search', 'new_path'],
  delete: ['search', 'replace', 'new_path'],
  rename: [],
};

const INSTEAD: Readonly<Record<Edit['op'], string>> = {
  replace: 'Use op "rename" to move the file; it may change it too.',
  create: 'Use op "replace" to change a file that is there.',
  delete: 'Use op "replace" to change the file.',
  rename: '',
};

/** An empty text says nothing, and neither does a new path that is the old one. */
const says = (edit: Edit, field: Field): boolean =>
  (edit[field] ?? '') !== '' && !(field === 'new_path' && edit.new_path === edit.path);

/** Fields that would be ignored though they say something: nobody knows what was meant. */
export function strayField(numbered: Numbered): readonly Refusal[] {
  const { edit } = numbered;
  const stray = UNUSED[edit.op].filter((field) => says(edit, field));
  if (stray.length === 0) return [];
  const names = stray.map((field) => `"${field}"`).join(' and ');
  const detail = `Op "${edit.op}" has no use for ${names}. ${INSTEAD[edit.op]}`;
  return no(numbered, 'field-stray', detail).refusals;
}

/** Whether an edit changes the text of its file; a rename need not. */
export const isChange = (edit: Edit): boolean =>
  edit.op === 'replace' || says(edit, 'search') || says(edit, 'replace');

export const refusal = (
  { edit, index }: Numbered,
  code: Refusal['code'],
  detail: string,
): Refusal => ({ code, edit: index, path: edit.path, detail });

export const no = (
  numbered: Numbered,
  code: Refusal['code'],
  detail: string,
): { readonly refusals: readonly Refusal[] } => ({ refusals: [refusal(numbered, code, detail)] });
