import { marker } from '../names.ts';
import { MAX_TEXT } from '../report/limits.ts';
import { many, short } from '../report/words.ts';
import type { Run } from '../run/run.ts';
import { clamp, fenceCode } from '../text/neutralise.ts';

/** What a person reads before anything is built: the plan, to the letter, in the language they could have used. */
export function planComment(run: Run, plan: string): string {
  const { runId, planHash, phases, tiers } = run;
  const head = [
    marker.plan(runId),
    `### 🧭 Plan of run \`${runId}\`: ${many(tiers.length, 'tier')}, ${many(phases.length, 'phase')}`,
    `The issue is prose, so the Planner made this plan of it (\`${short(planHash)}\`). It passed the checks that every plan passes and is frozen; the work starts now. To have it otherwise, comment \`/autopack cancel\`, put your own version of it into the issue, and start again.`,
  ].join('\n\n');
  const open = '<details open><summary>The plan</summary>';
  // The fence is put around what is left after cutting: a fence that is cut open would swallow the rest.
  const room = MAX_TEXT - head.length - open.length - 200;
  return [head, open, fenceCode(clamp(plan, room), 'markdown'), '</details>'].join('\n\n');
}
