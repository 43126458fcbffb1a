import { type Instant, wholeSecond } from '../ids.ts';
import { RUN_LABEL } from '../names.ts';
import { parseCommand } from './command.ts';
import { isTerminal } from './evolve.ts';
import type { CommentByOthers, IssueSeen, TriggerSeen } from './observation.ts';
import type { Run } from './run.ts';

/** What an issue asks for that no run of it has answered yet. */
export type Asked =
  | { readonly is: 'nothing' }
  /** The label is a leftover: its run exists, or it was refused. */
  | { readonly is: 'label-left' }
  /** The plan was refused before: check the text as it is now again, for free. */
  | { readonly is: 'recheck'; readonly trigger: string }
  | { readonly is: 'check'; readonly trigger: TriggerSeen }
  | { readonly is: 'run'; readonly trigger: TriggerSeen };

/**
 * Reads the issue's own record for a start: the label that is on it now, or the newest command comment
 * that nobody edited. `checked` is the trigger that the plan-check comment answers.
 */
export function askedOf(issue: IssueSeen, latest: Run | null, checked: string | null): Asked {
  if (!issue.open || issue.locked) return { is: 'nothing' };
  const newest = newestTrigger(issue, latest, checked);
  const labelled = issue.labels.includes(RUN_LABEL);
  if (latest !== null && !isTerminal(latest))
    return labelled ? { is: 'label-left' } : { is: 'nothing' };
  if (newest !== null) return { is: newest.wants, trigger: newest.trigger };
  if (labelled) return { is: 'label-left' };
  if (checked === null || latest?.trigger.id === checked) return { is: 'nothing' };
  return { is: 'recheck', trigger: checked };
}

/** Body or title changed after the moment that the trigger speaks for, or in the very second: what was asked for may not be what stands there. */
export const editedSince = (issue: IssueSeen, trigger: TriggerSeen): boolean =>
  issue.textEditedAt !== null && issue.textEditedAt >= trigger.at;

interface Newest {
  readonly trigger: TriggerSeen;
  readonly wants: 'run' | 'check';
}

/**
 * Of what came after the trigger that was answered last: the newest wish for a run, else the newest for a check. Who
 * labels an issue and then asks what would happen still wants the run.
 */
function newestTrigger(
  issue: IssueSeen,
  latest: Run | null,
  checked: string | null,
): Newest | null {
  const label: readonly Newest[] =
    issue.labels.includes(RUN_LABEL) && issue.labelled !== null
      ? [{ trigger: issue.labelled, wants: 'run' }]
      : [];
  const all = [...label, ...issue.commands.flatMap(commandTrigger)];
  const ended = endedAt(issue, latest);
  const open = all.filter(
    ({ trigger }) => latest === null || (isNews(trigger, latest) && trigger.at >= ended),
  );
  const inTurn = open.sort((a, b) => a.trigger.at - b.trigger.at);
  const fresh = inTurn.slice(inTurn.findIndex(({ trigger }) => trigger.id === checked) + 1);
  return fresh.findLast(({ wants }) => wants === 'run') ?? fresh.at(-1) ?? null;
}

/** When people ended the last run by a command: what they had asked for before that is over with it. */
function endedAt(issue: IssueSeen, latest: Run | null): Instant {
  const ends = issue.commands.filter(({ id, body }) => {
    const parsed = parseCommand(body);
    const isEnd = parsed?.is === 'command' && ['cancel', 'finish'].includes(parsed.name);
    return isEnd && latest?.commands.includes(id) === true;
  });
  return ends.at(-1)?.at ?? 0;
}

const isNews = (trigger: TriggerSeen, latest: Run): boolean =>
  trigger.id !== latest.trigger.id &&
  !latest.commands.includes(trigger.id) &&
  trigger.at >= wholeSecond(latest.startedAt);

function commandTrigger(comment: CommentByOthers): readonly Newest[] {
  if (comment.edited) return [];
  const parsed = parseCommand(comment.body);
  if (parsed?.is !== 'command') return [];
  const trigger: TriggerSeen = {
    id: comment.id,
    kind: 'command',
    at: comment.at,
    actor: comment.author,
  };
  if (parsed.name === 'run') return [{ trigger, wants: 'run' }];
  return parsed.name === 'plan' ? [{ trigger, wants: 'check' }] : [];
}
