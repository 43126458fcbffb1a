import type { RunEvent } from './event.ts';
import type { Run } from './run.ts';

/** After these a run is told anew: what was rendered before lacks how it came out. */
const OUTCOMES: readonly RunEvent['type'][] = [
  'run-succeeded',
  'run-failed',
  'run-promoted',
  'promotion-closed',
];

/** What was rendered before an outcome is not of it. */
export function withoutStale(run: Run, event: RunEvent): Run {
  if (!OUTCOMES.includes(event.type)) return run;
  const { artefacts: _stale, ...rest } = run;
  return rest;
}

export function artefactsRecorded(
  run: Run,
  { version, tree, files }: Extract<RunEvent, { type: 'artefacts-recorded' }>,
): Run {
  if (!run.state.startsWith('DONE_') || run.artefacts !== undefined)
    throw new Error(`nothing is to be rendered of a run that is ${run.state}`);
  return { ...run, artefacts: { version, tree, files } };
}
