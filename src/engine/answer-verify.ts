import { marker } from '../core/names.ts';
import { verifyComment } from '../core/report/verify.ts';
import { parseCommand } from '../core/run/command.ts';
import type { CommentSeen } from '../core/run/observation.ts';
import type { Talk } from '../ports.ts';
import type { EnginePorts } from './ports.ts';
import { answeredTrigger, answers } from './start.ts';
import { verifyRun } from './verify.ts';

/** A comment that asks for a verification, and where: on an issue, or on a pull request. */
export interface VerifyAsk {
  readonly on: number;
  readonly trigger: string;
  /** The comment of ours to edit; undefined: there is none yet. */
  readonly answer: CommentSeen | undefined;
}

/**
 * The newest comment that asks for a verification and has no answer. Anybody who may comment may ask: it
 * reads what they can read themselves, and however many ask at once, there is one answer in a place.
 */
export function toVerify(on: number, { commands, ours }: Talk): readonly VerifyAsk[] {
  const asked = commands.findLast(({ edited, body }) => {
    const parsed = parseCommand(body);
    return !edited && parsed?.is === 'command' && parsed.name === 'verify';
  });
  const answer = ours.find(({ body }) => body.startsWith(marker.verify()));
  return asked === undefined || asked.id === answeredTrigger(answer)
    ? []
    : [{ on, trigger: asked.id, answer }];
}

/** One comment in each place, edited; it names the comment that it answers. */
export async function answerVerify(
  ports: EnginePorts,
  issue: number,
  asks: readonly VerifyAsk[],
): Promise<void> {
  const { verification, forge, sealKey, server, repo } = ports;
  if (asks.length === 0 || verification === undefined) return;
  const world = (_self: number, ask: Parameters<typeof forge.world>[0]) => forge.world(ask);
  const verified = await verifyRun({ ...verification, sealKey, world }, issue, null);
  const text = verifyComment(verified ?? null, { server, ...repo });
  for (const { on, trigger, answer } of asks) {
    const body = `${text}\n${answers(trigger)}`;
    if (answer === undefined) await forge.comment(on, body);
    else await forge.editComment(answer, body);
  }
}
