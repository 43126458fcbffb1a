import { debtStatus } from '../findings/cleanliness.ts';
import { type RunFinding, runFindings } from '../findings/stream.ts';
import type { Run } from '../run/run.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';

/** Findings that a phase saw, as they stand in the run's one stream. */
export function phaseIssues(run: Run, strategy: Strategy, phase: PhaseStrategy): unknown {
  const findings = seenIn(runFindings(run, strategy), [phase.id]);
  return {
    run_id: run.runId,
    phase_id: phase.id,
    tier_id: phase.tier,
    task_category: phase.category,
    complexity: phase.complexity,
    counts: countsOf(findings),
    findings,
  };
}

/** All findings of a run by key: however often something was found, it is one line. */
export function runIssueIndex(run: Run, strategy: Strategy): unknown {
  const findings = runFindings(run, strategy);
  const tierOf = new Map(strategy.phases.map(({ id, tier }) => [id, tier]));
  return {
    run_id: run.runId,
    debt_status: debtStatus(run, strategy),
    counts: countsOf(findings),
    issues: findings
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map((one) => ({
        key: one.key,
        id: one.id,
        title: one.title,
        category: one.category,
        severity: one.severity,
        effective_severity: one.effectiveSeverity,
        sources: one.sources,
        status: one.status,
        expected_fail: one.expectedFail,
        phases: one.phases,
        tiers: [...new Set(one.phases.flatMap((id) => tierOf.get(id) ?? []))].sort(),
        path: one.path,
        line: one.line,
        task_category: one.taskCategory,
        complexity: one.complexity,
      })),
  };
}

export const seenIn = (
  findings: readonly RunFinding[],
  phases: readonly string[],
): readonly RunFinding[] =>
  findings.filter((one) => one.phases.some((phase) => phases.includes(phase)));

export interface FindingCounts {
  readonly distinct: number;
  readonly open_major: number;
  readonly open_minor: number;
  /** Fixed, or dismissed by a person. */
  readonly closed: number;
  /** There before the run began; they do not count as open. */
  readonly expected: number;
}

/** Distinct keys, by what they count as (v7 section 8). */
export function countsOf(findings: readonly RunFinding[]): FindingCounts {
  const open = findings.filter(({ status }) => status === 'open');
  const fresh = open.filter(({ expectedFail }) => !expectedFail);
  const major = fresh.filter(({ effectiveSeverity }) => effectiveSeverity === 'major').length;
  return {
    distinct: findings.length,
    open_major: major,
    open_minor: fresh.length - major,
    closed: findings.length - open.length,
    expected: open.length - fresh.length,
  };
}
