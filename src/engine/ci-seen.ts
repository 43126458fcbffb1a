import { UserError } from '../core/errors.ts';
import type { CiJob, CiSeen } from '../core/run/observation.ts';
import type { Forge } from '../ports.ts';

/** CI as it stands on a head. A permission that was taken away is seen, waited for, and ends the run in the end. */
export async function ciSeen(
  forge: Pick<Forge, 'ci'>,
  head: string,
  otherChecks: readonly CiJob[],
): Promise<CiSeen> {
  try {
    return { head, workflowRuns: await forge.ci(head), otherChecks };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'github/forbidden') throw error;
    return { head, workflowRuns: [], otherChecks, denied: true };
  }
}
