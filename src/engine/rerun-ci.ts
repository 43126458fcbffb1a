import { RERUN_WHY, type RerunRefusal } from '../core/run/dispatch.ts';
import { aboutToAsk } from './ask-ci.ts';
import type { Pass } from './pass.ts';

/** Asks GitHub to run once more what failed newly; what it refuses is written down, and the first verdict stands. */
export async function rerunCi(
  pass: Pass,
  action: { readonly phase: string; readonly head: string; readonly runs: readonly number[] },
): Promise<void> {
  const { forge, clock } = pass.ports;
  await aboutToAsk(pass, { ...action, what: 'the failed jobs once more' });
  const taken: number[] = [];
  const refusals = new Set<RerunRefusal>();
  for (const run of action.runs) {
    const why = await forge.rerunFailed(run);
    if (why === null) taken.push(run);
    else refusals.add(why);
  }
  const refused = taken.length > 0 ? null : [...refusals].map((why) => RERUN_WHY[why]).join('; ');
  const { phase, head } = action;
  pass.note({ type: 'ci-rerun', at: clock.now(), phase, head, runs: taken, refused });
}
