import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import type { Candidate, PhaseRun, Run } from './run.ts';

/** From this score on, a change is looked at whatever its category (v7 section 6). */
const AUDIT_FROM_RISK = 70;

interface At {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly phase: PhaseRun;
  readonly limits: PhaseStrategy;
}

/**
 * Whether a head needs the Auditor before its phase can be complete. Always by the shipped ruleset; with
 * `audit.when: on_trigger` only where something asks for it.
 */
export function isAuditDue({ run, strategy, phase, limits }: At, candidate: Candidate): boolean {
  if (candidate.merge === true) return false;
  if (strategy.audit.when === 'always' || limits.highRisk || !limits.autoApply) return true;
  if (candidate.major === true || phase.attempt > 1) return true;
  if (candidate.risk >= AUDIT_FROM_RISK) return true;
  // A commit of people is nobody's phase: it is always looked at.
  if (run.people.some(({ sha }) => sha === candidate.head)) return true;
  return run.findings.some(
    (finding) =>
      finding.phase === phase.id && finding.severity === 'major' && finding.status === 'open',
  );
}
