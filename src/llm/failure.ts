import { APIError } from 'openai';
import { noConnection } from '../core/connection.ts';
import { TransientError } from '../core/errors.ts';
import type { ModelReply, ModelRequest } from '../ports.ts';
import { countTokens } from './tokens.ts';

type Declined = Extract<ModelReply, { is: 'declined' }>;

/** When the provider does not say how long to wait. */
const PAUSE_MS = { transient: 20_000, capacity: 300_000, environment: 300_000 } as const;
/** A provider that asks for more is asked again all the same: the run has a limit of its own. */
const MAX_PAUSE_MS = 3_600_000;

const NO_CREDIT = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
]);

/** Azure's word for a prompt that its filter did not let through. */
const FILTERED = 'content_filter';

/** Said by what stands between: the model may have worked, and what it did may be billed. */
const GATEWAY = new Set([408, 502, 504, 520, 522, 524]);

/**
 * Reads what the SDK threw. An error status of the provider's own means that it did no work, and so does a
 * connection that never stood, or a failure that is told in the stream before anything of an answer (`begun`).
 * Everything else came after the request went out: nobody knows what it cost.
 * Throws TransientError then.
 */
export function declinedBy(error: unknown, begun = false): ModelReply {
  if (error instanceof TransientError) throw error;
  if (error instanceof APIError && error.status !== undefined) return byStatus(error, error.status);
  const told = error instanceof APIError && !begun ? toldInStream(error) : null;
  if (told !== null) return told;
  const none = noConnection(error);
  if (none === null) throw new TransientError('the answer of the model was lost', { cause: error });
  const kind = none.passes ? 'transient' : 'environment';
  return {
    is: 'declined',
    kind,
    detail: `no connection: ${none.why}`,
    retryAfterMs: PAUSE_MS[kind],
  };
}

/** Gateways answer 200 before they know, and tell the status as the code of an event; others tell it in a word. */
function toldInStream(error: APIError): ModelReply | null {
  const code = String(error.code);
  if (/^[45]\d\d$/.test(code)) return byStatus(error, Number(code));
  return declinedFor(code) ?? declinedFor(String(error.type));
}

function byStatus(error: APIError, status: number): ModelReply {
  if (GATEWAY.has(status))
    throw new TransientError(`the answer of the model was lost: HTTP ${status}`, { cause: error });
  // The prompt was looked at and turned away, which some bill: to ask the same again would bring the same.
  if (error.code === FILTERED) return { is: 'answered', text: '', stop: 'refused', usage: null };
  // Providers put anything here, numbers as well.
  const words = [error.code, error.type].filter(
    (word): word is string => typeof word === 'string' && /^[\w.-]{1,60}$/.test(word),
  );
  const kind = kindOf(status, words);
  // Which field of the request it was: its message may hold anything.
  const field = /^[\w.[\]-]{1,60}$/.test(error.param ?? '') ? [`(${error.param})`] : [];
  const detail = [`HTTP ${status}`, ...new Set(words), ...field].join(' ');
  return { is: 'declined', kind, detail, retryAfterMs: pause(error.headers) ?? PAUSE_MS[kind] };
}

const LIMITED = new Set([
  'overloaded_error',
  'rate_limit_error',
  'rate_limit_exceeded',
  'server_is_overloaded',
  'slow_down',
]);

/** A call that was accepted and then not made, by the word that is given for it; null: it is no such word. */
export function declinedFor(code: string): Declined | null {
  if (!LIMITED.has(code) && !NO_CREDIT.has(code)) return null;
  const kind = LIMITED.has(code) ? 'transient' : 'capacity';
  return { is: 'declined', kind, detail: code, retryAfterMs: PAUSE_MS[kind] };
}

/** Below this what a provider adds to a prompt, or leaves out of it, may be the most of it. */
const TELLING = 4_000;

/**
 * What stands in for an answer to a part of the prompt: some endpoints leave out what does not fit into the context
 * that they were started with, and answer all the same. An Auditor would approve what it did not see.
 */
export function unread(request: ModelRequest, reply: ModelReply): Declined | null {
  if (reply.is !== 'answered' || reply.usage === null) return null;
  // Some gateways leave what they had in their cache out of the input.
  const input = reply.usage.input + reply.usage.cachedInput;
  const sent = countTokens(request.system) + countTokens(request.user);
  if (sent < TELLING || input * 2 > sent) return null;
  const detail = `the endpoint read ${input} of about ${sent} tokens of the prompt: its context is too small`;
  return {
    ...{ is: 'declined', kind: 'environment', detail, retryAfterMs: PAUSE_MS.environment },
    usage: reply.usage,
  };
}

function kindOf(status: number, words: readonly string[]): Declined['kind'] {
  if (status === 402 || words.some((word) => NO_CREDIT.has(word))) return 'capacity';
  const passing = status === 409 || status === 429 || status >= 500;
  return passing ? 'transient' : 'environment';
}

/** How long the provider asks us to wait, in whole milliseconds; a date is read against the provider's own clock. */
function pause(headers: Headers | undefined): number | undefined {
  const exact = headers?.get('retry-after-ms');
  const after = headers?.get('retry-after');
  const asked = [
    exact ? Number(exact) : Number.NaN,
    after ? Number(after) * 1_000 : Number.NaN,
    Date.parse(after ?? '') - Date.parse(headers?.get('date') ?? ''),
  ].find(Number.isFinite);
  return asked === undefined ? undefined : Math.min(Math.max(0, Math.ceil(asked)), MAX_PAUSE_MS);
}
