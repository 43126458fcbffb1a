import { marker } from '../core/names.ts';
import { verifyComment } from '../core/report/verify.ts';
import { parseCommand } from '../core/run/command.ts';
import type { CommentSeen } from '../core/run/observation.ts';
import type { IssueSeen } from '../ports.ts';
import type { EnginePorts } from './ports.ts';
import { answeredTrigger, answers } from './start.ts';
import { verifyRun } from './verify.ts';

/**
 * The newest comment that asks for a verification and has no answer. Anybody who may comment may ask: it
 * reads what they can read themselves, and however many ask at once, there is one answer.
 */
export function toVerify({ commands, ours }: IssueSeen): string | null {
  const asked = commands.findLast(({ edited, body }) => {
    const parsed = parseCommand(body);
    return !edited && parsed?.is === 'command' && parsed.name === 'verify';
  });
  return asked === undefined || asked.id === answeredTrigger(answerIn(ours)) ? null : asked.id;
}

const answerIn = (ours: readonly CommentSeen[]): CommentSeen | undefined =>
  ours.find(({ body }) => body.startsWith(marker.verify()));

interface Ask {
  readonly trigger: string | null;
  readonly ours: readonly CommentSeen[];
}

/** One comment an issue, edited in place; it names the comment that it answers. */
export async function answerVerify(
  ports: EnginePorts,
  issue: number,
  { trigger, ours }: Ask,
): Promise<void> {
  const { verification, forge, sealKey, server, repo } = ports;
  if (trigger === null || verification === undefined) return;
  const world = (_self: number, ask: Parameters<typeof forge.world>[0]) => forge.world(ask);
  const verified = await verifyRun({ ...verification, sealKey, world }, issue, null);
  const body = `${verifyComment(verified ?? null, { server, ...repo })}\n${answers(trigger)}`;
  const comment = answerIn(ours);
  if (comment === undefined) await forge.comment(issue, body);
  else await forge.editComment(comment, body);
}
