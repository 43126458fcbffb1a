import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { parseJson } from '../edits/answer.ts';
import { sha256Hex } from '../hash.ts';
import type { Digest } from '../ids.ts';
import { stripInvisible } from '../text/invisible.ts';
import { cutAt } from '../text/neutralise.ts';

/** What a phase is judged by. It is frozen: a phase that may move its own goal ends at whatever it reached. */
export interface FrozenGoal {
  readonly acceptance: readonly string[];
  readonly scope: readonly string[];
  readonly deliverables: readonly string[];
}

export type Replan =
  | { readonly is: 'replan'; readonly approach: string; readonly goal: Digest }
  | { readonly is: 'unusable'; readonly why: string };

const list = z
  .array(z.string().max(2_000))
  .max(200)
  .nullish()
  .transform((lines) => lines ?? []);
const ReplanAnswer = z.object({
  cause: z.string().max(10_000),
  approach: z.string().max(20_000),
  acceptance: list,
  scope: list,
  deliverables: list,
});

/** The longest approach that a prompt is given. */
const MAX_APPROACH = 3_000;

/** Of the frozen goal; the order of the criteria is part of it. */
export function goalHash(goal: FrozenGoal): Digest {
  const [acceptance, scope, deliverables] = [goal.acceptance, goal.scope, goal.deliverables].map(
    asCopied,
  );
  return sha256Hex(canonicalJson({ acceptance, scope, deliverables }));
}

/** What the prompt says where there are none. */
export const NONE = 'none given';
const BULLET = /^(?:[-*•]|\d+[.)])\s+/;

/** Lines without what a prompt puts before them or takes out of them: a copy of what was shown is a copy. */
const asCopied = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => stripInvisible(line).replace(/\s+/g, ' ').trim().replace(BULLET, ''))
    .filter((line) => line !== '' && line !== NONE);

/** Reads a replan. The goal that comes back has to be the one that was given. */
export function parseReplanAnswer(reply: string, goal: FrozenGoal): Replan {
  const json = parseJson(reply);
  if (json.is === 'malformed') return { is: 'unusable', why: json.detail };
  const parsed = ReplanAnswer.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    return { is: 'unusable', why: `${where}: ${issue?.message ?? 'does not fit the schema'}` };
  }
  const wanted = goalHash(goal);
  if (goalHash(parsed.data) !== wanted)
    return { is: 'unusable', why: 'The answer changes what the phase is judged by.' };
  const { cause, approach } = parsed.data;
  const said = stripInvisible(approach).trim();
  if (said === '') return { is: 'unusable', why: 'The answer proposes nothing.' };
  const why = stripInvisible(cause).trim();
  const text = cutAt(why === '' ? said : `${why}\n\n${said}`, MAX_APPROACH);
  return { is: 'replan', approach: text, goal: wanted };
}

const strings = { type: 'array', items: { type: 'string' } } as const;

export const replanJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['cause', 'approach', 'acceptance', 'scope', 'deliverables'],
  properties: {
    cause: { type: 'string' },
    approach: { type: 'string' },
    acceptance: strings,
    scope: strings,
    deliverables: strings,
  },
} as const;
