import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { PLAN_ATTEMPTS } from './evolve-plan.ts';
import type { Run } from './run.ts';

/**
 * The next step in PLAN_BOOTSTRAP, which only a run from prose ever rests in. Until there is a plan: one is
 * made, and mended once. When it is frozen: people see it first, then the work begins.
 */
export function stepPlan(run: Run, now: number): readonly Action[] {
  if (run.strategyHash !== null) return [{ do: 'post-plan' }];
  const { planning } = run;
  if (planning === undefined) throw new Error('a run without a plan wants none');
  if (planning.attempts < PLAN_ATTEMPTS) return [{ do: 'make-plan' }];
  const [first] = planning.problems;
  const detail = `No usable plan came out of the issue’s text in ${PLAN_ATTEMPTS} attempts${first === undefined ? '.' : `: ${first}`}`;
  return record(
    failWith(now, {
      state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      reason: 'plan_unusable',
      detail: detail.slice(0, 600),
      phase: null,
    }),
  );
}
