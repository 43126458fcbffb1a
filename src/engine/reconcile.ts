import { TransientError, UserError } from '../core/errors.ts';
import type { RunKey } from '../core/ids.ts';
import type { Action } from '../core/run/action.ts';
import { isTerminal } from '../core/run/evolve.ts';
import { isEndedByCommand } from '../core/run/people.ts';
import { decide, wakeTime } from '../core/run/decide.ts';
import { LAG_MS } from '../core/run/limits.ts';
import { awaitsMerge } from '../core/plan/past-tiers.ts';
import type { IssueSeen, LedgerTip } from '../ports.ts';
import { answerLost } from './answer-lost.ts';
import { answerVerify, toVerify } from './answer-verify.ts';
import { keepBacklog } from './backlog.ts';
import { checkConfig } from './config-check.ts';
import { type Looked, observe } from './observe.ts';
import { openPass, type Pass } from './pass.ts';
import type { PassResult } from '../ports.ts';
import type { EnginePorts } from './ports.ts';
import { openScreen } from './show.ts';
import { sayVerdict } from './pull-verdict.ts';
import { restoreDeleted, wasPutBack } from './restore.ts';
import { answerIssue, askedIn } from './start.ts';
import { type Aged, type Around, perform } from './perform.ts';

/** A pass that decides this often without coming to rest has a broken rule in it. */
const MAX_STEPS = 400;

/**
 * One pass: read the ledger, look at the world, decide, act, until nothing is to be done; then show.
 * Whatever set it off, it does the same, so doing it twice is doing it once.
 */
export async function reconcile(ports: EnginePorts, key: RunKey): Promise<PassResult> {
  const known = ports.tips.get(key.issue);
  if (known !== undefined && !isTerminal(known.run)) {
    // Nobody moved the ledger since this process last saw it: what it says is known without reading it.
    const looked = await observe(ports, known.run, known);
    if (looked.ledger === known.oid) return advance(ports, known, looked);
  }
  const latest = notOlder(await ports.ledger.latest(key.issue), known, ports.clock.now());
  // A run at work is not to be started: what the issue says is read along with everything else.
  if (latest !== undefined && !isTerminal(latest.run)) return advance(ports, latest);
  const issue = await ports.forge.issue(key.issue);
  if (issue === undefined) {
    // It is gone, and its pull request is not: a merge is a merge.
    if (latest !== undefined) return advance(ports, latest);
    await checkConfig(ports, key.issue);
    await sayVerdict(ports, key.issue);
    return { wakeAt: null };
  }
  const past = await upToDate(ports, issue, latest);
  const tip = (await restoreDeleted(ports, issue, past)) ?? (await answerIssue(ports, issue, past));
  if (tip !== undefined) return advance(ports, tip);
  await answerVerify(ports, key.issue, toVerify(key.issue, issue));
  await answerLost(ports, issue);
  return { wakeAt: null };
}

/** Who merges a tier and asks for the next in one breath means what was merged: that is written down first. */
async function upToDate(
  ports: EnginePorts,
  issue: IssueSeen,
  latest: LedgerTip | undefined,
): Promise<LedgerTip | undefined> {
  if (latest === undefined || awaitsMerge(latest) === null) return latest;
  if (askedIn(issue, latest).is === 'nothing') return latest;
  await advance(ports, latest);
  const now = ports.tips.get(issue.number);
  return now?.runId === latest.runId ? now : latest;
}

/** A ledger only grows: one that is older than what this process knows of it was moved back by somebody. */
function notOlder(
  latest: LedgerTip | undefined,
  known: LedgerTip | undefined,
  now: number,
): LedgerTip | undefined {
  if (latest === undefined || latest.runId !== known?.runId || latest.broken !== null)
    return latest;
  // Another process put it back as of its seal, and ended it.
  if (wasPutBack(latest.run)) return latest;
  const [is, was] = [latest.run.seq, known.run.seq];
  if (is >= was) return latest;
  // A replica may lag behind our own write.
  if (now < known.run.updatedAt + LAG_MS)
    throw new TransientError(`GitHub shows an older ledger of run ${known.runId}`);
  return { ...latest, broken: `it counts ${is} events, and has counted ${was}` };
}

async function advance(ports: EnginePorts, tip: LedgerTip, looked?: Looked): Promise<PassResult> {
  // One step by a workflow's token, and the App could never believe its own record again.
  if (tip.run.identity === 'app' && ports.identity === 'token') return { wakeAt: null };
  const pass = openPass(ports, tip);
  let { seen, toVerify: asks } = looked ?? (await observe(ports, pass.run(), pass.tip()));
  const screen = openScreen(pass, seen);
  let old = false;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const action = decide(pass.run(), pass.strategy, seen)[0];
    if (action === undefined && !old) {
      await pass.flush();
      await screen.show();
      await keepBacklog(pass, seen);
      await answerVerify(ports, tip.run.issue.number, asks);
      const isNext = !isTerminal(tip.run) && isEndedByCommand(pass.run());
      return { wakeAt: isNext ? ports.clock.now() : wakeTime(pass.run(), pass.strategy, seen) };
    }
    const aged = action === undefined ? 'look' : await performed(pass, action, { seen, screen });
    old = aged === 'old' || (old && aged === 'fresh');
    // A model call takes minutes, in which people may have cancelled: look before anything else is done.
    if (aged === 'look') {
      ({ seen, toVerify: asks } = await observe(ports, pass.run(), pass.tip()));
      screen.refresh(seen);
    } else seen = { ...seen, now: ports.clock.now() };
  }
  throw new Error(`run ${pass.run().runId} did not come to rest in ${MAX_STEPS} steps`);
}

/** Lasting, and for a person to mend. */
const REFUSED: readonly string[] = ['github/forbidden', 'ledger/refused', 'env/not-served'];

/** What we are not let do is said on the issue too, where otherwise the last step stays for good as the next one. */
async function performed(pass: Pass, action: Action, around: Around): Promise<Aged> {
  try {
    return await perform(pass, action, around);
  } catch (error) {
    if (!(error instanceof UserError) || !REFUSED.includes(error.code)) throw error;
    around.screen.refresh({ refused: `${error.message} ${error.fix}` });
    try {
      await around.screen.show();
    } catch (other) {
      // That may be what was refused.
      if (!(other instanceof UserError)) throw other;
    }
    throw error;
  }
}
