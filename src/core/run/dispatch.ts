import type { CiRules } from '../gate.ts';
import { isOfFile } from '../gate/units.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import type { Action } from './action.ts';
import type { CiWorkflowRun, Seen } from './observation.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';

/** Why GitHub did not start a workflow that we asked it for. */
export type DispatchRefusal = 'permission' | 'missing' | 'trigger';

/** Why GitHub did not run failed jobs once more. `gone`: the run is too old, or at work again. */
export type RerunRefusal = 'permission' | 'gone';

export const RERUN_WHY: Readonly<Record<RerunRefusal, string>> = {
  permission: 'the app lacks the permission actions: write',
  gone: 'GitHub has the run no longer, or it is at work again',
};

const WHY: Readonly<Record<DispatchRefusal, string>> = {
  permission: 'the token lacks the permission actions: write',
  missing: 'there is no such workflow on the default branch',
  trigger: 'it lacks the trigger workflow_dispatch, or is disabled',
};

type About = { readonly run: Run; readonly strategy: Strategy };

/** A push with the workflow's own token starts no workflow; these are started by hand instead. */
export const toDispatch = ({ run, strategy }: About): readonly string[] =>
  run.identity === 'token' ? (strategy.ci.dispatch ?? []) : [];

/** What has to be green: under `strict`, the names for it on top of the others. */
export function ciRules(about: About, profile: PhaseStrategy['ciProfile']): CiRules {
  const { required, strictRequired = [], registerTimeoutMs, settleMs } = about.strategy.ci;
  const also = profile === 'strict' ? strictRequired : [];
  return {
    ...{ registerTimeoutMs, settleMs, also },
    required: required.length === 0 ? [] : [...new Set([...required, ...also])],
    dispatched: toDispatch(about),
  };
}

/**
 * Starts what is not started yet, once for each head. Null: nothing to start. None of it before somebody has
 * looked at this head: the process before us may have died between starting and writing it down.
 */
export function dispatchStep(
  at: About & { readonly seen: Seen; readonly phase: PhaseRun },
  { head, ci, dispatch }: Candidate,
): readonly Action[] | null {
  const files = toDispatch(at);
  if (files.length === 0 || ci !== null || dispatch !== undefined) return null;
  const { seen, phase } = at;
  if (seen.ci?.head !== head) return [];
  const { workflowRuns } = seen.ci;
  const open = files.filter((file) => !workflowRuns.some((run) => isStarted(run, file)));
  return open.length === 0 ? null : [{ do: 'dispatch-ci', phase: phase.id, head, files: open }];
}

/** A pull request that a workflow's token opened has runs that wait for approval: those are none yet. */
const isStarted = (run: CiWorkflowRun, file: string): boolean =>
  isOfFile(run.workflow, file) && (run.event === 'workflow_dispatch' || run.status !== 'waiting');

/** Refusals in words, those for one reason together; null: there are none. */
export function refusalText(
  refusals: readonly { readonly file: string; readonly why: DispatchRefusal }[],
): string | null {
  const reasons = [...new Set(refusals.map(({ why }) => why))];
  const lines = reasons.map((why) => {
    const files = refusals.filter((one) => one.why === why).map(({ file }) => file);
    return `${files.join(', ')}: ${WHY[why]}`;
  });
  return lines.length === 0 ? null : lines.join('; ').slice(0, 300);
}

/** What a run with a shared identity has to do with CI that never came; empty for any other. */
export function notStartedBecause(about: About, { dispatch }: Candidate): string {
  if (about.run.identity !== 'token') return '';
  if (dispatch?.refused != null) return ` GitHub did not start ${dispatch.refused}.`;
  return toDispatch(about).length > 0
    ? ''
    : ' A push with the workflow’s token starts no workflow, and ci.dispatch names none.';
}
