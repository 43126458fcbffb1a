import { setOutput, summary } from '@actions/core';
import type { RunSummary } from '../src/core/report/run-summary.ts';
import { problemMarkdown, summaryMarkdown } from '../src/core/report/run-summary.ts';

/** The step's outputs and its page in the job summary. `@actions/core` delimits values at random, so none can forge another. */
export async function writeOutputs(
  runs: readonly RunSummary[],
  problems: readonly string[],
  artefactsPath: string | null,
): Promise<void> {
  const count = (fits: (run: RunSummary) => boolean): number => runs.filter(fits).length;
  setOutput('runs', JSON.stringify(runs));
  setOutput(
    'done',
    count((run) => run.state === 'DONE_SUCCESS'),
  );
  setOutput(
    'failed',
    count((run) => run.state.startsWith('DONE_FAILED')),
  );
  setOutput(
    'waiting',
    count((run) => !run.state.startsWith('DONE_')),
  );
  setOutput('artefacts-path', artefactsPath ?? '');
  summary.addRaw(summaryMarkdown(runs, problems), true);
  await summary.write();
}

/** The job's page where there was no pass; outputs stay empty. */
export async function writeProblem(problem: string): Promise<void> {
  summary.addRaw(problemMarkdown(problem), true);
  await summary.write();
}
