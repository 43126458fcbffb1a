/**
 * `emulate`'s GitHub, with our layer in front of its routes. Its plugin is not exported, so it is found in the
 * package's files; if a new version hides it elsewhere, starting fails with a message instead of testing nothing.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createEmulator } from 'emulate';
import { mutex } from './git/repository.ts';
import type { Tables } from './internals.ts';

/** The part of the emulator's request context that is used here. */
export interface EmulatorContext {
  readonly req: { readonly raw: Request };
  get(key: string): unknown;
}

export type Middleware = (
  context: EmulatorContext,
  next: () => Promise<void>,
) => Promise<Response | void>;

export interface EmulatorApp {
  use(path: string, middleware: Middleware): unknown;
  request(url: string, init?: RequestInit): Promise<Response>;
  matchedRoute(method: string, path: string): unknown;
  /** Private in the emulator; asserted below. */
  readonly middleware: { readonly handlers: readonly unknown[] }[];
}

interface Dispatcher {
  dispatch(
    event: string,
    action: string | undefined,
    payload: Readonly<Record<string, unknown>>,
    owner: string,
    repo?: string,
  ): Promise<void>;
}

interface Plugin {
  register: (
    app: EmulatorApp,
    store: unknown,
    webhooks: Dispatcher,
    baseUrl: string,
    tokens: TokenMap,
  ) => void;
}

export interface TokenUser {
  readonly login: string;
  readonly id: number;
  readonly scopes: readonly string[];
  readonly installation?: {
    readonly installationId: number;
    readonly appId: number;
    readonly permissions: Readonly<Record<string, string>>;
    /** The only repository it is good for. */
    readonly repositoryId?: number;
  };
}
export type TokenMap = Map<string, TokenUser>;

export interface Emulator {
  readonly url: string;
  readonly app: EmulatorApp;
  readonly gh: Tables;
  readonly tokens: TokenMap;
  close(): Promise<void>;
}

export interface EmulatorHooks {
  readonly middleware: Middleware;
  /** Takes the place of the emulator's webhook delivery. */
  readonly dispatch: Dispatcher['dispatch'];
}

const DIST = new URL('../../node_modules/emulate/dist/', import.meta.url);

interface Internals {
  readonly githubPlugin: Plugin;
  readonly getGitHubStore: (store: unknown) => Tables;
}

async function findInternals(): Promise<Internals> {
  for (const file of await readdir(DIST)) {
    if (!/^dist-.*\.js$/.test(file)) continue;
    const url = new URL(file, DIST);
    if (!(await readFile(url, 'utf8')).includes('var githubPlugin = {')) continue;
    const found = (await import(url.href)) as Partial<Internals>;
    if (typeof found.githubPlugin?.register !== 'function' || found.getGitHubStore === undefined)
      break;
    return { githubPlugin: found.githubPlugin, getGitHubStore: found.getGitHubStore };
  }
  throw new Error('lab: the GitHub plugin was not found in emulate; is it 0.12.2?');
}

// The plugin is one object for the whole process: two starts at once would mix their hooks.
const oneAtATime = mutex();

export const startEmulator = (hooks: EmulatorHooks): Promise<Emulator> =>
  oneAtATime(async () => {
    const { githubPlugin, getGitHubStore } = await findInternals();
    const original = githubPlugin.register;
    let registered: Omit<Emulator, 'url' | 'close'> | undefined;
    githubPlugin.register = (app, store, webhooks, baseUrl, tokens) => {
      dropRateLimit(app);
      app.use('*', hooks.middleware);
      original.call(githubPlugin, app, store, webhooks, baseUrl, tokens);
      webhooks.dispatch = hooks.dispatch;
      registered = { app, tokens, gh: getGitHubStore(store) };
    };
    try {
      const emulator = await createEmulator({ service: 'github', port: 0, seed: { tokens: {} } });
      if (registered === undefined) throw new Error('lab: emulate did not use the GitHub plugin');
      return { ...registered, url: emulator.url, close: () => emulator.close() };
    } finally {
      githubPlugin.register = original;
    }
  });

/** 5,000 requests a token, never reset, and our layer would count each request twice. */
function dropRateLimit(app: EmulatorApp): void {
  const last = app.middleware.at(-1)?.handlers[0];
  if (typeof last !== 'function' || !String(last).includes('rateLimitCounters'))
    throw new Error("lab: emulate's rate limit is not where it was in 0.12.2");
  app.middleware.pop();
}
