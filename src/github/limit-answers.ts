import type { RequestError } from '@octokit/request-error';
import { z } from 'zod';

const MINUTE_MS = 60_000;

export const GraphqlErrors = z.array(
  z.object({
    type: z.string().optional(),
    message: z.string().optional(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
    extensions: z.object({ code: z.string().optional() }).optional(),
  }),
);
const Answered = z.object({ errors: GraphqlErrors });

/** GitHub's own words; a secondary limit need not say more, by no header and no status of its own. */
const LIMIT_WORDS = /\brate limit|abuse detection/i;
const Said = z.object({ message: z.string() });

/** Null: no limit. Primary: the window's end; secondary: what GitHub asks for, else a minute. */
export function limitWait(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const said = Said.safeParse(error.response?.data).data?.message ?? '';
  const isLimit = error.status === 429 || LIMIT_WORDS.test(said);
  return retryAfter(error.response?.headers ?? {}) ?? (isLimit ? MINUTE_MS : null);
}

/** The same of an answer to a GraphQL request, which comes with status 200. */
export function limitIn({
  data,
  headers,
}: {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}): number | null {
  const errors = Answered.safeParse(data).data?.errors ?? [];
  return graphqlLimit(errors, headers);
}

/** Null: none of these errors is one of a limit. */
export function graphqlLimit(
  errors: z.infer<typeof GraphqlErrors>,
  headers: Readonly<Record<string, unknown>>,
): number | null {
  const isLimit = errors.some(
    ({ type = '', message = '' }) =>
      ['RATE_LIMITED', 'RATE_LIMIT'].includes(type) || (type === '' && LIMIT_WORDS.test(message)),
  );
  return isLimit ? (retryAfter(headers) ?? MINUTE_MS) : null;
}

function retryAfter(headers: Readonly<Record<string, unknown>>): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) return seconds(after) ?? MINUTE_MS;
  if (headers['x-ratelimit-remaining'] !== '0') return null;
  const [reset, now] = [seconds(headers['x-ratelimit-reset']), Date.parse(String(headers['date']))];
  // Both by GitHub's own clock: ours may be wrong.
  return reset === null || Number.isNaN(now) ? MINUTE_MS : Math.max(1_000, reset - now);
}

function seconds(text: unknown): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value * 1_000 : null;
}
