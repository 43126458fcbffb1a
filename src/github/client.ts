import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import { translate } from './failures.ts';

/** Who we are on GitHub: our own App in one installation, or a token that a workflow was given. */
export type GithubAuth =
  | {
      readonly is: 'app';
      readonly appId: number;
      readonly privateKey: string;
      readonly installationId: number;
      /** The only repository that the token is good for; null: all of the installation, to list them. */
      readonly repository: string | null;
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
}

/** One repository's door to GitHub. Every answer is parsed, every failure is translated once. */
export interface GithubClient {
  read<T>(
    route: string,
    params: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
  ): Promise<T>;
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
}

const TIMEOUT_MS = 30_000;
const READ_PAUSES_MS = [300, 1_500];

export function githubClient(options: ClientOptions): GithubClient {
  const octokit = new Octokit({
    baseUrl: options.baseUrl,
    userAgent: options.userAgent ?? 'autopack',
  });
  authenticate(octokit, options);

  const rest = async (
    route: string,
    params: Readonly<Record<string, unknown>>,
  ): Promise<unknown> => {
    const answer = await octokit.request(route, {
      ...params,
      request: { signal: AbortSignal.timeout(TIMEOUT_MS) },
    });
    return answer.data;
  };
  const graphql = async (
    text: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<unknown> =>
    octokit.graphql(text, { ...variables, request: { signal: AbortSignal.timeout(TIMEOUT_MS) } });

  return {
    read: async (route, params, answer) => answer.parse(await patiently(() => rest(route, params))),
    write: async (route, params, answer) => answer.parse(await once(() => rest(route, params))),
    query: async (text, variables, answer) =>
      answer.parse(await patiently(() => graphql(text, variables))),
    mutate: async (text, variables, answer) =>
      answer.parse(await once(() => graphql(text, variables))),
    text: async (route, params, maxBytes) => {
      const data = await patiently(() => rest(route, params));
      const text =
        data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : String(data ?? '');
      return text.slice(-maxBytes);
    },
  };
}

/** Puts a token on each request, minted for the one repository; a token that has run out is minted again once. */
function authenticate(octokit: Octokit, { auth, baseUrl }: ClientOptions): void {
  if (auth.is === 'nobody') return;
  const token = tokenSource(auth, baseUrl);
  octokit.hook.wrap('request', async (request, options) => {
    options.headers.authorization = await token(false);
    try {
      return await request(options);
    } catch (error) {
      const stale = auth.is !== 'token' && hasStatus(error, 401);
      if (!stale) throw error;
      options.headers.authorization = await token(true);
      return request(options);
    }
  });
}

function tokenSource(
  auth: Exclude<GithubAuth, { is: 'nobody' }>,
  baseUrl: string,
): (refresh: boolean) => Promise<string> {
  if (auth.is === 'token') return () => Promise.resolve(`token ${auth.token}`);
  const { appId, privateKey } = auth;
  const request = new Octokit({ baseUrl }).request;
  const app = createAppAuth({ appId, privateKey, request });
  if (auth.is === 'jwt') return async () => `bearer ${(await app({ type: 'app' })).token}`;
  const { installationId, repository } = auth;
  return async (refresh) => {
    const minted = await app({
      type: 'installation',
      installationId,
      ...(repository === null ? {} : { repositoryNames: [repository] }),
      refresh,
    });
    return `token ${minted.token}`;
  };
}

const hasStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === status;

async function once<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translate(error);
  }
}

/** Reads may be repeated: they change nothing. A limit that GitHub names is not waited for here. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of READ_PAUSES_MS) {
    try {
      return await once(call);
    } catch (error) {
      if (!(error instanceof TransientError) || error.retryAfterMs !== undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return once(call);
}
