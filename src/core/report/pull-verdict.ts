import { CHECKS } from '../names.ts';
import type { Run } from '../run/run.ts';
import { plainText } from '../text/neutralise.ts';
import type { CheckWanted } from './checks.ts';

/** A pull request as far as the promotion check of its heads needs it. */
export interface PullHeads {
  readonly open: boolean;
  readonly head: string;
  /** The run whose branch it is; null: it is nobody's of ours. */
  readonly runId: string | null;
  /** Commits that GitHub made of it in a merge queue. */
  readonly queued: readonly string[];
  /** External ids of our promotion checks on all of these heads. */
  readonly known: readonly string[];
}

const verdictId = (head: string): string => `-:-:0:verdict:${head}`;

/**
 * `autopack / run` where no run speaks for itself: once on the heads of other pull requests, so that requiring
 * the check blocks nobody, and on the heads of a merge queue, which are commits that no run has seen. There
 * the run's own verdict about what was queued is what counts.
 */
export function pullVerdicts(pull: PullHeads, run: Run | null): readonly CheckWanted[] {
  if (!pull.open) return [];
  const ours = pull.runId !== null;
  const heads = ours ? pull.queued : [pull.head, ...pull.queued];
  return heads
    .map((head) => (ours ? verdictOf(pull, run, head) : nobodys(head)))
    .filter(({ externalId }) => !pull.known.includes(externalId));
}

const completed = (head: string) =>
  ({ name: CHECKS.run, head, externalId: verdictId(head), status: 'completed' }) as const;

const nobodys = (head: string): CheckWanted => ({
  ...completed(head),
  conclusion: 'neutral',
  title: 'Not a run of Autopack',
  summary: 'Autopack has nothing to say about this pull request.',
});

function verdictOf(pull: PullHeads, run: Run | null, head: string): CheckWanted {
  const isVerified =
    run !== null &&
    run.runId === pull.runId &&
    run.promotion === 'eligible' &&
    run.head === pull.head;
  return {
    ...completed(head),
    conclusion: isVerified ? 'success' : 'failure',
    title: isVerified ? `Run ${run.runId}: verified` : 'Not verified',
    summary: isVerified
      ? `What was queued is ${pull.head}, the verified head of run ${run.runId}.`
      : `What was queued is ${pull.head}. ${plainText(run?.blocked?.detail ?? run?.failure?.detail ?? 'No run has verified it.', 600)}`,
  };
}
