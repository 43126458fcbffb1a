import { marker } from '../core/names.ts';
import { mayDo } from '../core/permission.ts';
import { endedIn, withoutPast } from '../core/report/ended.ts';
import { noRunComment } from '../core/report/no-run.ts';
import { parseCommand } from '../core/run/command.ts';
import type { CommentByOthers, IssueSeen } from '../ports.ts';
import type { EnginePorts } from './ports.ts';
import { answeredTrigger, answers } from './start.ts';

/** What an issue without a run answers in another way. */
const ANSWERED: readonly string[] = ['run', 'plan', 'verify'];

const isLost = ({ edited, body }: CommentByOthers): boolean => {
  const parsed = parseCommand(body);
  return !edited && !(parsed?.is === 'command' && ANSWERED.includes(parsed.name));
};

/**
 * Answers the newest words to us that no run is there for: 😕, and one comment an issue that is edited. Only people
 * with write access are answered, so that nobody else can have us write; bots are not heard at all.
 */
export async function answerLost(ports: EnginePorts, issue: IssueSeen): Promise<void> {
  const { forge } = ports;
  if (!issue.open || issue.locked) return;
  const { commands } = withoutPast(issue, endedIn(issue.ours));
  const asked = commands.findLast(isLost);
  const comment = issue.ours.find(({ body }) => body.startsWith(marker.noRun()));
  if (asked === undefined || asked.id === answeredTrigger(comment)) return;
  if (!mayDo(await forge.permission(asked.author.login), 'write')) return;
  await forge.react(asked.id, 'CONFUSED');
  const body = `${noRunComment(asked.body)}\n${answers(asked.id)}`;
  if (comment === undefined) await forge.comment(issue.number, body);
  else await forge.editComment(comment, body);
}
