import type { Applied } from './apply.ts';
import type { FileChange, Refusal, ServedFile } from './edits.ts';
import { isWhole, NOT_WHOLE } from './parts.ts';
import { wholeFile, wholeFiles } from './whole.ts';

/** Replaces served files by what the answer tells them to be. `fresh` are paths of files that it may make. */
export function applyWholeAnswer(
  answer: string,
  served: readonly ServedFile[],
  fresh: readonly string[],
): Applied {
  const told = wholeFiles(answer, [...served.map(({ path }) => path), ...fresh]);
  return typeof told === 'string'
    ? refusedWhole(told, '', 'The files could not be told apart.')
    : applyWhole(told, served);
}

/** Replaces served files by their new texts, and makes those that are not served. Files that are told as they were stay. */
export function applyWhole(
  told: ReadonlyMap<string, string>,
  served: readonly ServedFile[],
): Applied {
  const changes: FileChange[] = [];
  const refusals: Refusal[] = [];
  let index = 0;
  for (const [path, text] of told) {
    const file = served.find((one) => one.path === path);
    const whole = wholeFile(file?.text ?? '', text, path);
    if (file !== undefined && !isWhole(file))
      refusals.push({ code: 'not-served', edit: index, path, detail: NOT_WHOLE });
    else if (whole.is === 'text') changes.push(changeOf(path, file, whole.text));
    else if (whole.code !== 'no-effect' || told.size === 1)
      refusals.push({ code: whole.code, edit: index, path, detail: whole.detail });
    index += 1;
  }
  return refusals.length > 0 ? { is: 'refused', refusals } : { is: 'applied', changes };
}

const changeOf = (path: string, file: ServedFile | undefined, after: string): FileChange =>
  file === undefined
    ? { op: 'create', path, mode: '100644', after }
    : { op: 'update', path, mode: file.mode, before: file.text, after };

const refusedWhole = (code: Refusal['code'], path: string, detail: string): Applied => ({
  is: 'refused',
  refusals: [{ code, edit: 0, path, detail }],
});
