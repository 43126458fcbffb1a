import type { Run, RunState } from '../run/run.ts';
import { plainText } from '../text/neutralise.ts';
import { count, usd } from './words.ts';

/** One run, for outputs and pages that are read by machines and people. */
export interface RunSummary {
  readonly issue: number;
  readonly run_id: string;
  readonly title: string;
  readonly state: RunState;
  readonly phases: readonly {
    readonly id: string;
    readonly state: string;
    readonly attempts: number;
  }[];
  readonly pr: number | null;
  readonly tokens: number;
  readonly cost_usd: number;
}

export const runSummary = (run: Run): RunSummary => ({
  issue: run.issue.number,
  run_id: run.runId,
  title: run.issue.title,
  state: run.state,
  phases: run.phases.map(({ id, state, attempt }) => ({ id, state, attempts: attempt })),
  pr: run.pr,
  tokens: run.spent.tokens,
  cost_usd: run.spent.microUsd / 1e6,
});

/** The job summary of an Action's pass. */
export function summaryMarkdown(runs: readonly RunSummary[], problems: readonly string[]): string {
  const rows = runs.map((run) => {
    const done = run.phases.filter((phase) => phase.state === 'COMPLETE').length;
    const pr = run.pr === null ? '' : `#${run.pr}`;
    return `| #${run.issue} ${plainText(run.title, 80)} | \`${run.run_id}\` | ${run.state} | ${done} of ${run.phases.length} | ${pr} | ${usd(run.cost_usd * 1e6)}, ${count(run.tokens)} tokens |`;
  });
  const table = [
    '| Issue | Run | State | Phases | PR | Spent |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  return [
    '## Autopack',
    runs.length === 0 ? 'No run is open and no issue asks for one.' : table,
    ...(problems.length > 0 ? [needsPerson(problems)] : []),
  ].join('\n\n');
}

/** The same page, of a pass that could not begin. */
export const problemMarkdown = (problem: string): string =>
  `## Autopack\n\n${needsPerson([problem])}`;

const needsPerson = (problems: readonly string[]): string =>
  `**Needs a person**\n${problems.map((problem) => `- ${plainText(problem, 500)}`).join('\n')}`;
