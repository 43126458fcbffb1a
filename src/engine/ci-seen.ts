import { UserError } from '../core/errors.ts';
import type { CiSeen } from '../core/run/observation.ts';
import type { Forge, RunWorld } from '../ports.ts';

/** CI as it stands on a head. A permission that was taken away is seen, waited for, and ends the run in the end. */
export async function ciSeen(
  forge: Pick<Forge, 'ci'>,
  head: string,
  { otherChecks, required }: Pick<RunWorld, 'otherChecks' | 'required'>,
): Promise<CiSeen> {
  const others = { otherChecks, ...(required === undefined ? {} : { required }) };
  try {
    return { head, workflowRuns: await forge.ci(head), ...others };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'github/forbidden') throw error;
    return { head, workflowRuns: [], ...others, denied: true };
  }
}
