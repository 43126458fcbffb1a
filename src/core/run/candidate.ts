import { isAuditDue } from './audit-due.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { many } from '../report/words.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { ciStep } from './ci-step.ts';
import { dispatchStep } from './dispatch.ts';
import type { Evidence, RunEvent, RunFailure } from './event.ts';
import { lastCandidate } from './evolve-phase.ts';
import type { Seen } from './observation.ts';
import { redBaseQuestion } from './red-base.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';
import { verdictOf } from './verdict.ts';

interface At {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
  readonly phase: PhaseRun;
  readonly limits: PhaseStrategy;
}

/**
 * A candidate is on the branch. It is complete only when CI is green on its exact head and the Auditor
 * approved that same head; a verdict about another head is worth nothing here.
 */
export function candidateStep(at: At): readonly Action[] {
  const { run, seen, phase } = at;
  const candidate = lastCandidate(phase);
  if (candidate === undefined) throw new Error(`${phase.id} waits for CI without a candidate`);
  if (run.pr === null && candidate.head !== run.base.sha) return pullStep(at);
  const judged = judgeHead(at, candidate);
  if (judged.is === 'act') return judged.actions;
  if (judged.green && judged.audit === 'approve')
    return record({ type: 'phase-completed', at: seen.now, phase: phase.id, head: candidate.head });
  const asks = judged.audit === 'revise' ? null : redBaseQuestion(run, candidate, seen.now);
  return record(asks ?? attemptFailed(run, phase, candidate, seen.now));
}

/** What is told to the next attempt at a phase. */
export function attemptFailed(
  run: Run,
  phase: PhaseRun,
  candidate: Candidate,
  at: number,
): RunEvent {
  const attempt = Math.max(1, phase.attempt);
  const evidence = [...evidenceOf(run, candidate, attempt)];
  return { type: 'attempt-failed', at, phase: phase.id, attempt, evidence };
}

/** Where GitHub takes no pull request nothing happens, and that is waited for no longer than anything else. */
function pullStep({ run, strategy, seen, phase }: At): readonly Action[] {
  const { waitHours } = strategy.run;
  if (seen.now - run.updatedAt < waitHours * 3_600_000) return [{ do: 'open-pull' }];
  return record(
    failWith(seen.now, {
      state: 'DONE_FAILED_ENVIRONMENT',
      reason: 'pull_refused',
      detail: `GitHub took no pull request onto ${run.base.branch} for ${many(waitHours, 'hour')}.`,
      phase: phase.id,
    }),
  );
}

export type JudgedHead =
  | { readonly is: 'act'; readonly actions: readonly Action[] }
  | {
      readonly is: 'judged';
      readonly green: boolean;
      readonly audit: 'approve' | 'revise' | 'skipped';
    };

/** What CI and Auditor say about one head, or what has to be done before they have spoken. */
export function judgeHead(at: At, candidate: Candidate): JudgedHead {
  const conflict = conflictStep(at, candidate);
  if (conflict !== null) return { is: 'act', actions: conflict };
  const start = dispatchStep(at, candidate);
  if (start !== null) return { is: 'act', actions: start };
  const ci = ciStep(at, candidate);
  if (ci.is === 'act') return ci;
  if (!ci.audit) return { is: 'act', actions: [] };
  const audit = auditStep(at, candidate, ci.verdict);
  if (audit.is === 'act') return audit;
  if (ci.verdict === null) return { is: 'act', actions: [] };
  return { is: 'judged', green: ci.verdict === 'green', audit: audit.verdict };
}

/** Where the base conflicts, GitHub starts no CI on the pull request: nothing is waited for. */
function conflictStep({ run, seen, phase }: At, { head, ci }: Candidate): readonly Action[] | null {
  const { pull } = seen;
  if (ci !== null || pull?.state !== 'open' || pull.head !== head || pull.mergeable !== 'no')
    return null;
  return record(
    failWith(seen.now, {
      state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      reason: 'base_conflict',
      detail: `The branch conflicts with ${(pull.baseName ?? run.base.branch).slice(0, 100)}: it has changed since the run began.`,
      phase: phase.id,
    }),
  );
}

type Step<T> =
  | { readonly is: 'act'; readonly actions: readonly Action[] }
  | { readonly is: 'known'; readonly verdict: T };
const act = (actions: readonly Action[]): { is: 'act'; actions: readonly Action[] } => ({
  is: 'act',
  actions,
});

function auditStep(
  at: At,
  candidate: Candidate,
  ci: 'green' | 'red' | null,
): Step<'approve' | 'revise' | 'skipped'> {
  const { run, strategy, seen, phase, limits } = at;
  const { audit } = candidate;
  const person = (reason: RunFailure['reason'], detail: string): Step<never> =>
    act(
      record(
        failWith(seen.now, {
          state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
          reason,
          detail,
          phase: phase.id,
        }),
      ),
    );
  if (audit === null) {
    if (!isAuditDue(at, candidate)) return { is: 'known', verdict: 'approve' };
    // A head that is red already is not worth a model call: it cannot complete.
    if (ci === 'red') return { is: 'known', verdict: 'skipped' };
    if (missesThatCount(candidate) >= limits.auditorAttempts)
      return person(
        'audit_failed',
        `The Auditor gave no usable answer for ${candidate.head.slice(0, 7)}.`,
      );
    return act([{ do: 'audit', phase: phase.id, head: candidate.head }]);
  }
  const verdict = verdictOf(run, candidate) ?? audit.verdict;
  if (verdict === 'escalate')
    return person(
      'audit_escalated',
      `The Auditor asks for a person: ${audit.summary}`.slice(0, 600),
    );
  if (verdict === 'revise' && audit.round >= strategy.audit.rounds && ci === 'green')
    return person(
      'audit_escalated',
      `Major findings are open after ${many(audit.round, 'round')} of review.`,
    );
  return { is: 'known', verdict };
}

/** As often the Auditor is asked once more where an answer cannot be used, before it costs an attempt. */
const MAX_SPARE = 2;

/** An answer that was cut off, or cannot be read, says nothing about the work and little about the Auditor. */
const missesThatCount = ({ auditMisses, missed }: Candidate): number =>
  auditMisses - Math.min(missed?.times ?? 0, MAX_SPARE);

function evidenceOf(run: Run, candidate: Candidate, attempt: number): readonly Evidence[] {
  const about = { attempt, head: candidate.head };
  const red: readonly Evidence[] =
    candidate.ci?.verdict === 'red'
      ? [{ kind: 'ci', ...about, text: `CI is red.\n${candidate.ci.excerpt}`.slice(0, 6_000) }]
      : [];
  if (candidate.audit?.verdict !== 'revise') return red;
  const open = run.findings.filter(
    (f) => f.status === 'open' && candidate.audit?.findings.includes(f.id),
  );
  const lines = open.map((f) => {
    const where =
      f.path === null
        ? ''
        : ` (${f.path}${f.line === null ? '' : `:${f.line}${f.endLine === undefined ? '' : `-${f.endLine}`}`})`;
    const instead =
      f.suggestion === undefined ? '' : `\n  Suggested in place of that line:\n${f.suggestion}`;
    const shown = (f.evidence ?? []).map((one) => `\n  Evidence: ${one}`).join('');
    return `- ${f.id} ${f.severity}${where}: ${f.title}\n  ${f.reason}${shown}${instead}`;
  });
  const text = `The Auditor asks for changes: ${candidate.audit.summary}\n${lines.join('\n')}`;
  return [...red, { kind: 'audit', ...about, text: text.slice(0, 6_000) }];
}

/** The round of review that an audit of this phase's next head would be. */
export const nextRound = (phase: PhaseRun): number =>
  phase.candidates.filter((candidate) => candidate.audit !== null).length + 1;
