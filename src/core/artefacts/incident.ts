import { utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from '../hash.ts';
import { choicesFor } from '../report/choices.ts';
import { failingIn } from '../report/failing.ts';
import { reproduceLines } from '../report/reproduce.ts';
import { describeEvent } from '../report/journal.ts';
import { moment } from '../report/words.ts';
import type { RunFailure } from '../run/event.ts';
import { fold } from '../run/evolve.ts';
import type { PhaseRun } from '../run/run.ts';
import { clamp, fenceCode, plainText, quoted } from '../text/neutralise.ts';
import { budgetRows, budgetTable, firedBy, firedWords } from './budget.ts';
import { runIssueIndex } from './issues.ts';
import { jsonText } from './json.ts';
import type { RunRecord } from './record.ts';
import { backlogPart, environmentPart } from './surroundings.ts';
import { spentBy } from './spent-by.ts';
import { type Trace, traceOf } from './trace.ts';
import { tries } from './tries.ts';

const LOG_CHARS = 8_000;

/**
 * The pack of the last failure, by path below `incident/` (v7 section 16); empty when the run never failed. It
 * is of the moment at which the run failed: what came later, a retry say, does not change what had happened.
 */
export function incidentPack(record: RunRecord): ReadonlyMap<string, string> {
  const last = record.events.findLastIndex(({ type }) => type === 'run-failed');
  if (last < 0) return new Map();
  const events = record.events.slice(0, last + 1);
  const run = fold(undefined, events);
  const { failure } = run;
  if (failure === null) return new Map();
  const then: RunRecord = { ...record, run, events };
  const trace = traceOf(events);
  const files = new Map([
    ['summary.md', summaryPage(then, failure, trace)],
    ['strategy.json', jsonText(record.strategy)],
    ['journal.jsonl', journal(then)],
    ...tries(trace),
    ['calls.json', jsonText(trace.calls)],
    ['findings.json', jsonText(runIssueIndex(run, record.strategy))],
    ['backlog.json', jsonText(backlogPart(then))],
    ['environment.json', jsonText(environmentPart(then, trace))],
    ['budget.json', jsonText(budgetPart(then, trace))],
    ['ci.json', jsonText(ciPart(then, failure, trace))],
    ['snapshot.json', jsonText(snapshotPart(then, trace))],
    ['reproduce.sh', `${reproduceLines(run).join('\n')}\n`],
  ]);
  return new Map([['index.json', indexOf(then, files)], ...files]);
}

/** No times: the same pack has the same index, whoever renders it and when. */
function indexOf({ run, strategy }: RunRecord, files: ReadonlyMap<string, string>): string {
  const artefacts = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({
      path,
      bytes: utf8ToBytes(text).length,
      sha256: sha256Hex(text),
    }));
  return jsonText({
    version: 1,
    run_id: run.runId,
    ruleset_sha256: strategy.rulesetHash,
    plan_sha256: run.planHash,
    artefacts,
  });
}

export const failedPhase = ({ run }: RunRecord, failure: RunFailure): PhaseRun | undefined =>
  run.phases.find(({ id }) => id === failure.phase) ??
  run.phases.findLast(({ state }) => state === 'FAILED');

function summaryPage(record: RunRecord, failure: RunFailure, trace: Trace): string {
  const { run, strategy } = record;
  const phase = failedPhase(record, failure);
  const fired = firedBy(run, strategy);
  const tried = trace.attempts.filter((attempt) => attempt.phase === phase?.id);
  return `${[
    `# Run ${run.runId} stopped: \`${failure.reason}\``,
    [
      `- State: \`${failure.state}\``,
      `- Why: ${quoted(failure.detail, 600)}`,
      `- Where: ${phase === undefined ? 'no phase was at work' : `phase ${phase.id}, tier ${phase.tier}`}`,
      `- Cap that fired: ${fired === null ? 'none' : firedWords(fired)}`,
      `- Ended: ${moment(run.updatedAt)}, after ${run.seq} events`,
      `- Plan \`${run.planHash}\`, strategy \`${run.strategyHash ?? 'none'}\`, ruleset \`${strategy.rulesetHash}\``,
    ].join('\n'),
    `## What was tried\n\n${tried.length === 0 ? 'Nothing.' : tried.map(triedLine).join('\n')}`,
    `## Budget\n\n${budgetTable(budgetRows(run, strategy))}`,
    `## Reproduce\n\n${fenceCode(reproduceLines(run).join('\n'), 'sh')}`,
    `## What you can do\n\n${choicesFor(failure.reason, failure.phase, record)
      .map((choice) => `- ${choice}`)
      .join('\n')}`,
  ].join('\n\n')}\n`;
}

function triedLine(attempt: Trace['attempts'][number]): string {
  const { commit, ci, audits, refused } = attempt;
  const models = attempt.calls.map((call) => `${call.role} ${call.model} ${call.outcome}`);
  const parts = [
    ...models,
    ...(refused === null ? [] : [`edits refused (${refused})`]),
    ...(commit === null
      ? []
      : [`pushed ${commit.head.slice(0, 7)}, +${commit.added} -${commit.removed}`]),
    ...(ci === null ? [] : [`CI ${ci.verdict}`]),
    ...audits.map((audit) => `audit ${audit.verdict}`),
  ];
  const failed = ci?.verdict === 'red' ? ` ${failingIn(ci).sentence}.` : '';
  return `- Try ${attempt.attempt}: ${plainText(parts.join('; '), 600)}.${failed}`;
}

/** Every event that the run's states went through, in words. */
const journal = ({ events }: RunRecord): string =>
  events
    .map((event, index) =>
      JSON.stringify({
        seq: index + 1,
        at: event.at,
        type: event.type,
        text: describeEvent(event),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');

const budgetPart = ({ run, strategy }: RunRecord, { calls }: Trace): unknown => ({
  fired: firedBy(run, strategy),
  rows: budgetRows(run, strategy),
  by_role_and_model: run.spentBy,
  by_tier: Object.fromEntries(
    strategy.tiers.map(({ id }) => [
      id,
      spentBy(
        calls,
        strategy.phases.flatMap((phase) => (phase.tier === id ? [phase.id] : [])),
      ),
    ]),
  ),
  by_phase: Object.fromEntries(strategy.phases.map(({ id }) => [id, spentBy(calls, [id])])),
});

/** CI of the head that failed, and what was red on the base already. */
function ciPart(record: RunRecord, failure: RunFailure, trace: Trace): unknown {
  const { run } = record;
  const known = run.baseline?.jobs ?? [];
  const phase = failedPhase(record, failure);
  const reports = trace.attempts.filter((one) => one.phase === phase?.id && one.ci !== null);
  const last = reports.at(-1);
  const failing = (last?.ci?.jobs ?? [])
    .filter(({ conclusion }) => conclusion !== 'success' && conclusion !== 'skipped')
    .map(({ name }) => name);
  return {
    current:
      last === undefined
        ? null
        : { head: last.commit?.head ?? null, ...last.ci, excerpt: undefined },
    links: linksOf(record, last?.ci?.jobs ?? []),
    baseline: run.baseline ?? null,
    difference: {
      newly_failing: failing.filter((name) => !known.includes(name)),
      red_on_the_base_already: failing.filter((name) => known.includes(name)),
    },
    log_tail: last?.ci == null ? null : clamp(last.ci.excerpt, LOG_CHARS),
  };
}

/** Without the server, which the record does not know. */
const linksOf = (
  { run: { repo } }: RunRecord,
  jobs: readonly { readonly workflowRun: number }[],
): readonly string[] =>
  [...new Set(jobs.map(({ workflowRun }) => workflowRun))]
    .filter((id) => id > 0)
    .map((id) => `/${repo.owner}/${repo.name}/actions/runs/${id}`);

/** Where the work is still good, where it ended, and how far the two are apart. */
function snapshotPart({ run, strategy }: RunRecord, trace: Trace): unknown {
  const after = trace.attempts.findLastIndex((one) => one.commit?.head === run.snapshot);
  const since = trace.attempts.slice(after + 1).flatMap(({ commit }) => commit ?? []);
  const sum = (of: (commit: (typeof since)[number]) => number): number =>
    since.reduce((total, commit) => total + of(commit), 0);
  return {
    last_good: run.snapshot,
    base: run.base.sha,
    nothing_verified: run.snapshot === run.base.sha,
    head: run.head,
    complete_phases: strategy.phases
      .filter(({ id }) => run.phases.some((one) => one.id === id && one.state === 'COMPLETE'))
      .map(({ id }) => id),
    since_last_good: {
      commits: since.length,
      added: sum(({ added }) => added),
      removed: sum(({ removed }) => removed),
      each: since.map(({ head, files, added, removed }) => ({ head, files, added, removed })),
    },
  };
}
