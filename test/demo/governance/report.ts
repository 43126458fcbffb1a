/** The table at the end of the governance demo. */
import { keptWords } from '../keep.ts';
import { ACTS, type GovernanceResult } from './run.ts';

const WIDTH = Math.max(...ACTS.map((title) => title.length)) + 2;

export function reportGovernance(done: GovernanceResult, say: (line: string) => void): void {
  say('');
  say(`     ${'Act'.padEnd(WIDTH)}Read on GitHub`);
  ACTS.forEach((title, index) => {
    const act = done.acts[index];
    const mark = act?.happened === true ? '✔' : '✘';
    const proofs = Object.entries(act?.proofs ?? {});
    const names = proofs.map(([name, isSo]) => `${isSo ? '' : 'NOT '}${name.replaceAll('_', ' ')}`);
    say(`${mark} ${index + 1}  ${title.padEnd(WIDTH)}${names.join(', ') || 'not played'}`);
  });
  say('');
  if (done.broken !== null) say(`The story broke off: ${done.broken}\n`);
  const happened = done.acts.filter((act) => act.happened).length;
  say(
    `${happened} of ${ACTS.length} acts in ${done.runs.length} runs: ${done.llm_calls} model calls, ${done.github_requests} GitHub requests, ${Math.round(done.wall_ms / 1_000)} s.`,
  );
  say('');
  say(keptWords(done));
}
