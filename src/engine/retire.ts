import { ConflictError, UserError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import { numberOf, withEnded, withoutEnded } from '../core/report/ended.ts';
import type { CommentSeen } from '../core/run/observation.ts';
import { isOld, statusOf, staysBecause } from '../core/run/retention.ts';
import type { Forge, LedgerTip } from '../ports.ts';
import type { EnginePorts } from './ports.ts';

/** Ledgers that one round reads: each costs a request, and most of them are too young. */
const AT_ONCE = 10;

export interface Retention {
  /** By the repository's configuration as it stands; null: ledgers stay for ever. */
  readonly days: (config: string | null) => number | null;
  /** Counts the rounds, so that each looks at others; any number that grows. */
  readonly turn: number;
}

/**
 * Deletes ledgers of runs that were over long ago, a few a round. The status comment is told first: a process that
 * dies in between leaves a line in it that the next round finds, and a run that people have go on writes it anew.
 * Returns the runs whose ledgers went.
 */
export async function retire(
  ports: EnginePorts,
  { days, turn }: Retention,
): Promise<readonly RunId[]> {
  const { config } = await ports.forge.repo();
  const most = days(config);
  if (most === null) return [];
  const gone: RunId[] = [];
  for (const { runId, oid } of inTurn(oldest(await ports.ledger.list()), turn)) {
    const tip = await readable(() => ports.ledger.kept(runId, oid));
    // What somebody touched is for people to look at, and so is what another version wrote.
    if (tip === undefined || tip.broken !== null) continue;
    if (isOld(tip.run, ports.clock.now(), most) && (await went(ports, tip, most))) gone.push(runId);
  }
  return gone;
}

/** Undefined as well: it was written by another version, or by hand. */
export async function readable(
  read: () => Promise<LedgerTip | undefined>,
): Promise<LedgerTip | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError && error.code === 'ledger/unreadable') return undefined;
    throw error;
  }
}

type Listed = Awaited<ReturnType<EnginePorts['ledger']['list']>>[number];

/** Of each issue the first: commands that people gave to a later run must never reach an earlier one. */
function oldest(all: readonly Listed[]): readonly Listed[] {
  const inOrder = all.toSorted((a, b) => a.issue - b.issue || numberOf(a) - numberOf(b));
  return inOrder.filter((one, index) => one.issue !== inOrder[index - 1]?.issue);
}

function inTurn(all: readonly Listed[], turn: number): readonly Listed[] {
  if (all.length <= AT_ONCE) return all;
  const from = (turn * AT_ONCE) % all.length;
  return [...all.slice(from), ...all.slice(0, from)].slice(0, AT_ONCE);
}

const say = async (forge: Forge, comment: CommentSeen, body: string): Promise<void> => {
  if (body.trimEnd() !== comment.body.trimEnd()) await forge.editComment(comment, body);
};

async function went(ports: EnginePorts, tip: LedgerTip, days: number): Promise<boolean> {
  const { forge, ledger, log } = ports;
  const { runId, run, oid, strategy } = tip;
  // The App alone can say what the record of its own runs was.
  if (run.identity !== ports.identity) return false;
  const number = run.issue.number;
  const world = await forge.world({ issue: number, runId, recorded: run.head, pr: run.pr });
  const issue = world.issue ?? null;
  const stays = staysBecause({ run, strategy, oid }, { ...world, issue });
  const comment = statusOf(runId, issue?.ours ?? []);
  try {
    if (stays !== null) {
      log.info({ run: runId, stays }, 'an old ledger stays');
      const stands = comment !== undefined && world.ledger === oid;
      if (stands) await say(forge, comment, withoutEnded(comment.body));
      return false;
    }
    const end = { runId, until: run.updatedAt };
    const tell = async (ours: readonly CommentSeen[]): Promise<void> => {
      const there = statusOf(runId, ours);
      if (there !== undefined) await say(forge, there, withEnded(there.body, end, days));
    };
    await tell(issue?.ours ?? []);
    await ledger.drop(runId, oid);
    // A pass that looked before it was told may have written the comment anew: without it, old words would be heard again.
    await tell((await forge.issue(number))?.ours ?? []);
  } catch (error) {
    // Somebody was faster: the run goes on, or its ledger is gone already.
    if (!(error instanceof ConflictError)) throw error;
    return false;
  }
  ports.tips.delete(number);
  log.info({ run: runId, days }, 'an old ledger was deleted');
  return true;
}
