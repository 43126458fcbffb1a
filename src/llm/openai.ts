import OpenAI from 'openai';
import type { ModelRequest, Models } from '../ports.ts';
import { chatCall } from './chat.ts';
import { declinedBy, unread } from './failure.ts';
import { responsesCall } from './responses.ts';
import { countRequestTokens } from './tokens.ts';
import { checkModelUrl } from './url.ts';
import { watchCall } from './watch.ts';

/** The two ways in which OpenAI-compatible endpoints are spoken to. */
export type ModelApi = 'chat' | 'responses';

export interface OpenaiOptions {
  readonly apiKey: string;
  /** Any OpenAI-compatible endpoint; undefined: OpenAI's own. Throws UserError `config/model-url` when it may not be used. */
  readonly baseUrl?: string | undefined;
  /** Takes an https address of a private network as well. */
  readonly allowPrivate?: boolean | undefined;
  /** `chat` (completions), which everybody speaks, or `responses`. */
  readonly api?: ModelApi | undefined;
  /** The header that the key goes into, as Azure's `api-key`; undefined: `Authorization: Bearer`. */
  readonly keyHeader?: string | undefined;
  /** Sent as `api-version` with each request, for Azure. */
  readonly apiVersion?: string | undefined;
  /** The whole call may take as long as this. */
  readonly timeoutMs: number;
  /** So long may nothing be heard in the middle of a call; undefined: `timeoutMs`. */
  readonly idleMs?: number | undefined;
}

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * Models behind an OpenAI-compatible API. Answers are streamed, so that a call that died is noticed before
 * its time is over. One call is one request: nothing is retried here.
 */
export function openaiModels(options: OpenaiOptions): Models {
  const client = openClient(options);
  const ask = options.api === 'responses' ? responsesCall : chatCall;
  const { timeoutMs, idleMs = timeoutMs } = options;
  return {
    countTokens: countRequestTokens,
    call: async (request: ModelRequest) => {
      const watch = watchCall({ timeoutMs, idleMs, signal: request.signal });
      try {
        const reply = await ask(client.withOptions({ fetch: watch.fetch }), request, watch);
        return unread(request, reply) ?? reply;
      } catch (error) {
        return declinedBy(error, watch.begun);
      } finally {
        watch.end();
      }
    },
  };
}

function openClient(options: OpenaiOptions): OpenAI {
  const { apiKey, keyHeader, apiVersion } = options;
  return new OpenAI({
    apiKey,
    // Given in full: what is left out the SDK takes from the environment, unchecked.
    baseURL: checkModelUrl(options.baseUrl ?? OPENAI_URL, options.allowPrivate),
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: options.timeoutMs,
    ...(keyHeader === undefined
      ? {}
      : { defaultHeaders: { authorization: null, [keyHeader]: apiKey } }),
    ...(apiVersion === undefined ? {} : { defaultQuery: { 'api-version': apiVersion } }),
    // The prompt goes to the host that was checked, or nowhere.
    fetchOptions: { redirect: 'manual' },
  });
}
