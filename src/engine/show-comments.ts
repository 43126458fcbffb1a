import { marker } from '../core/names.ts';
import { planComment } from '../core/planning/plan-comment.ts';
import { saysEnded } from '../core/report/ended.ts';
import type { Presented } from '../core/report/present.ts';
import { sealedIn, snapshotBlock } from '../core/report/snapshot.ts';
import type { CommentSeen, Seen } from '../core/run/observation.ts';
import type { Pass } from './pass.ts';

/** Takes over what has changed by what was shown. */
export type Update = (change: Partial<Seen>) => void;

/** Only of a run that began from prose, and once its plan is frozen. */
export async function showPlan(pass: Pass, seen: Seen, update: Update): Promise<void> {
  const run = pass.run();
  if (run.planning === undefined || run.strategyHash === null) return;
  const body = planComment(run, pass.tip().plan);
  await showComment(pass, wantOf(seen, marker.plan(run.runId), body), update);
}

/** A run that was reopened keeps the comment about its first end; only its doubles go. */
export async function showIncident(
  pass: Pass,
  incident: string | null,
  seen: Seen,
  update: Update,
): Promise<void> {
  const mark = marker.incident(pass.run().runId);
  const there = seen.comments.find((comment) => comment.body.includes(mark));
  const body = incident ?? there?.body;
  if (body === undefined) return;
  await showComment(pass, wantOf(seen, mark, body), update);
}

interface CommentWant {
  readonly marker: string;
  readonly body: string;
  readonly among: readonly CommentSeen[];
  /** Nothing new can be said: it waits until the issue is unlocked. */
  readonly locked: true | undefined;
}

const wantOf = (seen: Seen, mark: string, body: string): CommentWant => ({
  ...{ marker: mark, body, among: seen.comments, locked: seen.issueLocked },
});

async function showComment(pass: Pass, want: CommentWant, update: Update): Promise<void> {
  const { forge } = pass.ports;
  const [first, ...doubles] = want.among.filter((comment) => comment.body.includes(want.marker));
  for (const double of doubles) await forge.deleteComment(double);
  const others = want.among.filter((comment) => comment !== first && !doubles.includes(comment));
  if (first !== undefined && sameText(first.body, want.body)) return;
  if (first === undefined && want.locked === true) return;
  if (first === undefined) {
    const made = await forge.comment(pass.run().issue.number, want.body);
    return update({ comments: [...others, made] });
  }
  await forge.editComment(first, want.body);
  update({ comments: [...others, { ...first, body: want.body }] });
}

/** The living comment, and how far the record has come in its last line. */
export const showStatus = (
  pass: Pass,
  presented: Presented,
  seen: Seen,
  update: Update,
): Promise<void> => showComment(pass, statusWant(pass, presented, seen), update);

/** Where another process says that the record goes, it stays said: this one may know a ledger that is gone by now. */
function statusWant(pass: Pass, presented: Presented, seen: Seen): CommentWant {
  const mark = marker.status(pass.run().runId);
  const there = seen.comments.find(({ body }) => body.includes(mark))?.body ?? '';
  const body = saysEnded(there, pass.run()) ? there : `${presented.comment}\n${markOf(pass, seen)}`;
  return wantOf(seen, mark, body);
}

/**
 * How far the record has come. Of a record that cannot be trusted nothing is sealed: the mark that stands
 * there stays, or the attacker would only have to wait for the next edit of the comment.
 */
function markOf(pass: Pass, seen: Seen): string {
  const { sealKey } = pass.ports;
  if (seen.frozen !== null) {
    const newest = sealedIn(seen.comments, pass.run().runId, sealKey);
    return newest === null ? '' : snapshotBlock(newest, sealKey);
  }
  const { repo, issue, runId } = pass.run();
  const { run, oid } = pass.tip();
  const now = { repoId: repo.id, issue: issue.number, runId, seq: run.seq, oid };
  return snapshotBlock(now, sealKey);
}

/** GitHub stores line ends and trailing space in its own way. */
export const sameText = (a: string, b: string): boolean => clean(a) === clean(b);
const clean = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();
