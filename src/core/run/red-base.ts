import { redBaseWords } from '../gate/red-base.ts';
import type { Action } from './action.ts';
import { lastCandidate } from './evolve-phase.ts';
import type { RunEvent } from './event.ts';
import { BY_RED_BASE, keeping } from './held.ts';
import type { Seen } from './observation.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';

/**
 * Where CI ran on the head and the base together, and all that fails is red on the base alone, no attempt can mend
 * it: the run asks instead. Null: the work may be at fault.
 */
export function redBaseQuestion(run: Run, { ci }: Candidate, at: number): RunEvent | null {
  const words = ci?.base?.whole === true ? redBaseWords(ci.base, run.base) : null;
  return words === null
    ? null
    : { type: 'run-held', at, by: BY_RED_BASE, why: words.slice(0, 300), ...keeping(run) };
}

/** The candidate that the question is about; undefined: it is not asked, or the branch has moved since. */
export function askedAbout(run: Run): { phase: PhaseRun; candidate: Candidate } | undefined {
  const phase = run.phases.find(({ state }) => state === 'CI_RUNNING');
  const candidate = phase === undefined ? undefined : lastCandidate(phase);
  return run.held?.by === BY_RED_BASE && phase !== undefined && candidate?.ci?.base !== undefined
    ? { phase, candidate }
    : undefined;
}

/** Merges in that a run at work asks for: the rest is left for the end, where the base has to be held as well. */
const MAX_MERGES = 2;

/** The base is mended: the branch gets it, and CI speaks again. Once for each commit, and what GitHub refuses is left to people. */
export function mendedStep(run: Run, { mendedBase: base, pull }: Seen): readonly Action[] | null {
  const { times = 0, base: asked } = run.baseMerge ?? {};
  const may = pull?.state === 'open' && pull.mergeable === 'yes' && pull.head === run.head;
  return base !== undefined && base !== asked && may && times < MAX_MERGES
    ? [{ do: 'merge-base', head: run.head, base }]
    : null;
}
