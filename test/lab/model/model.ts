/** A model behind the OpenAI wire format that reads its requests and answers by a script, or with garbage. */
import { LLMock } from '@copilotkit/aimock';
import { countTokens, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { z } from 'zod';
import { strictProblems } from './strict-schema.ts';
import type { Line, Script } from './script.ts';

export interface ModelCall {
  readonly n: number;
  readonly role: 'builder' | 'auditor' | 'unknown';
  readonly phase: string | null;
  readonly system: string;
  readonly user: string;
  readonly answered: boolean;
}

/** What may go wrong with a call: an error status, or a usage report other than the real one. */
export type ModelFault =
  | { readonly is: 'status'; readonly status: number; readonly code?: string }
  | { readonly is: 'usage'; readonly input: number; readonly output: number };

export interface LabModel {
  /** Base URL for an OpenAI client. */
  readonly url: string;
  calls(): readonly ModelCall[];
  /** Asked before each call is answered; may wait, and may name a fault. */
  hook(
    hook:
      ((call: ModelCall) => Promise<ModelFault | undefined> | ModelFault | undefined) | undefined,
  ): void;
  close(): Promise<void>;
}

const Wire = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(2),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: z.unknown(),
    }),
  }),
  max_completion_tokens: z.int().positive(),
});

const GARBAGE = 'I am afraid that this request does not show me what I would need to see.';

export async function startModel(script: Script): Promise<LabModel> {
  const calls: ModelCall[] = [];
  let hook: Parameters<LabModel['hook']>[0];
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  mock.on({ predicate: () => true }, async (request) => {
    const wire = Wire.safeParse(request);
    if (!wire.success)
      return refuse(400, `not a structured request: ${wire.error.issues[0]?.path.join('.')}`);
    const problems = strictProblems(wire.data.response_format.json_schema.schema);
    if (problems.length > 0) return refuse(400, `schema: ${problems.join('; ')}`);
    const [system = '', user = ''] = wire.data.messages.map((message) => message.content);
    const spoken = speak(script, system, user);
    const call = {
      n: calls.length + 1,
      role: spoken.role,
      phase: spoken.phase,
      system,
      user,
      answered: spoken.text !== null,
    };
    calls.push(call);
    const fault = await hook?.(call);
    if (fault?.is === 'status') return refuse(fault.status, 'a fault of the lab', fault.code);
    const { content, finishReason } = limited(
      spoken.text ?? GARBAGE,
      wire.data.max_completion_tokens,
    );
    const tokens = {
      prompt_tokens: countTokens(system) + countTokens(user),
      completion_tokens: countTokens(content),
    };
    const usage =
      fault?.is === 'usage'
        ? { prompt_tokens: fault.input, completion_tokens: fault.output }
        : tokens;
    return {
      content,
      finishReason,
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    };
  });
  await mock.start();
  return {
    url: `${mock.url}/v1`,
    calls: () => calls,
    hook: (next) => void (hook = next),
    close: () => mock.stop(),
  };
}

const refuse = (status: number, message: string, code?: string) => ({
  status,
  error: { message, type: 'invalid_request_error', ...(code === undefined ? {} : { code }) },
});

interface Spoken {
  readonly role: ModelCall['role'];
  readonly phase: string | null;
  /** Null: nothing in the script fits what was asked. */
  readonly text: string | null;
}

function speak(script: Script, system: string, user: string): Spoken {
  const role = system.startsWith('You are the Builder')
    ? 'builder'
    : system.startsWith('You are the Auditor')
      ? 'auditor'
      : 'unknown';
  const phase = Object.keys(script).find((id) => user.includes(`\n${id}: `)) ?? null;
  const part = phase === null ? undefined : script[phase];
  if (part === undefined || role === 'unknown') return { role, phase, text: null };
  const fits = <T>(line: Line<T>): boolean =>
    line.requires.every((text) => user.includes(text)) &&
    !line.forbids.some((text) => user.includes(text));
  if (role === 'auditor') {
    const line = part.audits.findLast(fits);
    return { role, phase, text: line === undefined ? null : JSON.stringify(line.answer) };
  }
  const line = part.builds.findLast((each) => fits(each) && servesAll(each.answer.edits, user));
  return { role, phase, text: line === undefined ? null : JSON.stringify(line.answer) };
}

/** A model cannot edit what it was not shown. */
const servesAll = (
  edits: readonly { readonly op: string; readonly path: string }[],
  user: string,
): boolean =>
  edits.every((edit) => edit.op === 'create' || user.includes(`<file path="${edit.path}">`));

/** No model says more than it was allowed to: what is longer is cut, and the reply says so. */
function limited(
  text: string,
  max: number,
): { readonly content: string; readonly finishReason: string } {
  const tokens = encode(text);
  if (tokens.length <= max) return { content: text, finishReason: 'stop' };
  return { content: decode(tokens.slice(0, max)), finishReason: 'length' };
}
