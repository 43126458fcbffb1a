import { judgeCi } from '../gate.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { ciRules, dispatchStep, notStartedBecause } from './dispatch.ts';
import type { Evidence, RunFailure } from './event.ts';
import { lastCandidate } from './evolve-phase.ts';
import type { Seen } from './observation.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';

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
  if (run.pr === null && candidate.head !== run.base.sha) return [{ do: 'open-pull' }];
  const start = dispatchStep(at, candidate);
  if (start !== null) return start;
  const ci = ciStep(at, candidate);
  if (ci.is === 'act') return ci.actions;
  const audit = auditStep(at, candidate, ci.verdict);
  if (audit.is === 'act') return audit.actions;
  if (ci.verdict === null) return [];
  if (ci.verdict === 'green' && audit.verdict === 'approve')
    return record({ type: 'phase-completed', at: seen.now, phase: phase.id, head: candidate.head });
  return record({
    type: 'attempt-failed',
    at: seen.now,
    phase: phase.id,
    attempt: Math.max(1, phase.attempt),
    evidence: [...evidenceOf(run, candidate, Math.max(1, phase.attempt))],
  });
}

type Step<T> =
  | { readonly is: 'act'; readonly actions: readonly Action[] }
  | { readonly is: 'known'; readonly verdict: T };
const act = (actions: readonly Action[]): { is: 'act'; actions: readonly Action[] } => ({
  is: 'act',
  actions,
});

function ciStep(at: At, candidate: Candidate): Step<'green' | 'red' | null> {
  const { strategy, seen, phase } = at;
  if (candidate.ci !== null) return { is: 'known', verdict: candidate.ci.verdict };
  if (seen.ci === null || seen.ci.head !== candidate.head) return { is: 'known', verdict: null };
  const time = { pushedAt: candidate.pushedAt, now: seen.now };
  const verdict = judgeCi(ciRules(at), seen.ci, time);
  const stop = (
    reason: RunFailure['reason'],
    detail: string,
    state: RunFailure['state'],
  ): Step<null> =>
    act(
      record(failWith(seen.now, { state, reason, detail: detail.slice(0, 600), phase: phase.id })),
    );
  switch (verdict.is) {
    case 'green':
    case 'red':
      return act([{ do: 'report-ci', phase: phase.id, head: candidate.head }]);
    case 'never-registered':
      return stop(
        'ci_not_registered',
        `No CI run was registered for ${candidate.head.slice(0, 7)}: ${verdict.missing.join(', ')}.${notStartedBecause(at, candidate)}`,
        'DONE_FAILED_ENVIRONMENT',
      );
    case 'unregistered':
    case 'pending':
    case 'needs-approval': {
      if (seen.now - candidate.pushedAt < strategy.run.waitHours * 3_600_000)
        return { is: 'known', verdict: null };
      const waited = `Waited ${strategy.run.waitHours} hours for CI on ${candidate.head.slice(0, 7)}.`;
      return verdict.is === 'needs-approval'
        ? stop('people_wait', waited, 'DONE_FAILED_REQUIRES_HUMAN_REVIEW')
        : stop('ci_wait', waited, 'DONE_FAILED_ENVIRONMENT');
    }
  }
}

function auditStep(
  at: At,
  candidate: Candidate,
  ci: 'green' | 'red' | null,
): Step<'approve' | 'revise' | 'skipped'> {
  const { strategy, seen, phase, limits } = at;
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
    // A head that is red already is not worth a model call: it cannot complete.
    if (ci === 'red') return { is: 'known', verdict: 'skipped' };
    if (candidate.auditMisses >= limits.auditorAttempts)
      return person(
        'audit_failed',
        `The Auditor gave no usable answer for ${candidate.head.slice(0, 7)}.`,
      );
    return act([{ do: 'audit', phase: phase.id, head: candidate.head }]);
  }
  if (audit.verdict === 'escalate')
    return person(
      'audit_escalated',
      `The Auditor asks for a person: ${audit.summary}`.slice(0, 600),
    );
  if (audit.verdict === 'revise' && audit.round >= strategy.audit.rounds && ci === 'green')
    return person(
      'audit_escalated',
      `Major findings are open after ${audit.round} rounds of review.`,
    );
  return { is: 'known', verdict: audit.verdict };
}

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
    const where = f.path === null ? '' : ` (${f.path}${f.line === null ? '' : `:${f.line}`})`;
    return `- ${f.id} ${f.severity}${where}: ${f.title}\n  ${f.reason}`;
  });
  const text = `The Auditor asks for changes: ${candidate.audit.summary}\n${lines.join('\n')}`;
  return [...red, { kind: 'audit', ...about, text: text.slice(0, 6_000) }];
}

/** The round of review that an audit of this phase's next head would be. */
export const nextRound = (phase: PhaseRun): number =>
  phase.candidates.filter((candidate) => candidate.audit !== null).length + 1;
