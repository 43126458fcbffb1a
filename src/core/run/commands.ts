import { type Answer, type Heard, no, yes } from './commands-answer.ts';
import { mayDo } from '../permission.ts';
import { runFindings } from '../findings/stream.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { failWith } from './action.ts';
import { raise } from './commands-budget.ts';
import { resume, retry, rollback } from './commands-again.ts';
import { type CommandName, COMMANDS, meantBy, parseCommand } from './command.ts';
import { isTerminal } from './evolve.ts';
import type { RunEvent, RunFailure } from './event.ts';
import type { CommandSeen, Seen } from './observation.ts';
import type { Run } from './run.ts';

/** The events of one command: that it was heard and what was answered, then what it changes. */
export function answerCommand(
  run: Run,
  strategy: Strategy,
  heard: { readonly command: CommandSeen; readonly seen: Seen },
): readonly RunEvent[] {
  const { command, seen } = heard;
  const parsed = parseCommand(command.text);
  const name = parsed?.is === 'command' ? parsed.name : (parsed?.word ?? '');
  const answer =
    parsed === null
      ? no(`Not a command. ${hint(meantBy(command.text))}`)
      : parsed.is === 'unknown'
        ? no(`There is no such command. ${hint(parsed.nearest)}`)
        : answerOf(parsed.name, { run, strategy, seen, command, args: parsed.args });
  return [
    {
      type: 'command-seen',
      at: seen.now,
      id: command.id,
      actor: command.actor,
      command: name.slice(0, 60),
      accepted: answer.accepted,
      answer: answer.text.slice(0, 300),
      ...(mayDo(command.permission, 'write') ? {} : { outsider: true as const }),
    },
    ...answer.events,
  ];
}

const hint = (nearest: CommandName | null): string =>
  nearest === null ? 'Try `/autopack help`.' : `Did you mean \`/autopack ${nearest}\`?`;

/** Who may read may ask; whatever changes a run needs write access. */
function answerOf(name: CommandName, heard: Heard): Answer {
  const { run, command } = heard;
  if (name === 'status') return yes('The status comment says it all.');
  if (name === 'help') return yes(`Commands: ${COMMANDS.join(', ')}.`);
  if (name === 'explain') return explain(heard);
  if (name === 'plan') return forNext(run);
  if (!mayDo(command.permission, 'write')) return no('That needs write access to this repository.');
  switch (name) {
    case 'run':
    case 'verify':
      return forNext(run);
    case 'resume':
      return resume(heard);
    case 'retry':
      return retry(heard);
    case 'rollback':
      return rollback(heard);
    case 'budget':
      return raise(heard);
    case 'dismiss':
      return dismiss(heard);
    case 'cancel':
    case 'finish':
    case 'hold':
    case 'stop-after':
      return isTerminal(run) ? no(`Run ${run.runId} is over already.`) : stopping(name, heard);
  }
}

/** Of a run that is over this is read on its pull request only: the words are for the next start. */
const forNext = (run: Run): Answer =>
  isTerminal(run)
    ? no(`Run ${run.runId} is over. Say it on its issue.`)
    : no(`Run ${run.runId} is at work.`);

function stopping(
  name: 'cancel' | 'finish' | 'hold' | 'stop-after',
  { run, seen, command }: Heard,
): Answer {
  const by = command.actor.login;
  const at = seen.now;
  switch (name) {
    case 'cancel':
      return yes(`Cancelled by ${by}.`, over(at, 'cancelled', `Cancelled by ${by}.`));
    case 'finish': {
      const text = `Finished by ${by}: what is complete stays.`;
      return yes(text, over(at, 'finished_by_person', text));
    }
    case 'hold':
      return run.held === undefined
        ? yes('Held. `/autopack resume` goes on.', { type: 'run-held', at, by })
        : no(`The run is held by ${run.held.by} already.`);
    case 'stop-after':
      return yes('Held after this phase. `/autopack resume` goes on.', {
        type: 'stop-asked',
        at,
        by,
      });
  }
}

const over = (at: number, reason: RunFailure['reason'], detail: string): RunEvent =>
  failWith(at, { state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason, detail, phase: null });

function dismiss({ run, strategy, seen, command, args }: Heard): Answer {
  const [id = '', ...words] = args;
  const finding = runFindings(run, strategy).find((one) =>
    [one.id, one.key].some((name) => name?.toLowerCase() === id.toLowerCase()),
  );
  const reason = words.join(' ').trim().slice(0, 300);
  if (finding === undefined) return no(`There is no finding ${id.slice(0, 20)}.`);
  const name = finding.id ?? finding.key;
  if (finding.status !== 'open') return no(`${name} is ${finding.status}.`);
  if (reason === '') return no(`Say why: \`/autopack dismiss ${name} <reason>\`.`);
  return yes(`${name} is dismissed.`, {
    type: 'finding-dismissed',
    at: seen.now,
    finding: name,
    by: command.actor.login,
    reason,
  });
}

/** What is known about a phase or a finding, in a line. */
function explain({ run, strategy, args: [what = ''] }: Heard): Answer {
  const is = (id: string): boolean => id.toLowerCase() === what.toLowerCase();
  const finding = run.findings.find(({ id }) => is(id));
  if (finding !== undefined)
    return yes(`${finding.id} (${finding.severity}, ${finding.status}): ${finding.reason}`);
  const phase = run.phases.find(({ id }) => is(id));
  const limits = strategy.phases.find(({ id }) => is(id));
  if (phase === undefined || limits === undefined)
    return no(`There is no phase or finding ${what.slice(0, 40)}.`);
  const last = phase.because ?? phase.evidence.at(-1)?.text.split('\n')[0] ?? '';
  return yes(
    `${phase.id} is ${phase.state}, try ${phase.attempt} of ${limits.builderAttempts}, ${limits.category}, ${limits.complexity}. ${last}`,
  );
}
