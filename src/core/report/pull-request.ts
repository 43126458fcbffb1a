import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { plainText } from '../text/neutralise.ts';
import { commitLink, count, type Links, short, usd } from './words.ts';

const START = '<!-- autopack:island:start -->';
const END = '<!-- autopack:island:end -->';

/** Replaces what stands between our two markers; text around it belongs to people and stays as it is. */
export function mergeIsland(body: string, island: string): string {
  const text = `${START}\n${island}\n${END}`;
  const [start, end] = [body.indexOf(START), body.indexOf(END)];
  if (start >= 0 && end > start) return body.slice(0, start) + text + body.slice(end + END.length);
  return body.trim() === '' ? text : `${body.trimEnd()}\n\n${text}`;
}

export const pullTitle = (run: Run): string => plainTitle(run.issue.title, run.issue.number);

const plainTitle = (title: string, issue: number): string =>
  `${title.replace(/\s+/g, ' ').trim().slice(0, 200) || 'Plan'} (#${issue})`;

/** What a reviewer needs before merging. `Closes` is ours, and the only closing word in it. */
export function pullIsland({
  run,
  strategy,
  links,
}: {
  run: Run;
  strategy: Strategy;
  links: Links;
}): string {
  const rows = run.phases.map((phase) => {
    const name = strategy.phases.find((one) => one.id === phase.id)?.name ?? '';
    const commits = phase.candidates
      .map((candidate) => commitLink(links, candidate.head))
      .join(' ');
    return `| ${phase.id} ${plainText(name, 80)} | ${phase.state.toLowerCase()} | ${commits} | ${evidence(phase)} |`;
  });
  return [
    `Closes #${run.issue.number}`,
    '## What changed',
    ['| Phase | State | Commits | Acceptance (evidence) |', '|---|---|---|---|', ...rows].join(
      '\n',
    ),
    '## Before you merge',
    before(run, links),
    closing(run),
    'I cannot approve or merge. Whoever started the run should not be the only one to approve it.',
  ].join('\n\n');
}

function evidence(phase: Run['phases'][number]): string {
  const audit = phase.candidates.at(-1)?.audit;
  if (!audit) return '';
  return audit.acceptance
    .map(
      (one) =>
        `${one.proven ? '✔' : '✖'} ${plainText(one.criterion, 80)}: ${plainText(one.evidence, 100)}`,
    )
    .join(' · ');
}

function before(run: Run, links: Links): string {
  const last = run.phases.findLast((phase) => phase.candidates.length > 0)?.candidates.at(-1);
  const open = run.findings.filter((finding) => finding.status === 'open');
  const risk = Math.max(0, ...run.phases.map((phase) => phase.candidates.at(-1)?.risk ?? 0));
  const ci = last?.ci?.verdict === 'green' ? '🟢' : last?.ci?.verdict === 'red' ? '🔴' : '🟡';
  const people = run.people.map(
    ({ sha, by }) => `${commitLink(links, sha)} by ${plainText(by, 60)}`,
  );
  return [
    `- CI on ${commitLink(links, run.head)}: ${ci} · open findings: ${open.length}${open.length > 0 ? ` (${open.map((f) => f.id).join(', ')})` : ''} · highest risk of a phase: ${risk} of 100`,
    `- Commits by people in this branch: ${people.length === 0 ? 'none' : people.join(', ')}`,
    `- Verified head: ${run.state === 'DONE_SUCCESS' ? commitLink(links, run.snapshot) : 'not yet'}`,
  ].join('\n');
}

function closing(run: Run): string {
  const models = Object.entries(run.spentBy).map(([by, spent]) => `${by} ${count(spent.tokens)}`);
  const attempts = run.phases.reduce((sum, phase) => sum + phase.attempt, 0);
  return `Cost ${usd(run.spent.microUsd)}, ${count(run.spent.tokens)} tokens (${models.join(', ') || 'none'}) · ${run.phases.length} phases, ${attempts} attempts, ${run.ciRuns} CI runs\nRollback: \`git revert -m 1 <merge commit>\` · run \`${run.runId}\`, plan \`${short(run.planHash)}\``;
}
