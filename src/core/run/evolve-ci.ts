import type { CiEvent } from './event-ci.ts';
import { onCandidate, phaseOf, withPhase } from './evolve-phase.ts';
import type { Candidate, Run } from './run.ts';

/** What is known and what was asked about CI goes with the candidate; the baseline belongs to the run. */
export function evolveCi(run: Run, event: CiEvent): Run {
  if (event.type === 'baseline-recorded') return { ...run, baseline: event.baseline };
  const phase = phaseOf(run, event.phase);
  return withPhase(
    run,
    onCandidate(phase, event.head, (candidate) => ({ ...candidate, ...changeOf(run, event) })),
  );
}

function changeOf(
  { rules }: Run,
  event: Exclude<CiEvent, { type: 'baseline-recorded' }>,
): Partial<Candidate> {
  const { at } = event;
  switch (event.type) {
    case 'ci-asked':
      return { asked: event.what };
    case 'ci-dispatched':
      return { dispatch: { refused: event.refused, ...(rules === 2 ? { at } : {}) } };
    case 'ci-rerun':
      return { rerun: { runs: event.runs, at, refused: event.refused } };
    case 'ci-gate-started':
      return { preflight: { attempt: event.attempt, at, refused: event.refused } };
    case 'ci-finished':
      return { ci: event.report };
  }
}
