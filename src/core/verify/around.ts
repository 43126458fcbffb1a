import type { RunId, Sha } from '../ids.ts';
import { codeBranch, marker } from '../names.ts';
import { readSnapshot, unsealedSnapshot } from '../report/snapshot.ts';
import { isTerminal } from '../run/evolve.ts';
import { BY_BRANCH } from '../run/held.ts';
import type { Run } from '../run/run.ts';
import { trailersOf } from './code.ts';
import type { Around, Rule, RunEvidence, Wrong } from './evidence.ts';

/** The ledger as it was found sound: what stands around it is compared with this. */
export interface Sound {
  readonly run: Run;
  readonly tip: Sha;
  /** The commit that brought the record to each of its steps. */
  readonly steps: ReadonlyMap<number, Sha>;
}

interface Looked {
  readonly held: readonly Rule[];
  readonly notes: readonly string[];
  readonly wrong: Wrong | null;
}

const held = (rule: Rule, ...notes: readonly string[]): Looked => ({
  held: [rule],
  notes,
  wrong: null,
});
const only = (...notes: readonly string[]): Looked => ({ held: [], notes, wrong: null });
const bad = (rule: Rule, expected: string, found: string): Looked => ({
  held: [],
  notes: [],
  wrong: { rule, expected, found },
});

/**
 * A ledger that was cut off is as well made as a whole one. What it had led to still stands around it:
 * commits, comments, reviews and a merge name later steps.
 */
export function aroundWrong(sound: Sound, around: Around, sealKey: RunEvidence['sealKey']): Looked {
  const looked = [
    branch(sound, around),
    snapshot(sound, around, sealKey),
    reviews(sound, around),
    merge(sound, around),
  ];
  const first = looked.findIndex(({ wrong }) => wrong !== null);
  const upTo = first < 0 ? looked : looked.slice(0, first + 1);
  return {
    held: upTo.flatMap((one) => one.held),
    notes: upTo.flatMap((one) => one.notes),
    wrong: looked[first]?.wrong ?? null,
  };
}

function branch({ run }: Sound, { branch: seen, later }: Around): Looked {
  const name = codeBranch(run.runId);
  const cut = later.find(({ message }) => trailersOf(message).get('Autopack-Run') === run.runId);
  if (cut !== undefined) {
    const event = trailersOf(cut.message).get('Autopack-Event') ?? '?';
    return bad('branch', `a record of commit ${cut.oid}, event ${event}`, `${run.seq} events`);
  }
  switch (seen.is) {
    case 'as-recorded':
      return held('branch');
    case 'ahead':
      return held('branch', `${name} has commits of people that the record does not have yet`);
    case 'moved-back':
      return saysMoved(run)
        ? held('branch', `${name} was moved back, as the record says`)
        : bad('branch', `${name} at ${run.head}`, `at ${seen.head}`);
    case 'gone':
      return isTerminal(run)
        ? only(`${name} is gone; its commits were looked up by their names`)
        : saysMoved(run)
          ? held('branch', `${name} is gone, as the record says`)
          : bad('branch', `${name} at ${run.head}`, 'no such branch');
  }
}

/** It ended so, it is not promoted because of it, or it waits for the branch to be put back. */
const saysMoved = ({ failure, promotion, blocked, held: by }: Run): boolean =>
  failure?.reason === 'branch_moved_back' ||
  (promotion === 'blocked' && blocked?.reason === 'branch_moved_back') ||
  by?.by === BY_BRANCH;

function snapshot({ run, steps }: Sound, { comments }: Around, key: string | null): Looked {
  const ours = comments.filter(({ body }) => body.startsWith(marker.status(run.runId)));
  for (const { body } of ours) {
    const said = key === null ? unsealedSnapshot(body) : readSnapshot(body, key);
    if (said === null)
      return bad('snapshot', 'a snapshot in the status comment', 'none, or its seal is broken');
    const { runId, issue, repoId, seq, oid } = said;
    if (runId !== run.runId || issue !== run.issue.number || repoId !== run.repo.id)
      return bad('snapshot', `run ${run.runId} of this issue`, `${runId} of issue ${issue}`);
    if (seq > run.seq) return bad('snapshot', `a record of ${seq} events`, `${run.seq} events`);
    const step = steps.get(seq);
    if (step !== oid)
      return bad('snapshot', `step ${seq} is commit ${oid}`, step ?? 'no commit ends there');
  }
  const newer = comments
    .flatMap(({ body }) => unsealedSnapshot(body)?.runId ?? [])
    .find((runId) => isNewer(runId, run));
  if (newer !== undefined && ours.length > 0)
    return held('snapshot', `run ${newer} of the issue is newer than this one`);
  if (ours.length === 0) return only('there is no status comment to compare with');
  return key === null
    ? held('snapshot', 'the seal of the snapshot was not checked: only the App has its key')
    : held('snapshot');
}

const isNewer = (runId: RunId, run: Run): boolean => {
  const [issue, n] = runId.split('-').map(Number);
  return issue === run.issue.number && (n ?? 0) > Number(run.runId.split('-')[1]);
};

function reviews({ run }: Sound, { reviews: seen }: Around): Looked {
  const stray = strayReview(run, seen);
  if (stray !== null) return bad('reviews', `the audit behind ${stray}`, 'no such event');
  return seen.some(({ body }) => isOf(run, body)) ? held('reviews') : only();
}

const isOf = ({ runId }: Run, body: string): boolean =>
  body.startsWith(`<!-- autopack:review:${runId}:`);

/** The marker of a review of ours whose audit the run knows nothing of; null: there is none. */
export function strayReview(
  run: Run,
  reviews: readonly { readonly body: string }[],
): string | null {
  const audited = run.phases.flatMap((phase) =>
    phase.candidates
      .filter(({ audit }) => audit !== null)
      .map(({ head }) => marker.review(run.runId, phase.id, head)),
  );
  const stray = reviews.find(
    ({ body }) => isOf(run, body) && !audited.some((mark) => body.startsWith(mark)),
  );
  return stray === undefined ? null : (stray.body.split('\n')[0] ?? '');
}

/** What was merged is what was verified. */
function merge({ run }: Sound, { pull }: Around): Looked {
  if (run.promotion === 'promoted' && pull?.state !== 'merged')
    return bad('merge', `pull request #${run.pr ?? 0} merged`, pull?.state ?? 'no pull request');
  if (pull?.state !== 'merged') return only();
  if (run.state !== 'DONE_SUCCESS')
    return bad('merge', 'a merge of a run that succeeded', `merged, and ${run.state}`);
  if (pull.head !== run.snapshot) return bad('merge', `head ${run.snapshot}`, pull.head);
  if (run.merge !== null && pull.mergeCommit !== run.merge)
    return bad('merge', `merge commit ${run.merge}`, pull.mergeCommit ?? 'none');
  return held('merge');
}
