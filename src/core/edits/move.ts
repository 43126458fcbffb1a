import type { AnswerFile } from './answer-file.ts';
import type { Applied } from './apply.ts';
import type { FileChange, Refusal } from './edits.ts';
import { merge } from './merge.ts';

/** Brings changes of the files as they were served onto the files as they are now. */
export function moveOnto(changes: readonly FileChange[], files: readonly AnswerFile[]): Applied {
  const moved: FileChange[] = [];
  const refusals: Refusal[] = [];
  for (const change of changes) {
    const file = files.find(({ path }) => path === change.path);
    const onto = moveOne(change, file?.current ?? null);
    if ('code' in onto) refusals.push({ ...onto, edit: 0, path: change.path });
    else moved.push(...onto.changes);
  }
  return refusals.length > 0 ? { is: 'refused', refusals } : { is: 'applied', changes: moved };
}

type Moved = { readonly changes: readonly FileChange[] } | Pick<Refusal, 'code' | 'detail'>;

function moveOne(change: FileChange, current: string | null): Moved {
  if (change.op === 'create') {
    if (current === null) return { changes: [change] };
    if (current === change.after) return { changes: [] };
    return { code: 'exists-already', detail: 'Somebody made this file meanwhile.' };
  }
  if (current === change.before) return { changes: [change] };
  if (current === null) return { code: 'stale', detail: 'Somebody removed this file meanwhile.' };
  if (change.op === 'delete')
    return { code: 'stale', detail: 'Somebody changed this file meanwhile.' };
  const merged = merge({ base: change.before, ours: change.after, theirs: current });
  if (merged.is === 'conflict')
    return { code: 'stale', detail: `Somebody changed the same lines meanwhile: ${merged.line}.` };
  return merged.text === current
    ? { changes: [] }
    : { changes: [{ ...change, before: current, after: merged.text }] };
}
