/** What aimock cannot say (no usage, cached tokens, a refusal, nothing at all) is done to its answer on its way out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { WireAnswer } from './wire.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse<IncomingMessage>;
}

interface Book {
  /** What is to be said, by the answer's id. */
  readonly after: Map<string, WireAnswer>;
  /** Requests of the `responses` shape as they came, by their text. */
  readonly bodies: Map<string, unknown>;
}

const Body = z.looseObject({ input: z.string() });
const Id = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ response: z.object({ id: z.string() }) }).transform(({ response }) => response.id),
]);

/** Resolves to false: the request is aimock's. */
export function unsaid({ request, response }: Exchange, book: Book): Promise<false> {
  noteBody(request, book.bodies);
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  let written = '';
  response.write = ((chunk: unknown): boolean => {
    written += String(chunk);
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown): ServerResponse => {
    const all = written + (typeof chunk === 'string' ? chunk : '');
    const said = saidTo(all, book.after);
    if (said?.is === 'hang-up') {
      // Half of it arrives, so that everything but its end looks well.
      write(all.slice(0, all.length / 2));
      return response.destroy();
    }
    return end(said?.is === 'text' ? streamed(all, said) : all);
  }) as typeof response.end;
  return Promise.resolve(false);
}

function noteBody(request: IncomingMessage, bodies: Map<string, unknown>): void {
  if (request.url?.includes('/responses') !== true) return;
  const chunks: Buffer[] = [];
  const emit = request.emit.bind(request);
  // A listener of our own would set the request going before aimock listens.
  request.emit = ((name: string, ...given: readonly unknown[]): boolean => {
    const [chunk] = given;
    if (name === 'data' && chunk instanceof Buffer) chunks.push(chunk);
    if (name === 'end') keepBody(Buffer.concat(chunks).toString('utf8'), bodies);
    return emit(name, ...given);
  }) as typeof request.emit;
}

function keepBody(text: string, bodies: Map<string, unknown>): void {
  const parsed = Body.safeParse(JSON.parse(text));
  if (parsed.success) bodies.set(parsed.data.input, parsed.data);
}

const eventsOf = (all: string): readonly unknown[] =>
  all
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line): unknown => JSON.parse(line.slice('data: '.length)));

function saidTo(all: string, after: Map<string, WireAnswer>): WireAnswer | undefined {
  const id = Id.safeParse(eventsOf(all)[0]).data;
  const said = id === undefined ? undefined : after.get(id);
  if (id !== undefined) after.delete(id);
  return said;
}

type Text = Extract<WireAnswer, { is: 'text' }>;

const streamed = (all: string, said: Text): string =>
  all
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('data: {')) return [line];
      const changed = change(Any.parse(JSON.parse(line.slice('data: '.length))), said);
      return changed === null ? [] : [`data: ${JSON.stringify(changed)}`];
    })
    .join('\n');

const Any = z.looseObject({
  type: z.string().optional(),
  usage: z.looseObject({}).nullish(),
  choices: z.array(z.looseObject({ delta: z.looseObject({}).optional() })).optional(),
  response: z.looseObject({ usage: z.looseObject({}).nullish() }).optional(),
});

/** One event as the real API would have said it; null: it would not have. */
function change(event: z.infer<typeof Any>, said: Text): unknown {
  if (event.response !== undefined) return { ...event, ...lastEvent(event.response, said) };
  if (event.usage !== undefined && event.usage !== null) {
    if (said.usage === null) return null;
    const details = { cached_tokens: said.usage?.cachedInput ?? 0 };
    return { ...event, usage: { ...event.usage, prompt_tokens_details: details } };
  }
  if (said.refusal === undefined) return event;
  const [choice] = event.choices ?? [];
  return { ...event, choices: [{ ...choice, delta: { ...choice?.delta, refusal: said.refusal } }] };
}

const REASON = { length: 'max_output_tokens', content_filter: 'content_filter' } as const;

function lastEvent(response: NonNullable<z.infer<typeof Any>['response']>, said: Text): object {
  const { usage, ...rest } = response;
  const finish = said.finish ?? (response['status'] === 'incomplete' ? 'length' : 'stop');
  const incomplete = finish === 'stop' ? undefined : { reason: REASON[finish] };
  const last = usage !== undefined && usage !== null;
  const details = { cached_tokens: said.usage?.cachedInput ?? 0 };
  const whole = {
    ...rest,
    ...(last && said.usage !== null ? { usage: { ...usage, input_tokens_details: details } } : {}),
    ...(last && incomplete ? { status: 'incomplete', incomplete_details: incomplete } : {}),
    ...(last && said.refusal !== undefined ? { output: [refusal(said.refusal)] } : {}),
  };
  return last && incomplete
    ? { type: 'response.incomplete', response: whole }
    : { response: whole };
}

const refusal = (text: string) => ({
  ...{ type: 'message', role: 'assistant', status: 'completed' },
  content: [{ type: 'refusal', refusal: text }],
});
