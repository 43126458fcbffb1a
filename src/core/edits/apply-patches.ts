import type { Applied } from './apply.ts';
import type { FileChange, Refusal, ServedFile } from './edits.ts';
import type { FilePatch, ParsedPatch } from './patch.ts';
import { diffPath, foldersOf, newPath, onePath } from './path.ts';
import { isWhole, NOT_SHOWN, NOT_WHOLE } from './parts.ts';
import { oldLines } from './hunk.ts';
import { linesOf } from './lines.ts';
import { refusalOf } from './problem.ts';
import { trim, withoutMark } from './white.ts';
import { update } from './update.ts';

interface Onto {
  readonly served: readonly ServedFile[];
  readonly exists: (path: string) => boolean;
  /** Paths come with `a/` and `b/`. */
  readonly prefixed: boolean;
}

type Outcome =
  { readonly changes: readonly FileChange[] } | { readonly refusals: readonly Refusal[] };

const MALFORMED: Partial<Record<Refusal['code'], string>> = {
  truncated: 'The patch ends before it is done.',
  binary: 'A binary file cannot be edited.',
};

/** Applies what a patch says to the files as they were served. The patch's line numbers are never used. */
export function applyPatches(parsed: ParsedPatch, onto: Onto): Applied {
  if (parsed.is === 'malformed') {
    const detail = MALFORMED[parsed.code] ?? 'The answer is no patch.';
    return { is: 'refused', refusals: [{ code: parsed.code, edit: 0, path: '', detail }] };
  }
  const changes: FileChange[] = [];
  const refusals: Refusal[] = [];
  joined(parsed.files, onto).forEach((patch, index) => {
    const outcome = 'code' in patch ? { refusals: [patch] } : applyOne(patch, index, onto);
    if ('refusals' in outcome) refusals.push(...outcome.refusals);
    else changes.push(...outcome.changes);
  });
  const paths = changes.map(({ path }) => path);
  for (const path of new Set(paths.filter((one, at) => paths.indexOf(one) !== at)))
    refusals.push({ code: 'overlap', edit: 0, path, detail: 'Two parts make this path.' });
  return refusals.length > 0 ? { is: 'refused', refusals } : { is: 'applied', changes };
}

/** Parts that name one file are one part. */
function joined(files: readonly FilePatch[], onto: Onto): readonly (FilePatch | Refusal)[] {
  const byPath = new Map<string, FilePatch | Refusal>();
  for (const patch of files) {
    const path = pathOf(patch.path, onto);
    if (path === null) {
      const detail = 'More than one file could be meant.';
      return [{ code: 'no-such-file', edit: 0, path: patch.path, detail }];
    }
    const seen = byPath.get(path);
    if (seen === undefined) byPath.set(path, { ...patch, path });
    else if ('code' in seen || seen.op !== 'update' || patch.op !== 'update')
      byPath.set(path, { code: 'overlap', edit: 0, path, detail: 'Two parts make this path.' });
    else byPath.set(path, together(seen, patch));
  }
  return [...byPath.values()];
}

const together = (first: FilePatch, second: FilePatch): FilePatch => ({
  ...first,
  hunks: [...first.hunks, ...second.hunks],
  ordered: false,
  finalEnd: first.finalEnd ?? second.finalEnd,
});

function pathOf(path: string, { served, exists, prefixed }: Onto): string | null {
  if (path === '') return served.length === 1 ? (served[0]?.path ?? null) : null;
  return prefixed ? diffPath(path, exists) : onePath(path, exists);
}

function applyOne(patch: FilePatch, edit: number, onto: Onto): Outcome {
  const path = patch.op === 'create' ? newPath(patch.path, foldersOf(onto.served)) : patch.path;
  const no = (code: Refusal['code'], detail: string): Outcome => ({
    refusals: [{ code, edit, path, detail }],
  });
  if (patch.op === 'create') {
    if (onto.exists(path)) return no('exists-already', 'The file exists.');
    const lines = patch.hunks.flatMap((hunk) => hunk.lines);
    if (lines.some(({ op }) => op !== '+'))
      return no('malformed', 'A new file has only new lines.');
    const text = lines.map((line) => line.text).join('\n');
    const end = lines.length === 0 || patch.finalEnd === false ? '' : '\n';
    return { changes: [{ op: 'create', path, mode: '100644', after: text + end }] };
  }
  const file = onto.served.find((one) => one.path === path);
  if (file === undefined)
    return onto.exists(path)
      ? { refusals: [{ code: 'not-served', edit, path, detail: NOT_SHOWN, show: path }] }
      : no('no-such-file', 'There is no such file.');
  if (patch.op === 'delete' && !isWhole(file)) return no('not-served', NOT_WHOLE);
  if (patch.op === 'delete' && !holds(file.text, patch))
    return no('search-missing', 'The file is not what is to be removed.');
  if (patch.op === 'delete')
    return { changes: [{ op: 'delete', path, mode: file.mode, before: file.text }] };
  return changed(patch, file, { edit, onto });
}

/** Whether the lines that go with a file that is removed are lines of it. */
function holds(text: string, { hunks }: FilePatch): boolean {
  const lines = linesOf(withoutMark(text)).places();
  return hunks.every((hunk) =>
    oldLines(hunk).every((line) => lines.has(trim(withoutMark(line.text)))),
  );
}

function changed(
  patch: FilePatch,
  file: ServedFile,
  { edit, onto }: { readonly edit: number; readonly onto: Onto },
): Outcome {
  const { path, mode, text: before, parts } = file;
  const to =
    patch.to === null ? path : newPath(pathOf(patch.to, onto) ?? patch.to, foldersOf(onto.served));
  if (to !== path && onto.exists(to))
    return { refusals: [{ code: 'exists-already', edit, path, detail: `${to} exists already.` }] };
  const wanted = patch.hunks.map((hunk, index) => ({ is: 'hunk' as const, index, hunk }));
  const updated = update(before, wanted, { ordered: patch.ordered, parts, path });
  if (updated.is === 'refused')
    return {
      refusals: updated.refusals.map((one) => refusalOf(one, { edit, path })),
    };
  const after = isWhole(file) ? withEnd(updated.after, patch.finalEnd) : updated.after;
  if (to === path) return { changes: [{ op: 'update', path, mode, before, after }] };
  return {
    changes: [
      { op: 'delete', path, mode, before },
      { op: 'create', path: to, mode, after, from: { path, text: before } },
    ],
  };
}

function withEnd(text: string, finalEnd: boolean | null): string {
  if (finalEnd === null || text === '') return text;
  const bare = text.replace(/\r?\n$/, '');
  if (!finalEnd) return bare;
  return text.endsWith('\n') ? text : `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`;
}
