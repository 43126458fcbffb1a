import type { Finding } from '../findings.ts';
import type { Run } from '../run/run.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';

/** Findings of one phase as they stand in the record. */
export function phaseIssues(run: Run, phase: PhaseStrategy): unknown {
  const findings = run.findings.filter((finding) => finding.phase === phase.id);
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
  const keys = [...new Set(run.findings.map(({ key }) => key))].sort();
  const tierOf = new Map(strategy.phases.map(({ id, tier }) => [id, tier]));
  return {
    run_id: run.runId,
    counts: countsOf(run.findings),
    issues: keys.map((key) => {
      const found = run.findings.filter((finding) => finding.key === key);
      const phases = [...new Set(found.map(({ phase }) => phase))].sort();
      const tiers = [...new Set(phases.flatMap((id) => tierOf.get(id) ?? []))].sort();
      const last = found.at(-1);
      return {
        key,
        title: last?.title ?? '',
        category: last?.category ?? '',
        severity: isMajor(found) ? 'major' : 'minor',
        sources: [...new Set(found.map(({ source }) => source))].sort(),
        status: found.some(({ status }) => status === 'open') ? 'open' : 'fixed',
        occurrences: found.length,
        phases,
        tiers,
        ids: found.map(({ id }) => id),
      };
    }),
  };
}

export interface FindingCounts {
  readonly distinct: number;
  readonly open_major: number;
  readonly open_minor: number;
  readonly fixed: number;
}

/** Distinct keys; one that is open anywhere is open, one that is major anywhere is major (v7 section 8). */
export function countsOf(findings: readonly Finding[]): FindingCounts {
  const keys = [...new Set(findings.map(({ key }) => key))];
  const groups = keys.map((key) => findings.filter((finding) => finding.key === key));
  const open = groups.filter((group) => group.some(({ status }) => status === 'open'));
  const major = open.filter(isMajor).length;
  return {
    distinct: keys.length,
    open_major: major,
    open_minor: open.length - major,
    fixed: keys.length - open.length,
  };
}

const isMajor = (group: readonly Finding[]): boolean =>
  group.some(({ severity }) => severity === 'major');
