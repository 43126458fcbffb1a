import type { DebtEntry } from '../core/backlog/entry.ts';
import { backlogOf, type BacklogSeen, type Debt, isDismissed } from '../core/backlog/issues.ts';
import { reportOf, updateBacklog } from '../core/backlog/update.ts';
import { DEBT_LABEL, debtWrites } from '../core/backlog/writes.ts';
import { debtId } from '../core/findings/effective.ts';
import { holds } from '../core/findings/same.ts';
import { ciKey, openFindings } from '../core/findings/stream.ts';
import { backlogMarker, backlogNote } from '../core/report/backlog-note.ts';
import { isTerminal } from '../core/run/evolve.ts';
import type { Seen } from '../core/run/observation.ts';
import type { Run } from '../core/run/run.ts';
import { type DoneTiers, tierMark } from '../core/plan/one-tier.ts';
import type { LedgerTip } from '../ports.ts';
import type { Pass } from './pass.ts';
import type { EnginePorts } from './ports.ts';

/**
 * For the start of a run: what the project's backlog says now, and what earlier runs of the issue have merged, have
 * a part in what will govern it.
 */
export async function withPast(
  ports: EnginePorts,
  past: { readonly repoId: number; readonly done: DoneTiers },
): Promise<EnginePorts> {
  const { debts } = await lookAtBacklog(ports, past.repoId);
  return { ...ports, planning: ports.planning.after(debts, past.done) };
}

/** The tiers of an issue's plan that its runs have brought to the default branch. */
export function doneTiers(latest: LedgerTip | undefined): DoneTiers {
  if (latest === undefined || latest.strategy.runScope !== 'single_tier') return [];
  const { strategy, run } = latest;
  const before = strategy.tiersDone ?? [];
  return run.promotion === 'promoted' ? [...before, ...strategy.tiers.map(tierMark)] : before;
}

/**
 * The last step of a pass over a run that is over: what it found goes into the project's backlog, what its merge
 * took away leaves it. Nothing is written down about it: the issues are compared with what they should be, and a
 * process that dies between two of them is only a repeat.
 */
export async function keepBacklog(pass: Pass, seen: Seen): Promise<void> {
  const run = pass.run();
  if (!hasSpoken(run) || seen.frozen !== null) return;
  const { ports, strategy } = pass;
  const mark = `${run.runId}:${run.seq}`;
  if (ports.kept?.get(run.issue.number) === mark) return;
  // A run that failed takes nothing away, so without findings it has nothing to say.
  if (run.promotion !== 'promoted' && openFindings(run, strategy).length === 0) return;
  const { left, made } = await bringUpToDate(pass, { mayCreate: true });
  // Another process may have made the same at the same moment; one of the two sees both now, and closes one.
  if (made) await bringUpToDate(pass, { mayCreate: false });
  const isMute = seen.issueGone === true || seen.issueLocked === true;
  if (left > 0 && !isMute) await tellLeft(pass, seen, left);
  ports.kept?.set(run.issue.number, mark);
}

async function bringUpToDate(
  pass: Pass,
  { mayCreate }: { readonly mayCreate: boolean },
): Promise<{ readonly left: number; readonly made: boolean }> {
  const { ports, strategy } = pass;
  const run = pass.run();
  const backlog = await lookAtBacklog(ports, run.repo.id);
  const isGone = await goneFrom(ports, run, backlog.debts);
  const redact = (text: string): string => ports.redact(text);
  const hasPassed = await passedIn(ports, run, backlog.debts);
  const ended = { run, strategy, isGone, hasPassed, redact };
  const { entries, left } = updateBacklog(backlog.debts, ended);
  let made = false;
  for (const write of debtWrites(backlog, entries, ports.sealKey)) {
    if (write.do === 'edit') await ports.forge.editIssue(write.issue, write);
    else if (mayCreate) {
      await ports.forge.createIssue({ ...write, labels: [DEBT_LABEL] });
      made = true;
    }
  }
  return { left, made };
}

/** What was merged is in the project; what failed was seen in it, and will be seen again. */
const hasSpoken = (run: Run): boolean =>
  isTerminal(run) && (run.promotion === 'promoted' || run.state !== 'DONE_SUCCESS');

const lookAtBacklog = async (ports: EnginePorts, repoId: number): Promise<BacklogSeen> =>
  backlogOf(await ports.forge.debtIssues(), { repoId, key: ports.sealKey });

/** Whether the default branch still has the code that an entry stands on, as it was with this run's merge. */
async function goneFrom(
  ports: EnginePorts,
  run: Run,
  debts: readonly Debt[],
): Promise<(entry: DebtEntry) => boolean> {
  const anchored = debts.filter(
    (debt) => debt.entry?.anchor != null && debt.entry.status !== 'resolved' && !isDismissed(debt),
  );
  if (run.merge === null || anchored.length === 0) return () => false;
  const paths = new Set(anchored.map(({ entry }) => entry?.path));
  const tree = await ports.forge.tree(run.merge);
  const wanted = tree.filter(({ path }) => paths.has(path));
  const texts = new Map(
    (await ports.forge.files(run.merge, wanted)).map(({ path, text }) => [path, text]),
  );
  return ({ path, anchor }) => {
    if (path === null || anchor === null) return false;
    const text = texts.get(path);
    // A file that is there and cannot be read says nothing.
    if (text === undefined) return !wanted.some((one) => one.path === path);
    return !holds(path, text, anchor);
  };
}

/** More workflow runs than this are not asked for their reports: what is not known to pass stays. */
const MAX_REPORTS = 5;

/** A report that does not name a test may be of other tests: only one that has it run and pass takes it away. */
async function passedIn(
  { forge, redact }: EnginePorts,
  run: Run,
  debts: readonly Debt[],
): Promise<(entry: DebtEntry) => boolean> {
  const isAwaited = debts.some(
    ({ entry }) => entry?.category === 'test_failure' && entry.status !== 'resolved',
  );
  const jobs = run.promotion === 'promoted' && isAwaited ? (reportOf(run)?.jobs ?? []) : [];
  const runs = [...new Set(jobs.map(({ workflowRun }) => workflowRun))].filter((id) => id > 0);
  const names = runs.length === 0 ? [] : await forge.ciPassed(runs.slice(0, MAX_REPORTS));
  const passed = new Set(names.map((name) => debtId(ciKey('test', redact(name).slice(0, 300)))));
  return ({ id }) => passed.has(id);
}

/** A run that found more than it may open issues for says so where it was asked for. */
async function tellLeft(pass: Pass, seen: Seen, left: number): Promise<void> {
  const { runId, issue } = pass.run();
  const body = backlogNote(runId, left);
  const there = seen.comments.find((comment) => comment.body.includes(backlogMarker(runId)));
  if (there === undefined) await pass.ports.forge.comment(issue.number, body);
  else if (there.body.trimEnd() !== body.trimEnd()) await pass.ports.forge.editComment(there, body);
}
