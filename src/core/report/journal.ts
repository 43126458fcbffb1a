import { isCiEvent, isPlanEvent, isRecoveryEvent } from '../run/event-kind.ts';
import type { RunEvent } from '../run/event.ts';
import type { Run } from '../run/run.ts';
import type { PlanEvent } from '../run/event-plan.ts';
import { cutAt } from '../text/neutralise.ts';
import { ciWords } from './journal-ci.ts';
import { recoveryWords } from './journal-recovery.ts';
import { insteadOf, many, short } from './words.ts';

/** An event in words for the status comment and the ledger's headline, at most 200 characters of plain text. */
export const describeEvent = (event: RunEvent, rules?: Run['rules']): string =>
  cutAt(event.type === 'command-seen' ? commandWords(event, rules) : words(event), 200);

/** The words are part of the stored state: a run has those of the rules that it began with. */
function commandWords(
  { actor, command, accepted, answer }: Extract<RunEvent, { type: 'command-seen' }>,
  rules: Run['rules'],
): string {
  const said = `${actor.login}: ${command} (${accepted ? 'accepted' : 'not accepted'})`;
  return rules === undefined ? said : `${said}: ${answer}`;
}

function words(event: Exclude<RunEvent, { type: 'command-seen' }>): string {
  if (isPlanEvent(event)) return planWords(event);
  if (isCiEvent(event)) return ciWords(event);
  if (isRecoveryEvent(event)) return recoveryWords(event);
  switch (event.type) {
    case 'run-started':
      return `run ${event.runId} started by ${event.trigger.actor.login} (${event.trigger.kind}) on ${event.base.branch} at ${short(event.base.sha)}${event.planOf === undefined ? '' : `, by the plan of run ${event.planOf}`}`;
    case 'strategy-frozen':
      return `strategy frozen: ${many(event.tiers.length, 'tier')}, ${many(event.phases.length, 'phase')}`;
    case 'preflight-passed':
      return 'preflight passed';
    case 'queue-entered':
      return 'looking for the next phase';
    case 'phase-started':
      return `${event.phase} started`;
    case 'build-started':
    case 'repair-started':
    case 'locate-started':
    case 'files-located':
    case 'audit-started':
    case 'answer-kept':
    case 'call-refused':
    case 'call-lost':
      return callWords(event);
    case 'edits-refused':
      return `${event.phase} try ${event.attempt}: edits refused (${event.evidence.kind})`;
    case 'edits-committed':
      return `pushed ${short(event.head)} for ${event.phase} try ${event.attempt}: ${many(event.files, 'file')}, +${event.added} -${event.removed}`;
    case 'pr-opened':
      return `pull request #${event.number} opened`;
    case 'audit-finished':
    case 'audit-unusable':
    case 'audit-part-kept':
      return auditWords(event);
    case 'attempt-failed':
      return `${event.phase} try ${event.attempt} failed (${event.evidence.map((e) => e.kind).join(', ')})`;
    case 'phase-completed':
    case 'phase-failed':
    case 'phase-skipped':
      return phaseEnd(event);
    case 'branch-advanced':
      return `people pushed ${many(event.commits.length, 'commit')}, branch at ${short(event.head)}`;
    case 'run-succeeded':
    case 'run-failed':
    case 'run-promoted':
    case 'promotion-closed':
    case 'artefacts-recorded':
      return endWords(event);
  }
}

type EndEvent = Extract<
  RunEvent,
  {
    type:
      'run-succeeded' | 'run-failed' | 'run-promoted' | 'promotion-closed' | 'artefacts-recorded';
  }
>;

function endWords(event: EndEvent): string {
  switch (event.type) {
    case 'run-succeeded':
      return `run succeeded at ${short(event.head)}`;
    case 'run-failed':
      return `run ended: ${event.failure.state} (${event.failure.reason})`;
    case 'run-promoted':
      return `merged as ${short(event.merge)}${event.verified ? '' : ' (head was not verified)'}`;
    case 'promotion-closed':
      return 'pull request closed without a merge';
    case 'artefacts-recorded':
      return artefactWords(event);
  }
}

const artefactWords = ({
  tree,
  files,
}: Extract<RunEvent, { type: 'artefacts-recorded' }>): string =>
  tree === null
    ? 'artefacts not written: the history could not be read'
    : `${many(files, 'artefact')} written`;

function auditWords(
  event: Extract<RunEvent, { type: 'audit-finished' | 'audit-unusable' | 'audit-part-kept' }>,
): string {
  const about = `audit ${event.phase} at ${short(event.head)}`;
  if (event.type === 'audit-part-kept')
    return `${about}, first of two opinions: ${event.part.verdict}, ${many(event.part.findings.length, 'finding')}`;
  return event.type === 'audit-unusable'
    ? `${about} could not be used`
    : `${about}, round ${event.round}: ${event.verdict}, ${many(event.findings.length, 'finding')}`;
}

type CallEvent = Extract<
  RunEvent,
  {
    type:
      | 'build-started'
      | 'repair-started'
      | 'locate-started'
      | 'files-located'
      | 'audit-started'
      | 'answer-kept'
      | 'call-refused'
      | 'call-lost';
  }
>;

function callWords(event: CallEvent): string {
  switch (event.type) {
    case 'build-started':
      return `builder ${event.phase} try ${event.attempt}: ${event.hold.tokens} tokens held${insteadOf(event.hold)}`;
    case 'repair-started':
      return `builder ${event.phase} try ${event.attempt}, ${event.look === undefined ? 'repair' : 'shown more'}: ${event.hold.tokens} tokens held${insteadOf(event.hold)}`;
    case 'locate-started':
      return `locator ${event.phase}: ${event.hold.tokens} tokens held${insteadOf(event.hold)}`;
    case 'files-located':
      return event.unusable === undefined
        ? `${many(event.paths.length, 'file')} named for ${event.phase}`
        : `no files named for ${event.phase}: ${event.unusable}`;
    case 'audit-started':
      return `auditor ${event.phase} at ${short(event.head)}: ${event.hold.tokens} tokens held${insteadOf(event.hold)}`;
    case 'answer-kept':
      return `answer ${event.hold} kept, ${event.settled.tokens} tokens settled${event.anomaly ? ' (reported more than held)' : ''}`;
    case 'call-refused':
      return `provider declined ${event.hold} (${event.kind})${event.paid === undefined ? '' : `, ${event.paid.settled.tokens} tokens settled`}`;
    case 'call-lost':
      return `answer ${event.hold} lost, settled in full${event.dead === true ? ': its worker is gone' : ''}${event.again === true ? ', asked once more' : ''}`;
  }
}

function planWords(event: PlanEvent): string {
  switch (event.type) {
    case 'plan-wanted':
      return 'the issue is prose: a plan is made first';
    case 'plan-started':
      return `planner: ${event.hold.tokens} tokens held`;
    case 'plan-refused':
      return `plan refused: ${many(event.problems.length, 'problem')}`;
    case 'plan-made':
      return `plan made: ${short(event.planHash)}`;
  }
}

type PhaseEnd = Extract<RunEvent, { type: 'phase-completed' | 'phase-failed' | 'phase-skipped' }>;

function phaseEnd(event: PhaseEnd): string {
  switch (event.type) {
    case 'phase-completed':
      return `${event.phase} complete at ${short(event.head)}`;
    case 'phase-failed':
      return `${event.phase} failed`;
    case 'phase-skipped':
      return `${event.phase} skipped`;
  }
}
