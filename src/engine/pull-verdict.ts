import { pullVerdicts } from '../core/report/pull-verdict.ts';
import type { EnginePorts } from './ports.ts';

/** Speaks the promotion check where no run does: on other people's pull requests, and in a merge queue. */
export async function sayVerdict(ports: EnginePorts, number: number): Promise<void> {
  const pull = await ports.forge.pullHeads(number);
  if (pull === undefined) return;
  const issue = pull.runId === null ? null : Number(pull.runId.split('-')[0]);
  const tip = issue === null ? undefined : await ports.ledger.latest(issue);
  // Of a record that cannot be trusted nothing is repeated.
  const run = tip === undefined || tip.broken !== null ? null : tip.run;
  for (const wanted of pullVerdicts(pull, run)) await ports.forge.createCheck(wanted);
}
