import type { Action } from './action.ts';
import { parseCommand } from './command.ts';
import { isTerminal } from './evolve.ts';
import type { RunEvent, RunFailure } from './event.ts';
import type { CommandSeen, Seen } from './observation.ts';
import type { Run } from './run.ts';

/** What people did comes before anything we would do: commands, a closed issue, a closed or merged pull request. */
export function hearPeople(run: Run, seen: Seen): readonly Action[] | null {
  const fresh = seen.commands.filter((command) => !run.commands.includes(command.id));
  const command = fresh[0];
  if (command !== undefined) return [{ do: 'record', events: answer(run, command, seen.now) }];
  return merged(run, seen) ?? (isTerminal(run) ? promotionStep(run, seen) : closed(run, seen));
}

function answer(run: Run, command: CommandSeen, now: number): readonly RunEvent[] {
  const parsed = parseCommand(command.text);
  const name = parsed?.is === 'command' ? parsed.name : (parsed?.word ?? '');
  const heard = (accepted: boolean, text: string): RunEvent => ({
    type: 'command-seen',
    at: now,
    id: command.id,
    actor: command.actor,
    command: name.slice(0, 60),
    accepted,
    answer: text,
  });
  if (parsed === null) return [heard(false, 'Not a command.')];
  if (parsed.is === 'unknown') {
    const hint =
      parsed.nearest === null
        ? 'Try `/autopack help`.'
        : `Did you mean \`/autopack ${parsed.nearest}\`?`;
    return [heard(false, `There is no such command. ${hint}`)];
  }
  if (parsed.name === 'status' || parsed.name === 'help')
    return [heard(true, 'The status comment says it all.')];
  if (!command.mayWrite) return [heard(false, 'That needs write access to this repository.')];
  if (parsed.name !== 'cancel')
    return [heard(false, `Run ${run.runId} is ${isTerminal(run) ? 'over' : 'at work'}.`)];
  if (isTerminal(run)) return [heard(false, `Run ${run.runId} is over already.`)];
  const by = `Cancelled by ${command.actor.login}.`;
  return [heard(true, by), stop(now, 'cancelled', by)];
}

function closed(run: Run, seen: Seen): readonly Action[] | null {
  const because = (reason: RunFailure['reason'], detail: string): readonly Action[] => [
    { do: 'record', events: [stop(seen.now, reason, detail)] },
  ];
  if (!seen.issueOpen)
    return because('issue_closed', 'The issue was closed while the run was at work.');
  if (seen.pull?.state === 'closed')
    return because('pr_closed', 'The pull request was closed while the run was at work.');
  return null;
}

/** A merge is a person's decision whenever it comes; the record says whether it was of the verified head. */
function merged(run: Run, seen: Seen): readonly Action[] | null {
  const { pull } = seen;
  if (pull?.state !== 'merged' || pull.mergeCommit === null || run.promotion === 'promoted')
    return null;
  const verified =
    run.state === 'DONE_SUCCESS' && run.promotion === 'eligible' && pull.head === run.head;
  const early: readonly RunEvent[] = isTerminal(run)
    ? []
    : [stop(seen.now, 'pr_closed', 'The pull request was merged before the run had finished.')];
  const event: RunEvent = {
    type: 'run-promoted',
    at: seen.now,
    head: pull.head,
    merge: pull.mergeCommit,
    verified,
  };
  return [{ do: 'record', events: [...early, event] }];
}

/** The promotion lives on after DONE_SUCCESS: people may add commits, close the pull request, or merge it. */
function promotionStep(run: Run, seen: Seen): readonly Action[] | null {
  const { branch, pull, now } = seen;
  if (run.promotion === 'promoted')
    return run.state === 'DONE_SUCCESS' && seen.issueOpen ? [{ do: 'close-issue' }] : null;
  if (run.promotion === 'none' || run.promotion === 'closed') return null;
  if (pull?.state === 'closed')
    return [{ do: 'record', events: [{ type: 'promotion-closed', at: now }] }];
  if (branch.is !== 'ahead') return null;
  const { head, commits } = branch;
  return [
    {
      do: 'record',
      events: [{ type: 'branch-advanced', at: now, before: run.head, head, commits: [...commits] }],
    },
  ];
}

const stop = (at: number, reason: RunFailure['reason'], detail: string): RunEvent => ({
  type: 'run-failed',
  at,
  failure: { state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason, detail, phase: null },
});
