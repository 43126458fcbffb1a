import type { AnswerFile } from './answer-file.ts';
import { z } from 'zod';
import { parseBuilderAnswer, parseJson } from './answer.ts';
import { type Applied, applyEdits } from './apply.ts';
import { applyPatches } from './apply-patches.ts';
import {
  ASIDE,
  type Edit,
  type FileChange,
  LenientEdit,
  type Refusal,
  type ServedFile,
} from './edits.ts';
import { moveOnto } from './move.ts';
import { foldersOf, newPath, onePath } from './path.ts';
import { parseUnifiedDiff } from './udiff.ts';
import { parseV4a } from './v4a.ts';
import { parseV4aAnswer } from './v4a-answer.ts';
import { withoutThought } from '../text/one-object.ts';
import { applyWholeAnswer } from './apply-whole.ts';
import { addsControl, CONTROL } from './unlike-file.ts';
import { applyTold, isUnifiedDiff, isWholeFiles, toldFiles } from './tolerated.ts';

export type AnswerFormat = 'sr' | 'v4a' | 'udiff' | 'whole';

export interface AnswerInput {
  /** `sr` and `v4a` are what we ask for; in their place a unified diff is read as well, and for `sr` small files told whole. */
  readonly format: AnswerFormat;
  readonly answer: string;
  readonly files: readonly AnswerFile[];
  /** Whether a path is in the tree that was served, for files that are not listed. */
  readonly exists?: (path: string) => boolean;
  /** V4A is read only where the setting says so. */
  readonly allowV4a?: boolean;
}

/**
 * Makes changes of a model's answer, or refuses it. Everything is located in the text as it was served and
 * then brought onto the file as it is now. All of it or nothing; what could be read in two ways is refused.
 */
export function applyAnswer(input: AnswerInput): Applied {
  const served = input.files.flatMap(({ path, served, mode, parts }): ServedFile[] =>
    served === null ? [] : [{ path, sha: '', mode: mode ?? '100644', text: served, parts }],
  );
  const binary = served.find(({ text }) => text.includes('\u0000'));
  if (binary !== undefined)
    return refused('binary', 'A binary file cannot be edited.', binary.path);
  const applied = read(input, served);
  if (applied.is === 'refused') return applied;
  const made = applied.changes.find(
    (change) => change.op !== 'delete' && change.after.includes('\u0000'),
  );
  if (made !== undefined) return refused('binary', 'A text may hold no NUL character.', made.path);
  const pointer = applied.changes.find(changesPointer);
  if (pointer !== undefined)
    return refused(
      'binary',
      'Git LFS keeps this file: the text is not its contents.',
      pointer.path,
    );
  const half = applied.changes.find((change) => change.op !== 'delete' && !isWhole(change.after));
  if (half !== undefined)
    return refused('bad-text', 'A text may hold no half of a character.', half.path);
  const control = applied.changes.find(
    (change) => change.op !== 'delete' && addsControl(change.after, before(change) ?? ''),
  );
  if (control !== undefined) return refused('bad-text', CONTROL, control.path);
  return moveOnto(applied.changes, input.files);
}

const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/** What stands in the repository for a file that is kept elsewhere, and would point nowhere; it may be moved. */
function changesPointer(change: FileChange): boolean {
  if (change.op === 'delete') return false;
  const was = before(change);
  return was !== undefined && POINTER.test(was) && was !== change.after;
}

const before = (change: Exclude<FileChange, { op: 'delete' }>): string | undefined =>
  change.op === 'update' ? change.before : change.from?.text;

/** Half of a surrogate pair, as a broken escape leaves it, would be written as another character. */
const isWhole = (text: string): boolean => text.isWellFormed();

const refused = (code: Refusal['code'], detail: string, path = ''): Applied => ({
  is: 'refused',
  refusals: [{ code, edit: 0, path, detail }],
});

function read(input: AnswerInput, served: readonly ServedFile[]): Applied {
  const listed = new Map(input.files.map((file) => [file.path, file]));
  const exists = (path: string): boolean =>
    listed.has(path)
      ? (listed.get(path)?.served ?? listed.get(path)?.current ?? null) !== null
      : (input.exists?.(path) ?? false);
  const isFolder = foldersOf(input.files);
  switch (input.format) {
    case 'sr': {
      const parsed = readEdits(input.answer);
      if (parsed.is === 'malformed')
        return tolerated(input.answer, { served, exists }) ?? refused(parsed.code, parsed.detail);
      const empty = new Set(served.filter(({ text }) => text === '').map(({ path }) => path));
      const edits = parsed.edits.map((told): Edit => {
        const found = onePath(told.path, exists);
        const path = exists(found) ? found : newPath(found, isFolder);
        const edit = { ...told, path, new_path: told.new_path && newPath(told.new_path, isFolder) };
        // Nothing is lost by making a file that is there and empty.
        return edit.op === 'create' && empty.has(path) && edit.replace !== null && !edit.search
          ? { ...edit, op: 'replace', search: '' }
          : edit;
      });
      return applyEdits({ served, edits, exists });
    }
    case 'whole':
      return applyWholeAnswer(
        input.answer,
        served,
        input.files.flatMap((file) =>
          file.served === null && file.current === null ? [file.path] : [],
        ),
      );
    case 'v4a': {
      if (input.allowV4a !== true) return refused('format-off', 'V4A patches are not switched on.');
      const parsed = parseV4aAnswer(input.answer);
      if (parsed.is === 'malformed') return refused(parsed.code, parsed.detail);
      if (parsed.patch === '') return { is: 'applied', changes: [] };
      if (isUnifiedDiff(parsed.patch)) return unified(parsed.patch, { served, exists });
      return applyPatches(parseV4a(parsed.patch), { served, exists, prefixed: false });
    }
    case 'udiff':
      return unified(input.answer, { served, exists });
  }
}

interface Onto {
  readonly served: readonly ServedFile[];
  readonly exists: (path: string) => boolean;
}

const unified = (answer: string, onto: Onto): Applied =>
  applyPatches(parseUnifiedDiff(answer), { ...onto, prefixed: true });

/** What was not asked for, and can still be told for sure: a unified diff, or small files told whole. */
function tolerated(answer: string, onto: Onto): Applied | null {
  if (isUnifiedDiff(answer)) return unified(answer, onto);
  const told = toldFiles(answer)?.map((file) => ({
    ...file,
    path: onePath(file.path, onto.exists),
  }));
  if (told === undefined || !isWholeFiles(told, onto)) return null;
  return applyTold(told, onto);
}

/** What may be left out is taken as if it said nothing. What stands beside the edits is read elsewhere. */
const LenientAnswer = z.strictObject({
  ...ASIDE,
  edits: z.array(LenientEdit),
  doubts: z.unknown().optional(),
  wants: z.unknown().optional(),
  notes: z.unknown().optional(),
});

const BEGINS = /^\s*(?:```\w*\s*)?\{/;
const ENDS = /\}\s*(?:```\s*)?$/;

export type ReadEdits =
  | { readonly is: 'edits'; readonly edits: readonly Edit[] }
  | { readonly is: 'malformed'; readonly code: Refusal['code']; readonly detail: string };

/** Reads the schema's JSON; also without what may be null. */
export function readEdits(answer: string): ReadEdits {
  const strict = parseBuilderAnswer(answer);
  if (strict.is === 'answer') return { is: 'edits', edits: strict.answer.edits };
  const json = parseJson(answer);
  if (json.is === 'malformed') {
    const cut = BEGINS.test(withoutThought(answer)) && !ENDS.test(answer);
    return { is: 'malformed', code: cut ? 'truncated' : 'malformed', detail: json.detail };
  }
  const parsed = LenientAnswer.safeParse(json.value);
  return parsed.success
    ? { is: 'edits', edits: parsed.data.edits }
    : { is: 'malformed', code: 'malformed', detail: strict.detail };
}
