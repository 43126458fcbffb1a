import { RequestError } from '@octokit/request-error';
import { GraphqlResponseError } from '@octokit/graphql';
import { z } from 'zod';
import { ConflictError, TransientError, UserError } from '../core/errors.ts';

const MINUTE_MS = 60_000;

/** The one place where a failure of GitHub becomes one of ours: who has to act? */
export function translate(error: unknown): Error {
  if (error instanceof RequestError) return translateStatus(error);
  if (error instanceof GraphqlResponseError) return translateGraphql(error);
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
    return new TransientError('GitHub did not answer in time', { cause: error });
  // fetch reports every network failure as a TypeError.
  if (error instanceof TypeError)
    return new TransientError('GitHub could not be reached', { cause: error });
  return error instanceof Error ? error : new Error('GitHub request failed', { cause: error });
}

function translateStatus(error: RequestError): Error {
  const cause = { cause: error };
  const { status } = error;
  const waitMs = limitWait(error);
  if (waitMs !== null)
    return new TransientError('GitHub asked us to slow down', { ...cause, retryAfterMs: waitMs });
  if (status >= 500 || status === 408)
    return new TransientError(`GitHub answered ${status}`, cause);
  if (status === 409) return new ConflictError('GitHub reports a conflict', cause);
  if (status === 422 || status === 405) return new RejectedError(status, detailsOf(error), cause);
  if (status === 404)
    return new NotFoundError(`GitHub has no ${pathOf(error)}, or hides it from the app.`, cause);
  if (status === 401)
    return new UserError(
      'github/unauthorized',
      'GitHub does not accept our credentials.',
      'Check the app id and the private key.',
      cause,
    );
  if (status === 403 || status === 451)
    return new UserError(
      'github/forbidden',
      `GitHub refuses ${error.request.method} ${pathOf(error)}.`,
      'Compare the permissions of the installation with app.yml, and see that the repository is not archived.',
      cause,
    );
  return error;
}

/** 422 and 405: GitHub understood and said no. Callers that can live with it look at `details`. */
export class RejectedError extends UserError {
  readonly status: number;
  /** Fields and codes of GitHub's `errors` list, never its prose. */
  readonly details: readonly {
    readonly field?: string | undefined;
    readonly code?: string | undefined;
  }[];

  constructor(status: number, details: RejectedError['details'], options: ErrorOptions) {
    const named = details
      .map(({ field, code }) => [field, code].filter(Boolean).join(' '))
      .filter((text) => text !== '');
    super(
      'github/rejected',
      `GitHub rejected a request (${status}${named.length > 0 ? `: ${named.join(', ')}` : ''}).`,
      'Look at the log for the request; if it comes again, report it.',
      options,
    );
    this.name = 'RejectedError';
    this.status = status;
    this.details = details;
  }
}

export class NotFoundError extends UserError {
  constructor(message: string, options: ErrorOptions) {
    super(
      'github/not-found',
      message,
      'See that the app is installed on the repository and that the thing still exists.',
      options,
    );
    this.name = 'NotFoundError';
  }
}

const Details = z.object({
  errors: z
    .array(
      z.union([
        z.object({ field: z.string().optional(), code: z.string().optional() }),
        z.string().transform(() => ({})),
      ]),
    )
    .optional(),
});

function detailsOf(error: RequestError): RejectedError['details'] {
  const parsed = Details.safeParse(error.response?.data);
  return parsed.success ? (parsed.data.errors ?? []) : [];
}

/** Null: no limit. Primary: the window's end; secondary: what GitHub asks for, else a minute. */
function limitWait(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const headers = error.response?.headers ?? {};
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && headers['retry-after'] !== undefined) return after * 1_000;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1_000;
    return Number.isFinite(reset) ? Math.max(1_000, reset - Date.now()) : MINUTE_MS;
  }
  return error.status === 429 ? MINUTE_MS : null;
}

const pathOf = (error: RequestError): string => new URL(error.request.url).pathname;

/** A mutation that GitHub refused; what really happened has to be read from the refs. */
export class GraphqlRefusal extends ConflictError {
  readonly types: readonly string[];

  constructor(types: readonly string[], options: ErrorOptions) {
    super(`GitHub refused a GraphQL request (${types.join(', ') || 'no type'})`, options);
    this.name = 'GraphqlRefusal';
    this.types = types;
  }
}

function translateGraphql(error: GraphqlResponseError<unknown>): Error {
  const types = (error.errors ?? []).map((one) => one.type ?? '');
  if (types.includes('RATE_LIMITED'))
    return new TransientError('GitHub asked us to slow down', {
      cause: error,
      retryAfterMs: MINUTE_MS,
    });
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
    return new UserError(
      'github/forbidden',
      'GitHub refuses a GraphQL request.',
      'Compare the permissions of the installation with app.yml.',
      { cause: error },
    );
  if (types.includes('NOT_FOUND'))
    return new NotFoundError('GitHub has no such object, or hides it from the app.', {
      cause: error,
    });
  return new GraphqlRefusal(types, { cause: error });
}
