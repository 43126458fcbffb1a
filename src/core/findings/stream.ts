import { words } from '../findings-key.ts';
import type { Finding, FindingSource, Severity } from '../findings.ts';
import type { Category, Complexity } from '../plan/plan.ts';
import type { GateLine } from '../run/event.ts';
import { isMajor } from '../run/event-edits.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { effectiveSeverity } from './effective.ts';
import type { Anchor } from './same.ts';

/** A finding of a run, from whatever source. */
export interface RunFinding {
  /** Null: it was not raised by the Auditor, and is told by its key. */
  readonly id: string | null;
  readonly key: string;
  readonly sources: readonly FindingSource[];
  readonly severity: Severity;
  readonly effectiveSeverity: Severity;
  readonly category: string;
  readonly title: string;
  readonly reason: string;
  /** Where it was seen first. */
  readonly phase: string;
  /** Every phase that saw it. */
  readonly phases: readonly string[];
  readonly path: string | null;
  readonly line: number | null;
  readonly status: Finding['status'];
  /** It was there before the run began. */
  readonly expectedFail: boolean;
  readonly evidence: readonly string[];
  readonly taskCategory: Category | null;
  readonly complexity: Complexity | null;
  readonly anchor: Anchor | null;
}

type Draft = Omit<Finding, 'id'> & { readonly id: string | null };

/**
 * All findings of a run: the one stream that the lists of phases, run and project are views of, so that they
 * cannot disagree. What the Auditor raised is in the ledger as it is; failures of CI, warnings of the gate and
 * the Builder's doubts are read off the candidates that they are about. One entry a key.
 */
export function runFindings(run: Run, strategy: Strategy): readonly RunFinding[] {
  const drafts = [
    ...run.findings,
    ...run.phases.flatMap((phase) => [
      ...ciFindings(phase),
      ...gateFindings(phase),
      ...doubts(phase),
    ]),
  ];
  const byKey = new Map<string, RunFinding>();
  for (const draft of drafts) {
    const isDismissed = run.dismissed?.includes(draft.key) === true;
    const one = completed(isDismissed ? { ...draft, status: 'dismissed' } : draft, strategy);
    const known = byKey.get(draft.key);
    byKey.set(draft.key, known === undefined ? one : merged(known, one));
  }
  return [...byKey.values()];
}

export const openFindings = (run: Run, strategy: Strategy): readonly RunFinding[] =>
  runFindings(run, strategy).filter((one) => one.status === 'open');

function completed(draft: Draft, strategy: Strategy): RunFinding {
  const limits = strategy.phases.find((phase) => phase.id === draft.phase);
  const { id, key, severity, category, title, reason, phase, path, line, status } = draft;
  return {
    ...{ id, key, severity, category, title, reason, phase, path, line, status },
    sources: draft.sources ?? [draft.source],
    effectiveSeverity: effectiveSeverity(draft, strategy),
    phases: draft.phases ?? [draft.phase],
    expectedFail: draft.expectedFail === true,
    evidence: draft.evidence ?? [],
    taskCategory: draft.taskCategory ?? limits?.category ?? null,
    complexity: draft.complexity ?? limits?.complexity ?? null,
    anchor: draft.anchor ?? null,
  };
}

/** Open where anybody sees it open, and as bad as anybody says. */
function merged(a: RunFinding, b: RunFinding): RunFinding {
  const worse = (x: Severity, y: Severity): Severity =>
    x === 'major' || y === 'major' ? 'major' : 'minor';
  return {
    ...a,
    id: a.id ?? b.id,
    anchor: a.anchor ?? b.anchor,
    status: worstStatus(a.status, b.status),
    severity: worse(a.severity, b.severity),
    effectiveSeverity: worse(a.effectiveSeverity, b.effectiveSeverity),
    sources: [...new Set([...a.sources, ...b.sources])],
    phases: [...new Set([...a.phases, ...b.phases])],
    expectedFail: a.expectedFail && b.expectedFail,
    evidence: [...new Set([...a.evidence, ...b.evidence])].slice(0, 5),
  };
}

/** What a person dismissed stays dismissed, whoever else saw it. */
const worstStatus = (a: Finding['status'], b: Finding['status']): Finding['status'] =>
  (['dismissed', 'open'] as const).find((status) => a === status || b === status) ?? 'fixed';

interface Told {
  readonly source: FindingSource;
  readonly severity: Severity;
  readonly category: string;
  readonly key: string;
  readonly title: string;
  readonly reason: string;
}

const MAX_KEY = 200;

/** What is read off a phase and not raised by anybody has no id and no line. */
const told = (phase: PhaseRun, { key, title, reason, ...one }: Told): Draft => ({
  ...one,
  id: null,
  key: key.slice(0, MAX_KEY),
  title: title.slice(0, 120),
  reason: reason.slice(0, 600),
  phase: phase.id,
  path: null,
  line: null,
  status: 'open',
});

/** The key of a job or a test that fails. */
export const ciKey = (source: 'ci' | 'test', name: string): string =>
  `${source}_failure__${words(name)}__failed`.slice(0, MAX_KEY);

const HARMLESS: readonly string[] = ['success', 'skipped', 'neutral'];

/** One a job and one a test that failed; fixed when the last report of the phase has it no longer. */
function ciFindings(phase: PhaseRun): readonly Draft[] {
  const reports = phase.candidates.flatMap(({ ci, head }) => (ci === null ? [] : [{ ci, head }]));
  return reports.flatMap(({ ci, head }, index): readonly Draft[] => {
    const isLast = index === reports.length - 1;
    const jobs = ci.jobs
      .filter(({ conclusion }) => !HARMLESS.includes(conclusion))
      .map(({ name, conclusion }) => ({ source: 'ci' as const, name, why: conclusion }));
    const tests = (ci.tests?.failing ?? []).map(({ name, message }) => ({
      ...{ source: 'test' as const, name, why: message },
    }));
    return [...tests, ...jobs].map(({ source, name, why }): Draft => {
      const key = ciKey(source, name);
      const draft = told(phase, {
        ...{ source, key, severity: 'major', category: `${source}_failure` },
        ...{ title: `${name} fails`, reason: why },
      });
      return {
        ...draft,
        status: isLast ? 'open' : 'fixed',
        evidence: [`CI on ${head.slice(0, 7)}`],
        expectedFail: ci.expected?.includes(name) === true,
      };
    });
  });
}

/** The gate's warnings on the last candidate; a risk score is a measure, not a problem. */
function gateFindings(phase: PhaseRun): readonly Draft[] {
  return phase.candidates.flatMap((candidate, index) => {
    const status = index === phase.candidates.length - 1 ? 'open' : 'fixed';
    const warned = candidate.gate.filter(
      ({ rule, verdict }) => verdict === 'warn' && rule !== 'risk',
    );
    return warned.map((line): Draft => ({ ...gateFinding(phase, candidate, line), status }));
  });
}

/** Numbers in a note change with every attempt, what it is about does not. */
function gateFinding(phase: PhaseRun, { head }: Candidate, line: GateLine): Draft {
  const { rule, note } = line;
  const about = words(note.replace(/^major:|\d+/g, ''));
  const draft = told(phase, {
    ...{ source: 'gate', category: 'change_size', severity: isMajor(line) ? 'major' : 'minor' },
    ...{ key: `gate_${words(rule)}__${phase.id}__${about}`, title: note, reason: note },
  });
  return { ...draft, evidence: [`gate on ${head.slice(0, 7)}`] };
}

/** What the Builder was not sure of in the work that was kept. */
function doubts(phase: PhaseRun): readonly Draft[] {
  return phase.candidates.flatMap(({ doubts: said = [] }, index) => {
    const status = index === phase.candidates.length - 1 ? 'open' : 'fixed';
    return said.map((doubt): Draft => {
      const key = `builder_doubt__${doubt.path ?? phase.id}__${words(doubt.title)}`;
      const draft = told(phase, {
        ...{ source: 'builder_self_doubt', category: 'builder_doubt', severity: 'minor', key },
        ...{ title: doubt.title, reason: doubt.reason },
      });
      return { ...draft, path: doubt.path, status };
    });
  });
}
