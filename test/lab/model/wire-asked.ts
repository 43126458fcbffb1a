/** What a request asks for, whichever shape it has; or what the real API would not take about it. */
import { z } from 'zod';
import { strictProblems } from './strict-schema.ts';

export interface Asked {
  readonly api: 'chat' | 'responses';
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly schema: unknown;
  readonly maxOutputTokens: number;
}

const JsonSchema = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  strict: z.literal(true),
  schema: z.unknown(),
});
const Loose = z.object({ type: z.enum(['json_object', 'text']) });

const Chat = z
  .object({
    model: z.string().min(1),
    messages: z.tuple([
      z.object({ role: z.literal('system'), content: z.string().min(1) }),
      z.object({ role: z.literal('user'), content: z.string().min(1) }),
    ]),
    response_format: z
      .union([z.object({ type: z.literal('json_schema'), json_schema: JsonSchema }), Loose])
      .optional(),
    max_completion_tokens: z.int().positive().optional(),
    max_tokens: z.int().positive().optional(),
    stream: z.literal(true),
    stream_options: z.object({ include_usage: z.literal(true) }),
  })
  .refine((one) => (one.max_tokens === undefined) !== (one.max_completion_tokens === undefined), {
    message: 'one output limit',
  });

const Responses = z.strictObject({
  model: z.string().min(1),
  instructions: z.string().min(1),
  input: z.string().min(1),
  text: z
    .object({
      format: z.union([JsonSchema.extend({ type: z.literal('json_schema') }), Loose]),
    })
    .optional(),
  max_output_tokens: z.int().positive(),
  temperature: z.number().optional(),
  reasoning: z.object({ effort: z.string() }).optional(),
  store: z.literal(false),
  stream: z.literal(true),
});

/** aimock turns one shape into the other and leaves the format out: `bodies` has what came, by its text. */
export function asked(
  raw: { readonly messages: readonly { readonly content: unknown }[] },
  bodies: Map<string, unknown>,
): Asked | { readonly problem: string } {
  const user = String(raw.messages.at(-1)?.content);
  const body = bodies.get(user);
  bodies.delete(user);
  const chat = body === undefined;
  const parsed = chat ? Chat.safeParse(raw) : Responses.safeParse(body);
  if (!parsed.success)
    return { problem: `not a request: ${parsed.error.issues[0]?.path.join('.')}` };
  const request = 'messages' in parsed.data ? ofChat(parsed.data) : ofResponses(parsed.data);
  const problems = request.schema === null ? [] : strictProblems(request.schema);
  return problems.length > 0 ? { problem: `schema: ${problems.join('; ')}` } : request;
}

function ofChat(body: z.infer<typeof Chat>): Asked {
  const [{ content: system }, { content: user }] = body.messages;
  const format = body.response_format;
  return {
    ...{ api: 'chat', model: body.model, system, user },
    schema: format?.type === 'json_schema' ? format.json_schema.schema : null,
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? 1,
  };
}

function ofResponses(body: z.infer<typeof Responses>): Asked {
  const format = body.text?.format;
  return {
    ...{ api: 'responses', model: body.model, system: body.instructions, user: body.input },
    schema: format?.type === 'json_schema' ? format.schema : null,
    maxOutputTokens: body.max_output_tokens,
  };
}
