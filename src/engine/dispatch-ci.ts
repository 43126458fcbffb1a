import { codeBranch } from '../core/names.ts';
import { type DispatchRefusal, refusalText } from '../core/run/dispatch.ts';
import { aboutToAsk } from './ask-ci.ts';
import type { Pass } from './pass.ts';

/** Asks GitHub for workflows that the push did not start; what it refuses is written down with its reason. */
export async function dispatchCi(
  pass: Pass,
  action: { readonly phase: string; readonly head: string; readonly files: readonly string[] },
): Promise<void> {
  const { forge, clock } = pass.ports;
  const branch = codeBranch(pass.run().runId);
  await aboutToAsk(pass, { ...action, what: 'what the push did not start' });
  const refusals: { file: string; why: DispatchRefusal }[] = [];
  for (const file of action.files) {
    const why = await forge.dispatchWorkflow(file, branch);
    if (why !== null) refusals.push({ file, why });
  }
  const { phase, head } = action;
  const refused = refusalText(refusals);
  pass.note({ type: 'ci-dispatched', at: clock.now(), phase, head, refused });
}

/** Starts the repository's own gate workflow on the branch, before the Auditor is asked. */
export async function startGate(
  pass: Pass,
  action: {
    readonly phase: string;
    readonly head: string;
    readonly file: string;
    readonly attempt: number;
  },
): Promise<void> {
  const { forge, clock } = pass.ports;
  const { phase, head, file, attempt } = action;
  await aboutToAsk(pass, { phase, head, what: `the gate workflow, try ${attempt}` });
  const why = await forge.dispatchWorkflow(file, codeBranch(pass.run().runId));
  const refused = refusalText(why === null ? [] : [{ file, why }]);
  pass.note({ type: 'ci-gate-started', at: clock.now(), phase, head, attempt, refused });
}
