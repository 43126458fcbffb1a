import { marker } from '../core/names.ts';
import { endedIn } from '../core/report/ended.ts';
import { readSnapshot, type Snapshot } from '../core/report/snapshot.ts';
import { failWith } from '../core/run/action.ts';
import { fold, isTerminal } from '../core/run/evolve.ts';
import type { RunId } from '../core/ids.ts';
import type { Run } from '../core/run/run.ts';
import type { IssueSeen, LedgerTip } from '../ports.ts';
import type { EnginePorts } from './ports.ts';

/**
 * Somebody deleted the ledger of a run at work. Where it stood is sealed in the status comment, and GitHub
 * keeps the commits for a while: the branch is put back there, and the run ends with a question. It does not
 * go on, because steps and costs after the snapshot may be lost, and a cap must hold. Undefined: nothing to
 * put back.
 */
export async function restoreDeleted(
  ports: EnginePorts,
  issue: IssueSeen,
  latest: LedgerTip | undefined,
): Promise<LedgerTip | undefined> {
  const sealed = newestSeal(ports, issue);
  if (sealed === null || endedIn(issue.ours)?.runId === sealed.runId) return undefined;
  if (latest !== undefined && numberOf(latest.runId) >= numberOf(sealed.runId)) return undefined;
  const tip = await ports.ledger.kept(sealed.runId, sealed.oid);
  if (tip === undefined || tip.broken !== null || !isOf(tip, sealed)) return undefined;
  // The ledger of a run that is over may be cleaned up.
  if (isTerminal(tip.run)) return undefined;
  ports.log.warn({ run: sealed.runId, seq: sealed.seq }, 'a deleted ledger is put back');
  const event = failWith(ports.clock.now(), {
    state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: 'ledger_deleted',
    detail: `Somebody deleted the run’s ledger. It was put back as of step ${sealed.seq}; what came after it may be missing.`,
    phase: null,
  });
  return ports.ledger.restore(tip, { events: [event], run: fold(tip.run, [event]) });
}

/** What this run's record lacks is known, and nothing is decided by it any more. */
export const wasPutBack = ({ failure }: Pick<Run, 'failure'>): boolean =>
  failure?.reason === 'ledger_deleted';

/** The seal binds issue and run; the comment it stands in has to be the status of that very run. */
function newestSeal({ sealKey }: EnginePorts, issue: IssueSeen): Snapshot | null {
  if (sealKey === null) return null;
  const sealed = issue.ours.flatMap(({ body }) => {
    const snapshot = readSnapshot(body, sealKey);
    return snapshot !== null &&
      snapshot.issue === issue.number &&
      body.includes(marker.status(snapshot.runId))
      ? [snapshot]
      : [];
  });
  return (
    sealed.toSorted((a, b) => numberOf(a.runId) - numberOf(b.runId) || a.seq - b.seq).at(-1) ?? null
  );
}

const isOf = ({ run }: LedgerTip, sealed: Snapshot): boolean =>
  run.runId === sealed.runId &&
  run.seq === sealed.seq &&
  run.repo.id === sealed.repoId &&
  run.issue.number === sealed.issue;

const numberOf = (runId: RunId): number => Number(runId.split('-')[1]);
