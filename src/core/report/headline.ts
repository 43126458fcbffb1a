import { codeBranch, HOLD_LABEL, ledgerBranch, STATE_LABELS, type StateLabel } from '../names.ts';
import { isTerminal } from '../run/evolve.ts';
import { BY_BASE, BY_RED_BASE } from '../run/held.ts';
import { retargeted, type Seen } from '../run/observation.ts';
import { MAX_BASE_MERGES, newerBase } from '../run/promotion.ts';
import { MAX_REFUSALS } from '../run/recovery.ts';
import type { PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { codeSpan, plainText } from '../text/neutralise.ts';
import { redBaseNote } from './red-base.ts';
import { waitForCi } from './wait.ts';
import { capital, moment, short } from './words.ts';

const HOUR_MS = 3_600_000;

/** The closed set of words for where a run is, one a state. */
export type HeaderWord =
  | 'planning'
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
  if (seen.frozen !== null) return frozen(run, seen.frozen);
  if (isTerminal(run)) return ended(run, seen);
  if (seen.refused !== undefined) return refused(seen.refused);
  if (run.held !== undefined) return held(run, run.held, strategy);
  return atWork(run, strategy, seen);
}

/** Who holds it, or what is asked; and until when it may be answered. */
function held(run: Run, { by, at, why }: NonNullable<Run['held']>, strategy: Strategy): Headline {
  const until = `I wait until ${moment(at + strategy.run.waitHours * HOUR_MS)}.`;
  const label = STATE_LABELS.needsHuman;
  if (why !== undefined) {
    const what = by === BY_BASE ? pointBack(run) : 'Put its commits back';
    const how =
      by === BY_RED_BASE
        ? `Nothing is spent on it. Mend ${codeSpan(run.base.branch, 60)}: when that is green there, I merge it in and go on by myself (or press **Update branch** on the pull request); \`/autopack resume\` lets the Builder try all the same.`
        : `${what}, and I go on by myself; or comment \`/autopack cancel\`.`;
    const next = `${plainText(why, 300)} ${how} ${until}`;
    return { word: 'needs you', icon: '✋', next, label };
  }
  const how = by.startsWith('the label')
    ? `Take the label \`${HOLD_LABEL}\` off`
    : `Held by ${plainText(by, 60)}. Comment \`/autopack resume\``;
  return { word: 'held by you', icon: '✋', next: `${how} and I go on. ${until}`, label };
}

/** Where that branch was renamed GitHub points pull requests at its new name, and it is the default branch still. */
const pointBack = ({ base }: Run): string =>
  `Point it back at ${codeSpan(base.branch, 60)}, or at the default branch if that is another one by now`;

const busy = (
  word: HeaderWord,
  icon: string,
  next: string,
  needed = 'Nothing is needed from you.',
): Headline => ({ word, icon, next: `${next} ${needed}`, label: STATE_LABELS.running });

function atWork(run: Run, strategy: Strategy, seen: Seen): Headline {
  const phase = run.phases.find(
    (one) => one.state !== 'QUEUED' && one.state !== 'COMPLETE' && one.state !== 'SKIPPED',
  );
  if (phase === undefined)
    return run.state === 'PLAN_BOOTSTRAP'
      ? busy(
          'planning',
          '🧭',
          'The Planner makes a plan out of this issue; it is shown before any work starts.',
        )
      : busy('queued', '🕐', 'The next phase starts.');
  if (run.retryAt !== null && run.retryAt > run.updatedAt)
    return busy('queued', '🕐', declined(run.refusals, run.retryAt));
  if (run.call?.hold.role === 'auditor')
    return busy('auditing', '🔎', `The Auditor reads \`${short(run.call.head)}\`.`);
  if (phase.state === 'GATE') return busy('checking patch', '🧪', 'The gate checks the edits.');
  const candidate = phase.candidates.at(-1);
  if (phase.state !== 'CI_RUNNING' || candidate === undefined)
    return building(run, strategy, phase);
  if (run.pr === null && candidate.head !== run.base.sha) return noPull(run, strategy);
  if (candidate.ci === null) {
    const { approval, next } = waitForCi(candidate, { run, strategy, seen });
    const label = STATE_LABELS.needsHuman;
    return approval
      ? { word: 'waiting for workflow approval', icon: '✋', next, label }
      : busy('waiting for CI', '⏳', next, redBaseNote(run, phase) ?? undefined);
  }
  return candidate.audit === null
    ? busy('auditing', '🔎', `The Auditor reads \`${short(candidate.head)}\`.`)
    : busy('auditing', '🔎', `CI and Auditor have spoken, ${phase.id} is decided.`);
}

/** It is opened as soon as there is a commit; nobody sees this unless GitHub refused it. */
const noPull = ({ base, updatedAt }: Run, { run }: Strategy): Headline => ({
  word: 'needs you',
  icon: '✋',
  next: `GitHub has not taken the pull request onto ${codeSpan(base.branch, 60)}. See that this branch is still there and has its name, and that I may open pull requests; I try again by myself. I wait until ${moment(updatedAt + run.waitHours * HOUR_MS)}.`,
  label: STATE_LABELS.needsHuman,
});

/** From the third on it may be the key or the credit, which whoever runs this sees in the log. */
const declined = (refusals: number, retryAt: number): string =>
  `The provider of the model declined the last call. I ask again from ${moment(retryAt)} on.${
    refusals < 3
      ? ''
      : ` It has declined ${refusals} in a row; after ${MAX_REFUSALS} the run ends. The log of whoever runs me says why.`
  }`;

function building(run: Run, strategy: Strategy, phase: PhaseRun): Headline {
  const most = strategy.phases.find((one) => one.id === phase.id)?.builderAttempts ?? 1;
  const attempt = `${phase.id}, try ${Math.min(most, attemptNow(run, phase))} of ${most}.`;
  return phase.evidence.length > 0
    ? busy('fixing', '🔧', `The Builder mends ${attempt}`, redBaseNote(run, phase) ?? undefined)
    : busy('building', '🔨', `The Builder works on ${attempt}`);
}

/** An attempt counts from its call on; between two calls it is the next one that is meant. */
const attemptNow = (run: Run, phase: PhaseRun): number =>
  run.call === null ? phase.attempt + 1 : phase.attempt;

/** Asked once for each head: reviews and checks that are missing are people's to bring. */
const askedWords = ({ mergeAsked, head }: Run): string =>
  mergeAsked === head
    ? ' GitHub was asked to merge it. If it has not, its rules ask for something first, such as a review: I do not ask again, so merge it once that is there.'
    : '';

const draftWords = ({ pull }: Seen): string =>
  pull?.draftedAgain === true
    ? ' Somebody made a draft of it: press **Ready for review** on it first.'
    : '';

/** What is merged is the head and the base together: people are told where nobody has tested them so. */
function movedWords(run: Run, seen: Seen): string {
  const elsewhere = retargeted(run, seen);
  if (elsewhere !== null)
    return ` It points at ${codeSpan(elsewhere, 60)} now: merged there, it does not count as delivered. ${pointBack(run)}.`;
  const base = newerBase(run, seen);
  // Whoever pushed may have merged it in; the record does not tell.
  if (base === null || seen.pull?.head !== run.head || run.people.length > 0) return '';
  const { times = 0, base: asked } = run.baseMerge ?? {};
  const moved = ` \`${plainText(run.base.branch, 60)}\` has moved since, to \`${short(base)}\`, which was not tested together with this:`;
  const press = 'press **Update branch** before you merge, and I verify what comes of it.';
  if (base === asked) return `${moved} GitHub was asked to merge it in. If it does not, ${press}`;
  return times < MAX_BASE_MERGES ? '' : `${moved} ${press}`;
}

const frozen = (run: Run, why: string): Headline => ({
  word: 'needs you',
  icon: '🧊',
  next: `The record of this run cannot be trusted: ${plainText(why, 300)}. I do nothing more with it. Look at the branch \`${ledgerBranch(run.runId)}\`; to start over, delete it and \`${codeBranch(run.runId)}\`, and label the issue again.`,
  label: STATE_LABELS.needsHuman,
});

const refused = (why: string): Headline => ({
  word: 'needs you',
  icon: '✋',
  next: `${plainText(why, 600)} I try again with each pass.`,
  label: STATE_LABELS.needsHuman,
});

function ended(run: Run, seen: Seen): Headline {
  const { done, ready, failed, needsHuman } = STATE_LABELS;
  if (run.promotion === 'promoted')
    return { word: 'merged', icon: '🎉', next: 'Done. Thank you.', label: done };
  if (run.promotion === 'closed')
    return {
      word: 'closed',
      icon: '🗂️',
      next:
        seen.pull?.state === 'open'
          ? `#${run.pr ?? ''} was closed without a merge, which ended the run, and then reopened: I do not look at it any more. To go on, comment \`/autopack run\` for a new run, or merge it by hand.`
          : 'The pull request was closed without a merge. A new run: `/autopack run`.',
      label: failed,
    };
  if (run.promotion === 'verifying')
    return {
      word: 'auditing',
      icon: '🔎',
      next: `A commit came after the verification: \`${short(run.head)}\` is verified again before it may be merged.`,
      label: STATE_LABELS.running,
    };
  if (run.promotion === 'blocked')
    return {
      word: 'needs you',
      icon: '✋',
      next: `${plainText(run.blocked?.detail ?? 'A commit came after the verification, so the head is not verified.', 600)} Push a commit that mends it, or look at it yourself before you merge.`,
      label: needsHuman,
    };
  if (run.state === 'DONE_SUCCESS')
    return {
      word: 'ready for review',
      icon: '✅',
      next: `Review and merge #${run.pr ?? ''}. I cannot approve or merge.${askedWords(run)}${draftWords(seen)}${movedWords(run, seen)}`,
      label: ready,
    };
  const over = (word: HeaderWord, icon: string): Headline => ({
    word,
    icon,
    next: `${capital(plainText(run.failure?.detail ?? '', 600))} The incident comment below says what to do.`,
    label: failed,
  });
  if (run.failure?.reason === 'cancelled') return over('cancelled', '🛑');
  return run.state === 'DONE_FAILED_BUDGET_EXHAUSTED'
    ? over('stopped (budget)', '💰')
    : over('failed', '🧯');
}
