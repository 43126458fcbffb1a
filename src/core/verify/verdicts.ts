import type { CiEvent } from '../run/event-ci.ts';
import { isCiEvent, isPlanEvent, isRecoveryEvent } from '../run/event-kind.ts';
import type { RunEvent } from '../run/event.ts';
import { lastCandidate, promotedPhase } from '../run/evolve-phase.ts';
import { isAuditDue } from '../run/audit-due.ts';
import { limitsNow } from '../run/limits.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import { UNCLEAN, uncleanBecause } from '../run/unclean.ts';
import { verdictOf } from '../run/verdict.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Wrong } from './evidence.ts';

/**
 * A verdict is worth something for one head only. Every audit and CI report has to be about the head that
 * stood on the branch, a phase is complete only with both on that very head, and a run succeeds at it.
 */
export function verdictWrong(
  run: Run | undefined,
  event: RunEvent,
  strategy: Strategy,
): Wrong | null {
  if (run === undefined || isPlanEvent(event)) return null;
  if (isRecoveryEvent(event))
    return event.type === 'promotion-verified' ? verifiedWrong(run, strategy, event.head) : null;
  if (isCiEvent(event)) return ciWrong(run, event);
  switch (event.type) {
    case 'audit-started':
      return same('the head at work', candidateOf(run, event.phase)?.head, event.head);
    case 'audit-finished':
    case 'audit-unusable':
    case 'audit-part-kept':
      return aboutItsCall(run, event);
    case 'phase-completed':
      return completeWrong({ run, strategy, phase: phaseIn(run, event.phase) }, event.head);
    case 'run-succeeded':
      return successWrong(run, event.head);
    case 'run-promoted':
      return promotedWrong(run, event);
    case 'run-started':
    case 'strategy-frozen':
    case 'preflight-passed':
    case 'queue-entered':
    case 'phase-started':
    case 'build-started':
    case 'repair-started':
    case 'locate-started':
    case 'files-located':
    case 'answer-kept':
    case 'call-refused':
    case 'call-lost':
    case 'edits-refused':
    case 'edits-committed':
    case 'pr-opened':
    case 'attempt-failed':
    case 'phase-failed':
    case 'phase-skipped':
    case 'branch-advanced':
    case 'command-seen':
    case 'run-failed':
    case 'promotion-closed':
    case 'artefacts-recorded':
      return null;
  }
}

const ciWrong = (run: Run, event: CiEvent): Wrong | null =>
  event.type === 'baseline-recorded'
    ? same('the commit that the run began from', run.base.sha, event.baseline.base)
    : same('the head at work', candidateOf(run, event.phase)?.head, event.head);

const wrong = (expected: string, found: string): Wrong => ({ rule: 'verdicts', expected, found });

const same = (what: string, expected: string | undefined, found: string): Wrong | null =>
  expected === found ? null : wrong(`${what}, ${expected ?? 'none'}`, found);

const phaseIn = (run: Run, id: string): PhaseRun | undefined =>
  run.phases.find((one) => one.id === id);

function candidateOf(run: Run, id: string): Candidate | undefined {
  const phase = phaseIn(run, id);
  return phase === undefined ? undefined : lastCandidate(phase);
}

type Audited = Extract<RunEvent, { type: 'audit-finished' | 'audit-unusable' | 'audit-part-kept' }>;

function aboutItsCall({ call }: Run, event: Audited): Wrong | null {
  if (call === null || call.answer === null || call.hold.role !== 'auditor')
    return wrong('a kept answer of the Auditor', 'none');
  if (call.hold.phase !== event.phase)
    return wrong(`an audit of ${call.hold.phase}`, `of ${event.phase}`);
  return same('the head that the Auditor was asked about', call.head, event.head);
}

interface Judged {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly phase: PhaseRun | undefined;
}

function completeWrong({ run, strategy, phase }: Judged, head: string): Wrong | null {
  const candidate = phase === undefined ? undefined : lastCandidate(phase);
  const other = same('the head at work', candidate?.head, head);
  if (other !== null || phase === undefined || candidate === undefined) return other;
  const ci = candidate.ci?.verdict ?? 'nothing';
  const limits = limitsNow(run, strategy, phase.id);
  const due = isAuditDue({ run, strategy, phase, limits }, candidate);
  const audit = verdictOf(run, candidate) ?? (due ? 'nothing' : 'approve');
  return ci === 'green' && audit === 'approve'
    ? null
    : wrong(`CI green and audit approve on ${head}`, `CI ${ci} and audit ${audit}`);
}

/** A head that came later is judged like any other; one that was only kept back was verified before, and nothing is in its way. */
function verifiedWrong(run: Run, strategy: Strategy, head: string): Wrong | null {
  if (run.promotion !== 'blocked')
    return completeWrong({ run, strategy, phase: promotedPhase(run) }, head);
  const unclean = UNCLEAN.includes(run.blocked?.reason ?? '')
    ? uncleanBecause(run, strategy)
    : null;
  return unclean === null
    ? (same('the last verified head', run.snapshot, head) ?? same('the head', run.head, head))
    : wrong('clean tiers and bearable debt', unclean.detail);
}

function successWrong(run: Run, head: string): Wrong | null {
  const open = run.phases.find(({ state }) => state !== 'COMPLETE' && state !== 'SKIPPED');
  if (open !== undefined) return wrong('every phase complete', `${open.id} ${open.state}`);
  return same('the last verified head', run.snapshot, head) ?? same('the head', run.head, head);
}

function promotedWrong(run: Run, event: Extract<RunEvent, { type: 'run-promoted' }>): Wrong | null {
  const verified =
    run.state === 'DONE_SUCCESS' && run.promotion === 'eligible' && event.head === run.head;
  return verified === event.verified
    ? null
    : wrong(
        `a merge ${verified ? 'of' : 'not of'} the verified head`,
        `verified: ${event.verified}`,
      );
}
