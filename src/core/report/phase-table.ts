import type { PhaseRun, Run } from '../run/run.ts';
import { plainText } from '../text/neutralise.ts';
import { MANY_PHASES } from './limits.ts';
import type { StatusInput } from './status-input.ts';
import { commitLink, folded, PHASE_WORDS, runLink, spentWords } from './words.ts';

/** All phases; of a long plan the tiers, with the phases that something happens to. */
export function phaseTable(input: StatusInput): string {
  if (input.run.phases.length <= MANY_PHASES) return table(input, () => true);
  return table(input, ({ state }) => state !== 'QUEUED' && state !== 'COMPLETE');
}

/** The whole table of a long plan, at the very end: where a text is cut for its length, it is this one. */
export const everyPhase = (input: StatusInput): readonly string[] =>
  input.run.phases.length <= MANY_PHASES
    ? []
    : [
        folded(
          `All ${input.run.phases.length} phases`,
          table(input, () => true),
        ),
      ];

function table(input: StatusInput, isShown: (phase: PhaseRun) => boolean): string {
  const { run, strategy } = input;
  const rows = strategy.tiers.flatMap((tier) => {
    const phases = run.phases.filter((phase) => phase.tier === tier.id);
    const shown = phases.filter(isShown);
    return [
      tierRow(`${tier.id} ${plainText(tier.name, 80)}`, shown.length < phases.length ? phases : []),
      ...shown.map((phase) => phaseRow(phase, input)),
    ];
  });
  return [
    '| Phase | State | Try | Commit | CI | Audit | Cost |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** With the count of those of its phases that are done, where not all of them follow. */
function tierRow(name: string, counted: readonly PhaseRun[]): string {
  if (counted.length === 0) return `| **${name}** | | | | | | |`;
  const done = counted.filter(({ state }) => state === 'COMPLETE').length;
  return `| **${name}** | ${done} of ${counted.length} done | | | | | |`;
}

const ICONS: Readonly<Record<PhaseRun['state'], string>> = {
  QUEUED: '⬜',
  EXECUTING: '🔨',
  GATE: '🧪',
  CI_RUNNING: '⏳',
  COMPLETE: '✅',
  FAILED: '❌',
  SKIPPED: '⏭️',
};

function phaseRow(phase: PhaseRun, input: StatusInput): string {
  const { run, strategy, links } = input;
  const limits = strategy.phases.find((one) => one.id === phase.id);
  const candidate = phase.candidates.at(-1);
  const cells = [
    `${ICONS[phase.state]} ${phase.id} ${plainText(limits?.name ?? '', 80)}`,
    PHASE_WORDS[phase.state],
    phase.attempt === 0 ? '' : `${phase.attempt}/${limits?.builderAttempts ?? '?'}`,
    candidate === undefined ? '' : commitLink(links, candidate.head),
    ciCell(phase, input),
    auditCell(phase, run),
    phase.spent.calls === 0 ? '' : spentWords(phase.spent),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Nothing is awaited any more once the phase is over. */
const awaited = (phase: PhaseRun): string => (phase.state === 'CI_RUNNING' ? '🟡' : '–');

function ciCell(phase: PhaseRun, { links, seen }: StatusInput): string {
  const candidate = phase.candidates.at(-1);
  if (candidate === undefined) return '';
  if (candidate.ci === null) {
    const runs = seen.ci?.head === candidate.head ? seen.ci.workflowRuns : [];
    const asks = runs.find(({ status }) => status === 'waiting');
    const open = asks ?? runs.find(({ status }) => status !== 'completed');
    const icon = asks === undefined ? awaited(phase) : '✋';
    return phase.state === 'CI_RUNNING' ? runLink(links, icon, open?.id ?? 0) : awaited(phase);
  }
  const { verdict, jobs } = candidate.ci;
  const failed = jobs.find(({ conclusion }) => !HARMLESS.includes(conclusion));
  const job = verdict === 'red' ? (failed ?? jobs[0]) : jobs[0];
  return runLink(links, verdict === 'green' ? '🟢' : '🔴', job?.workflowRun ?? 0);
}

const HARMLESS: readonly string[] = ['success', 'neutral', 'skipped'];

function auditCell(phase: PhaseRun, run: Run): string {
  const candidate = phase.candidates.at(-1);
  if (candidate === undefined) return '';
  if (candidate.audit === null) return candidate.ci?.verdict === 'red' ? '–' : awaited(phase);
  if (candidate.audit.verdict === 'escalate') return '🔴 escalated';
  const ids = candidate.audit.findings;
  const open = run.findings.filter(
    (finding) => ids.includes(finding.id) && finding.status === 'open',
  ).length;
  return `${candidate.audit.verdict === 'approve' ? '🟢' : '🔴'} ${open} open`;
}
