import { isReuse } from '../findings/cleanliness.ts';
import { type RunFinding, runFindings } from '../findings/stream.ts';
import type { LedgerView } from './ledger-view.ts';

export interface BacklogRow {
  readonly key: string;
  readonly title: string;
  readonly category: string;
  readonly severity: 'minor' | 'major';
  /** Open where the newest run that knows it left it open. */
  readonly status: 'open' | 'resolved';
  /** How many runs and tiers it was seen in: sets, so a run that sees it twice counts once (v7 section 8). */
  readonly runs: number;
  readonly tiers: number;
  /** In how many phases of all runs. */
  readonly occurrences: number;
  readonly first_seen_run: string;
  readonly last_seen_run: string;
  readonly paths: readonly string[];
  /** External code is counted apart from what was written here. */
  readonly origin: 'reuse' | 'greenfield';
}

interface Seen {
  readonly run: string;
  /** A tier of one run is not the same as that of another. */
  readonly tiers: readonly string[];
  readonly finding: RunFinding;
}

/** One row a key over all runs: the most widespread first. */
export function backlogRows(views: readonly LedgerView[]): readonly BacklogRow[] {
  const seen = views.flatMap(seenIn);
  const keys = [...new Set(seen.map(({ finding }) => finding.key))];
  return keys
    .map((key) =>
      rowOf(
        key,
        seen.filter(({ finding }) => finding.key === key),
      ),
    )
    .toSorted(
      (a, b) =>
        b.runs - a.runs ||
        b.tiers - a.tiers ||
        b.occurrences - a.occurrences ||
        (a.key < b.key ? -1 : 1),
    );
}

function seenIn({ run, strategy }: LedgerView): readonly Seen[] {
  const tierOf = (id: string): string => strategy.phases.find((one) => one.id === id)?.tier ?? '';
  return runFindings(run, strategy).map((finding) => ({
    run: run.runId,
    tiers: finding.phases.map((id) => `${run.runId} ${tierOf(id)}`),
    finding,
  }));
}

function rowOf(key: string, seen: readonly Seen[]): BacklogRow {
  const last = seen.at(-1);
  const paths = seen.flatMap(({ finding }) => finding.path ?? []);
  return {
    key,
    title: last?.finding.title ?? '',
    category: last?.finding.category ?? '',
    severity: seen.some(({ finding }) => finding.effectiveSeverity === 'major') ? 'major' : 'minor',
    status: last?.finding.status === 'open' ? 'open' : 'resolved',
    runs: new Set(seen.map(({ run }) => run)).size,
    tiers: new Set(seen.flatMap(({ tiers }) => tiers)).size,
    occurrences: seen.reduce((sum, { finding }) => sum + finding.phases.length, 0),
    first_seen_run: seen[0]?.run ?? '',
    last_seen_run: last?.run ?? '',
    paths: [...new Set(paths)].sort(),
    origin: seen.some(({ finding }) => isReuse(finding)) ? 'reuse' : 'greenfield',
  };
}
