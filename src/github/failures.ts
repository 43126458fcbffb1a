import { RequestError } from '@octokit/request-error';
import { GraphqlResponseError } from '@octokit/graphql';
import { z } from 'zod';
import { codeOf, noConnection } from '../core/connection.ts';
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import type { RepoName } from '../core/ids.ts';
import { GraphqlErrors, graphqlLimit, limitWait } from './limit-answers.ts';
import { permissionFix } from './permission-fix.ts';

/** Whose credentials a request went out with. */
export type Speaker = 'app' | 'jwt' | 'token' | 'nobody';

/** The one place where a failure of GitHub becomes one of ours: who has to act? */
export function translate(error: unknown, as: Speaker): Error {
  if (error instanceof RequestError) return translateStatus(error, as);
  if (error instanceof GraphqlResponseError) return translateGraphql(error, as);
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
    return new TransientError('GitHub did not answer in time', { cause: error });
  // fetch reports a network failure as a TypeError that has a cause; one without is a mistake of ours.
  if (error instanceof TypeError && error.cause !== undefined)
    return new TransientError('GitHub could not be reached', { cause: error });
  return error instanceof Error ? error : new Error('GitHub request failed', { cause: error });
}

export const slowDown = (retryAfterMs: number, cause?: Error): TransientError =>
  new TransientError('GitHub asked us to slow down', { cause, retryAfterMs });

/** What happened to the connection, where that has a name: `: ENOTFOUND`. */
function why(error: unknown): string {
  const name = noConnection(error)?.why ?? codeOf(error);
  return name === null ? '' : `: ${name}`;
}

function translateStatus(error: RequestError, as: Speaker): Error {
  const cause = { cause: error };
  const { status } = error;
  const waitMs = limitWait(error);
  if (waitMs !== null) return slowDown(waitMs, error);
  // The client tells a network failure as a 500 without an answer.
  if (error.response === undefined && status === 500)
    return new TransientError(`GitHub could not be reached${why(error)}`, cause);
  if (status >= 500 || status === 408)
    return new TransientError(`GitHub answered ${status}`, cause);
  if (status === 409) return new ConflictError('GitHub reports a conflict', cause);
  if (status === 422 || status === 405) return new RejectedError(status, detailsOf(error), cause);
  if (status === 404 || status === 410)
    return new NotFoundError(`GitHub has no ${pathOf(error)}, or hides it from us.`, {
      ...cause,
      as,
    });
  if (status === 401)
    return new UserError(
      'github/unauthorized',
      'GitHub does not accept our credentials.',
      as === 'token'
        ? 'In a workflow, leave github-token out, or pass the token of this very job: it ends with the job. On the command line, set GITHUB_TOKEN to one that is still good.'
        : 'Check the app id and the private key, and that the clock of this machine is right.',
      cause,
    );
  if (status === 403 || status === 451)
    return new UserError(
      'github/forbidden',
      `GitHub refuses ${error.request.method} ${pathOf(error)}.`,
      permissionFix(as, {
        needed: error.response?.headers['x-accepted-github-permissions'],
        opensPull: error.request.method === 'POST' && pathOf(error).endsWith('/pulls'),
      }),
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
  /** The GraphQL field that came back empty; null for a REST path. */
  readonly field: string | null;

  constructor(
    message: string,
    options: ErrorOptions & { readonly as: Speaker; readonly field?: string | undefined },
  ) {
    super(
      'github/not-found',
      message,
      options.as === 'token'
        ? 'See that the thing still exists; a private repository shows nothing that the token, or the permissions of its workflow, leave out.'
        : 'See that the app is installed on the repository and that the thing still exists.',
      options,
    );
    this.name = 'NotFoundError';
    this.field = options.field ?? null;
  }
}

/** The repository has another name or owner by now: whatever is to be done has to be done there. */
export class RepositoryMovedError extends TransientError {
  readonly to: RepoName;

  constructor(to: RepoName) {
    super(`the repository is ${to.owner}/${to.name} now`);
    this.name = 'RepositoryMovedError';
    this.to = to;
  }
}

/** GitHub would have to do too much for this one request: the same again helps nobody, a smaller one may. */
export class TooMuchError extends TransientError {}

export const archived = ({ owner, name }: RepoName): UserError =>
  new UserError(
    'github/archived',
    `${owner}/${name} is archived, so nothing can be written to it.`,
    'Unarchive it in the repository’s settings; its runs then go on by themselves.',
  );

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

const pathOf = (error: RequestError): string => new URL(error.request.url).pathname;

/** GitHub understood a GraphQL request and said no; what really happened to refs has to be read from them. */
class GraphqlRefusal extends ConflictError {
  readonly types: readonly string[];

  constructor(types: readonly string[], options: ErrorOptions) {
    super(`GitHub refused a GraphQL request (${types.join(', ')})`, options);
    this.name = 'GraphqlRefusal';
    this.types = types;
  }
}

function translateGraphql(error: GraphqlResponseError<unknown>, as: Speaker): Error {
  const cause = { cause: error };
  const errors = GraphqlErrors.safeParse(error.errors).data ?? [];
  const types = errors.flatMap(({ type }) => (type === undefined ? [] : [type]));
  const waitMs = graphqlLimit(errors, error.headers);
  if (waitMs !== null) return slowDown(waitMs, error);
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
    return new UserError(
      'github/forbidden',
      'GitHub refuses a GraphQL request.',
      permissionFix(as, {}),
      cause,
    );
  if (types.includes('RESOURCE_LIMITS_EXCEEDED'))
    return new TooMuchError('GitHub finds a GraphQL request too large', cause);
  const missing = errors.find(({ type }) => type === 'NOT_FOUND');
  if (missing !== undefined) {
    const field = missing.path?.at(-1);
    return new NotFoundError('GitHub has no such object, or hides it from us.', {
      ...cause,
      as,
      field: field === undefined ? undefined : String(field),
    });
  }
  if (types.length > 0) return new GraphqlRefusal(types, cause);
  // A query that does not fit the schema is our mistake and says so by a code; what has neither type nor
  // code is GitHub having had trouble.
  if (errors.some(({ extensions }) => extensions?.code !== undefined)) return error;
  return new TransientError('GitHub had trouble with a GraphQL request', cause);
}
