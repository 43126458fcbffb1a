import { judgeCi } from '../gate.ts';
import { HOLD_LABEL, STATE_LABELS, type StateLabel } from '../names.ts';
import { isTerminal } from '../run/evolve.ts';
import type { Seen } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { capital, clock, short } from './words.ts';

/** The closed set of words for where a run is, one a state. */
export type HeaderWord =
  | 'queued'
  | 'building'
  | 'checking patch'
  | 'waiting for CI'
  | 'waiting for workflow approval'
  | 'auditing'
  | 'fixing'
  | 'held by you'
  | 'needs you'
  | 'stopped (budget)'
  | 'failed'
  | 'ready for review'
  | 'merged'
  | 'closed'
  | 'cancelled';

export interface Headline {
  readonly word: HeaderWord;
  readonly icon: string;
  /** What happens next, and whether a person is needed. Names moments, never durations: the text may not change by time alone. */
  readonly next: string;
  readonly label: StateLabel;
}

export function headline(run: Run, strategy: Strategy, seen: Seen): Headline {
  if (seen.frozen !== null) return frozen(seen.frozen);
  if (isTerminal(run)) return ended(run);
  const { running, needsHuman } = STATE_LABELS;
  if (seen.labels.includes(HOLD_LABEL))
    return {
      word: 'held by you',
      icon: '✋',
      next: `Take the label \`${HOLD_LABEL}\` off and I go on.`,
      label: needsHuman,
    };
  const phase = run.phases.find(
    (one) => one.state !== 'QUEUED' && one.state !== 'COMPLETE' && one.state !== 'SKIPPED',
  );
  const busy = (word: HeaderWord, icon: string, next: string): Headline => ({
    word,
    icon,
    next,
    label: running,
  });
  if (phase === undefined)
    return busy('queued', '🕐', 'The next phase starts. Nothing is needed from you.');
  if (run.retryAt !== null && run.retryAt > run.updatedAt)
    return busy(
      'queued',
      '🕐',
      `The model provider asked for a pause until ${clock(run.retryAt)} UTC. Nothing is needed from you.`,
    );
  if (run.call?.hold.role === 'auditor')
    return busy(
      'auditing',
      '🔎',
      `The Auditor reads ${short(run.call.head)}. Nothing is needed from you.`,
    );
  if (phase.state === 'GATE')
    return busy('checking patch', '🧪', 'The gate checks the edits. Nothing is needed from you.');
  if (phase.state === 'CI_RUNNING') return waiting(run, strategy, seen);
  const again = phase.evidence.length > 0;
  return again
    ? busy(
        'fixing',
        '🔧',
        `The Builder mends ${phase.id} (try ${phase.attempt} was not it). Nothing is needed from you.`,
      )
    : busy('building', '🔨', `The Builder works on ${phase.id}. Nothing is needed from you.`);
}

function waiting(run: Run, strategy: Strategy, seen: Seen): Headline {
  const candidate = run.phases.find((phase) => phase.state === 'CI_RUNNING')?.candidates.at(-1);
  const head = candidate === undefined ? '' : short(candidate.head);
  const since = clock(candidate?.pushedAt ?? run.updatedAt);
  const verdict =
    candidate === undefined || seen.ci?.head !== candidate.head
      ? null
      : judgeCi(strategy.ci, seen.ci, { pushedAt: candidate.pushedAt, now: seen.now });
  if (verdict?.is === 'needs-approval')
    return {
      word: 'waiting for workflow approval',
      icon: '✋',
      next: `GitHub holds ${verdict.workflows.join(', ')} for approval on \`${head}\`. Open the run, press **Approve and run workflows**, and I go on by myself.`,
      label: STATE_LABELS.needsHuman,
    };
  const on = verdict?.is === 'pending' ? ` (${verdict.on.slice(0, 3).join(', ')})` : '';
  return {
    word: 'waiting for CI',
    icon: '⏳',
    next: `When CI reports on \`${head}\`${on}, waited for since ${since} UTC, the phase is decided. Nothing is needed from you.`,
    label: STATE_LABELS.running,
  };
}

const frozen = (why: string): Headline => ({
  word: 'needs you',
  icon: '🧊',
  next: `The record of this run cannot be trusted: ${why}. I do nothing more with it. Look at the branch \`autopack/state/…\`; to start over, label the issue again after deleting it.`,
  label: STATE_LABELS.needsHuman,
});

function ended(run: Run): Headline {
  const { done, ready, failed, needsHuman } = STATE_LABELS;
  if (run.promotion === 'promoted')
    return { word: 'merged', icon: '🎉', next: 'Done. Thank you.', label: done };
  if (run.promotion === 'closed')
    return {
      word: 'closed',
      icon: '🗂️',
      next: 'The pull request was closed without a merge.',
      label: failed,
    };
  if (run.promotion === 'blocked')
    return {
      word: 'needs you',
      icon: '✋',
      next: 'A commit came after the verification, so the head is not verified. Review that commit yourself before you merge.',
      label: needsHuman,
    };
  if (run.state === 'DONE_SUCCESS')
    return {
      word: 'ready for review',
      icon: '✅',
      next: `Review and merge #${run.pr ?? ''}. I cannot approve or merge.`,
      label: ready,
    };
  const over = (word: HeaderWord, icon: string): Headline => ({
    word,
    icon,
    next: `${capital(run.failure?.detail ?? '')} The incident comment below says what to do.`,
    label: failed,
  });
  if (run.failure?.reason === 'cancelled') return over('cancelled', '🛑');
  return run.state === 'DONE_FAILED_BUDGET_EXHAUSTED'
    ? over('stopped (budget)', '💰')
    : over('failed', '🧯');
}
