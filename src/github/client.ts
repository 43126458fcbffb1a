import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import type { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import { attempts } from './attempts.ts';
import { keepLimits, type Limiter } from './limits.ts';
import { tailOf, wholeOf } from './streams.ts';

/** Who we are on GitHub: our own App in one installation, or a token that a workflow was given. */
export type GithubAuth =
  | {
      readonly is: 'app';
      readonly appId: number;
      readonly privateKey: string;
      readonly installationId: number;
      /** The only repository that the token is good for, by name or (which no rename changes) by id; null: all of the installation. */
      readonly repository: string | number | null;
    }
  | { readonly is: 'jwt'; readonly appId: number; readonly privateKey: string }
  | { readonly is: 'token'; readonly token: string }
  /** For what GitHub tells everybody. */
  | { readonly is: 'nobody' };

export interface ClientOptions {
  /** `https://api.github.com`, or the API of a GitHub Enterprise Server. */
  readonly baseUrl: string;
  readonly auth: GithubAuth;
  readonly userAgent?: string;
  /** Shared by everything that acts in the same installation. */
  readonly limiter?: Limiter | undefined;
  /** Told of every request that was answered; status 0: it was not. */
  readonly onRequest?: (request: RequestSeen) => void;
}

export interface RequestSeen {
  readonly method: string;
  /** The route, with its placeholders. */
  readonly route: string;
  readonly status: number;
}

/** One repository's door to GitHub. Every answer is parsed, every failure is translated once. */
export interface GithubClient {
  /** What our token is good for, as GitHub said when it was made; null: it does not say. */
  grants(): Promise<Readonly<Record<string, string | undefined>> | null>;
  read<T>(
    route: string,
    params: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T>;
  /** One page of a list that is paged by cursors; `next` null: the last one. */
  page<T>(
    route: string,
    params: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<{ readonly data: T; readonly next: string | null }>;
  /** Never sent twice: GitHub cannot tell a repeated POST from a second one. */
  write<T>(
    route: string,
    params: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T>;
  query<T>(
    text: string,
    variables: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T>;
  mutate<T>(
    text: string,
    variables: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T>;
  /** A plain text behind a redirect (job logs), at most `maxBytes` of its end. */
  text(route: string, params: Readonly<Record<string, unknown>>, maxBytes: number): Promise<string>;
  /** A file behind a redirect (artifacts), read only as far as `maxBytes`; null: it is longer. */
  bytes(
    route: string,
    params: Readonly<Record<string, unknown>>,
    maxBytes: number,
  ): Promise<Uint8Array | null>;
}

const TIMEOUT_MS = 30_000;
const nothing = (): void => undefined;
/** Failures are thrown and logged with the run they belong to; the library's own lines say less. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export function githubClient(options: ClientOptions): GithubClient {
  const octokit = new Octokit({
    baseUrl: options.baseUrl,
    userAgent: options.userAgent ?? 'autopack',
    log: SILENT,
  });
  // Innermost first: what the limits hold back is no request.
  watch(octokit, options);
  if (options.limiter !== undefined) keepLimits(octokit, options.limiter);
  const token = authenticate(octokit, options);
  const { once, patiently } = attempts(options.auth.is);

  const send = (
    route: string,
    params: Readonly<Record<string, unknown>>,
    how: Readonly<Record<string, unknown>> = {},
  ): ReturnType<Octokit['request']> => {
    const request = { signal: AbortSignal.timeout(TIMEOUT_MS), ...how };
    return octokit.request(route, { ...params, request });
  };
  const rest = async (...what: Parameters<typeof send>): Promise<unknown> =>
    (await send(...what)).data;
  const graphql = async (
    text: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<unknown> =>
    octokit.graphql(text, { ...variables, request: { signal: AbortSignal.timeout(TIMEOUT_MS) } });

  return {
    grants: () => once(async () => (await token(false)).permissions),
    read: (route, params, answer) =>
      patiently(async () => parsed(answer, await rest(route, params))),
    page: (route, params, answer) =>
      patiently(async () => {
        const { data, headers } = await send(route, params);
        return { data: parsed(answer, data), next: nextCursor(headers.link) };
      }),
    write: (route, params, answer) => once(async () => parsed(answer, await rest(route, params))),
    query: (text, variables, answer) =>
      patiently(async () => parsed(answer, await graphql(text, variables))),
    mutate: (text, variables, answer) =>
      once(async () => parsed(answer, await graphql(text, variables))),
    text: (route, params, maxBytes) =>
      patiently(async () =>
        tailOf(await rest(route, params, { parseSuccessResponseBody: false }), maxBytes),
      ),
    bytes: (route, params, maxBytes) =>
      patiently(async () =>
        wholeOf(await rest(route, params, { parseSuccessResponseBody: false }), maxBytes),
      ),
  };
}

/** `<https://…?cursor=v1_123>; rel="next"` */
function nextCursor(link: string | undefined): string | null {
  const address = /<([^<>]{1,2000})>; rel="next"/.exec(link ?? '')?.[1];
  return address === undefined ? null : new URL(address).searchParams.get('cursor');
}

/** A reply that was cut off on its way arrives as a piece of text or not at all: nobody knows what it said. */
function parsed<T>(answer: z.ZodType<T>, data: unknown): T {
  const result = answer.safeParse(data);
  if (result.success) return result.data;
  if (typeof data === 'string' && /^\s*<(?:!doctype|html)\b/i.test(data))
    throw new TransientError('what answered is a web page, and not the API of GitHub');
  if (data === undefined || typeof data === 'string')
    throw new TransientError('the answer of GitHub was cut off', { cause: result.error });
  throw result.error;
}

function watch(octokit: Octokit, { onRequest }: ClientOptions): void {
  if (onRequest === undefined) return;
  octokit.hook.wrap('request', async (request, options) => {
    const { method, url: route } = options;
    try {
      const response = await request(options);
      onRequest({ method, route, status: response.status });
      return response;
    } catch (error) {
      onRequest({ method, route, status: error instanceof RequestError ? error.status : 0 });
      throw error;
    }
  });
}

/** Puts a token on each request, minted for the one repository; a token that has run out is minted again once. */
function authenticate(octokit: Octokit, { auth, baseUrl }: ClientOptions): TokenSource {
  if (auth.is === 'nobody') return () => Promise.resolve({ header: '', permissions: null });
  const token = tokenSource(auth, baseUrl);
  octokit.hook.wrap('request', async (request, options) => {
    options.headers.authorization = (await token(false)).header;
    try {
      return await request(options);
    } catch (error) {
      const stale = auth.is !== 'token' && error instanceof RequestError && error.status === 401;
      if (!stale) throw error;
      options.headers.authorization = (await token(true)).header;
      return request(options);
    }
  });
  return token;
}

/** `permissions`: what the token is good for; null: GitHub does not say. */
type TokenSource = (refresh: boolean) => Promise<{
  readonly header: string;
  readonly permissions: Readonly<Record<string, string | undefined>> | null;
}>;

function tokenSource(auth: Exclude<GithubAuth, { is: 'nobody' }>, baseUrl: string): TokenSource {
  if (auth.is === 'token')
    return () => Promise.resolve({ header: `token ${auth.token}`, permissions: null });
  const { appId, privateKey } = auth;
  const { request } = new Octokit({ baseUrl, log: SILENT });
  const app = createAppAuth({ appId, privateKey, request, log: SILENT });
  if (auth.is === 'jwt')
    return async () => ({
      header: `bearer ${(await app({ type: 'app' })).token}`,
      permissions: null,
    });
  const { installationId, repository } = auth;
  return async (refresh) => {
    const minted = await app({
      type: 'installation',
      installationId,
      ...(typeof repository === 'string' && { repositoryNames: [repository] }),
      ...(typeof repository === 'number' && { repositoryIds: [repository] }),
      refresh,
    });
    return { header: `token ${minted.token}`, permissions: minted.permissions };
  };
}
