/** Edits and files in their shortest form. */
import { applyEdits, type Applied } from '../../../src/core/edits/apply.ts';
import type { Edit, ServedFile } from '../../../src/core/edits/edits.ts';

const blank = { search: null, replace: null, new_path: null };
export const replace = (path: string, search: string | null, text: string | null): Edit => ({
  ...blank,
  op: 'replace',
  path,
  search,
  replace: text,
});
export const create = (path: string, text: string | null): Edit => ({
  ...blank,
  op: 'create',
  path,
  replace: text,
});
export const remove = (path: string): Edit => ({ ...blank, op: 'delete', path });
export const rename = (path: string, to: string | null): Edit => ({
  ...blank,
  op: 'rename',
  path,
  new_path: to,
});

export const served = (
  path: string,
  text: string,
  mode: ServedFile['mode'] = '100644',
): ServedFile => ({
  path,
  text,
  mode,
  sha: '1'.repeat(40),
});

/** Applies edits to these files; `others` are in the tree and were not shown. */
export const applied = (
  files: readonly ServedFile[],
  edits: readonly Edit[],
  others: readonly string[] = [],
): Applied =>
  applyEdits({
    served: files,
    edits,
    exists: (path) => others.includes(path) || files.some((file) => file.path === path),
  });

/** What one replacement leaves of a file, or the codes of the refusal. */
export function madeOf(
  path: string,
  text: string,
  [search, by]: readonly [string, string],
): unknown {
  const result = applied([served(path, text)], [replace(path, search, by)]);
  if (result.is === 'refused') return result.refusals.map(({ code }) => code);
  const [change] = result.changes;
  return change?.op === 'update' ? change.after : change;
}

/** The text that replacements leave in a file, or the codes of the refusal. */
export function textOf(text: string, ...pairs: readonly (readonly [string, string])[]): unknown {
  const result = applied(
    [served('a', text)],
    pairs.map(([search, by]) => replace('a', search, by)),
  );
  if (result.is === 'refused') return result.refusals.map(({ code }) => code);
  const [change] = result.changes;
  return change?.op === 'update' ? change.after : change;
}
