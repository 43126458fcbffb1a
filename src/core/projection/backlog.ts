import type { Finding } from '../findings.ts';
import type { LedgerView } from './projection.ts';

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
  readonly occurrences: number;
  readonly first_seen_run: string;
  readonly last_seen_run: string;
  readonly paths: readonly string[];
  /** External code is counted apart from what was written here. */
  readonly origin: 'reuse' | 'greenfield';
}

interface Seen {
  readonly run: string;
  readonly tier: string;
  readonly finding: Finding;
  readonly isReuse: boolean;
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

const seenIn = ({ run, strategy }: LedgerView): readonly Seen[] =>
  run.findings.map((finding) => {
    const phase = strategy.phases.find(({ id }) => id === finding.phase);
    return {
      run: run.runId,
      tier: `${run.runId} ${phase?.tier ?? ''}`,
      finding,
      isReuse: phase?.category.startsWith('external_') ?? false,
    };
  });

function rowOf(key: string, seen: readonly Seen[]): BacklogRow {
  const last = seen.at(-1);
  const newest = seen.filter(({ run }) => run === last?.run).map(({ finding }) => finding);
  const paths = seen.flatMap(({ finding }) => finding.path ?? []);
  return {
    key,
    title: last?.finding.title ?? '',
    category: last?.finding.category ?? '',
    severity: seen.some(({ finding }) => finding.severity === 'major') ? 'major' : 'minor',
    status: newest.some(({ status }) => status === 'open') ? 'open' : 'resolved',
    runs: new Set(seen.map(({ run }) => run)).size,
    tiers: new Set(seen.map(({ tier }) => tier)).size,
    occurrences: seen.length,
    first_seen_run: seen[0]?.run ?? '',
    last_seen_run: last?.run ?? '',
    paths: [...new Set(paths)].sort(),
    origin: seen.some(({ isReuse }) => isReuse) ? 'reuse' : 'greenfield',
  };
}
