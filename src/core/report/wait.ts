import type { CiVerdict } from '../gate.ts';
import { preflightState } from '../gate/preflight.ts';
import { isOfFile, unitsNamed } from '../gate/units.ts';
import type { Instant } from '../ids.ts';
import { ciVerdict } from '../run/ci-step.ts';
import type { CiWorkflowRun, Seen } from '../run/observation.ts';
import type { Candidate, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { plainText } from '../text/neutralise.ts';
import { moment, short } from './words.ts';

const HOUR_MS = 3_600_000;

interface World {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
}

export interface Wait {
  /** A person has to let workflows run. */
  readonly approval: boolean;
  readonly next: string;
}

/** What is waited for on a candidate's head, since when, and when that ends by itself. */
export function waitForCi(candidate: Candidate, at: World): Wait {
  const { strategy, seen } = at;
  const head = short(candidate.head);
  const verdict = ciVerdict(at.run, strategy, seen);
  const span = `Waited for since ${moment(candidate.pushedAt)}${endOf(candidate, at, verdict)}`;
  if (verdict?.is === 'needs-approval')
    return {
      approval: true,
      next: `GitHub holds ${listed(verdict.workflows)} for approval on \`${head}\`. Open the run (the ✋ below), press **Approve and run workflows**, and I go on by myself. ${span}`,
    };
  const open = verdict?.is === 'queued' || verdict?.is === 'running';
  const on = open ? ` (${listed(verdict.on)})` : '';
  const note = noteOf(candidate, at, verdict);
  return {
    approval: false,
    next: `When CI reports on \`${head}\`${on}, the phase is decided.${note} ${span}`,
  };
}

/** Which of the time limits ends this wait as things stand. What has not turned up is given less time than what runs. */
function endOf(candidate: Candidate, at: World, verdict: CiVerdict | null): string {
  const { run, ci } = at.strategy;
  const last = candidate.pushedAt + run.waitHours * HOUR_MS;
  const { pushedAt, dispatch } = candidate;
  const isAwaited =
    verdict === null ||
    verdict.is === 'stale' ||
    verdict.is === 'unregistered' ||
    missingOf(candidate, at).length > 0;
  const begun = isAwaited ? Math.max(pushedAt, dispatch?.at ?? 0) : gateAsked(candidate, at);
  const first = begun === null ? last : begun + ci.registerTimeoutMs;
  return first < last
    ? `; if it has not started by ${moment(first)}, the run ends (\`ci_not_registered\`).`
    : `, until ${moment(last)} at most.${hiddenWords(candidate, at)}`;
}

/** Jobs of a workflow are listed when it is over: a required name that is none of them ends the run then. */
function hiddenWords({ head }: Candidate, { strategy, seen: { ci } }: World): string {
  if (ci?.head !== head || ci.workflowRuns.every(({ status }) => status === 'completed')) return '';
  const hidden = strategy.ci.required.filter((name) => {
    const units = unitsNamed(name, ci);
    return units.length > 0 && !ci.workflowRuns.some((run) => isNamed(run, name));
  });
  return hidden.length === 0
    ? ''
    : ` If ${listed(hidden)} does not turn up in it, the run ends when it is over (\`ci_not_registered\`).`;
}

const isNamed = (run: CiWorkflowRun, name: string): boolean =>
  run.name === name || isOfFile(run.workflow, name) || run.jobs.some(({ job }) => job === name);

/** When the repository's gate workflow was asked for, as long as it has not turned up. */
function gateAsked(candidate: Candidate, { strategy, seen }: World): Instant | null {
  const { preflight: file, registerTimeoutMs } = strategy.ci;
  const asked = candidate.preflight;
  if (file === undefined || asked === undefined || seen.ci?.head !== candidate.head) return null;
  const about = { seen: seen.ci, candidate };
  const gate = preflightState(file, about, { now: seen.now, registerTimeoutMs });
  const { workflowRuns } = seen.ci;
  const shown = workflowRuns.filter(
    ({ event, workflow }) => event === 'workflow_dispatch' && isOfFile(workflow, file),
  ).length;
  return gate.is === 'awaited' && gate.status === 'queued' && shown < asked.attempt
    ? asked.at
    : null;
}

/** What people should know about why it takes so long. */
function noteOf(candidate: Candidate, at: World, verdict: CiVerdict | null): string {
  const missing = missingOf(candidate, at);
  if (missing.length > 0) return ` Required, and not there yet: ${listed(missing)}.`;
  if (verdict?.is === 'unregistered')
    return at.seen.ci?.workflowRuns.length === 0
      ? ' No workflow has started on it yet.'
      : ' Not everything that is required has started on it yet.';
  if (verdict?.is === 'denied')
    return ' GitHub does not let me read workflow runs: grant `actions: read`, and I go on by myself.';
  return candidate.rerun?.refused === null ? ' What failed is run once more.' : '';
}

/** Names that nothing on the head answers, though something is there: they end the run when the rest is over. */
function missingOf({ head }: Candidate, { strategy, seen: { ci } }: World): readonly string[] {
  if (ci === null || ci.head !== head || ci.workflowRuns.length === 0) return [];
  return strategy.ci.required.filter((name) => unitsNamed(name, ci).length === 0);
}

const SHOWN = 3;

/** Names of workflows and jobs: text of the repository. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => plainText(name, 80));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
