/** A GitHub on this machine: see DEVIATIONS.md for what it does not do like the real one. */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Administration } from './administration.ts';
import type { LabApp } from './app.ts';
import { assemble, createCore } from './assemble.ts';
import { attachCi, type LabCi } from './ci/ci.ts';
import type { LabClient } from './client.ts';
import type { Core, Limits } from './core.ts';
import { startEmulator } from './emulator.ts';
import { fromEmulator } from './events.ts';
import { gitAccess } from './git-access.ts';
import type { GitRun } from './git/process.ts';
import { registerGraphql } from './graphql/endpoint.ts';
import type { LabInternals } from './internals.ts';
import { createMiddleware, type MiddlewareParts } from './middleware.ts';
import { createPeople, type People } from './people.ts';
import { createRecorder, type Faults, type RequestLog } from './requests.ts';
import { registerRoutes } from './rest/routes.ts';
import { createRouter } from './router.ts';
import type { RepoSeed } from './seed.ts';
import type { Webhooks } from './webhooks.ts';
import { createWebhooks } from './webhooks.ts';
import { createInternals, type Workshop } from './workshop.ts';

export type { LabClient } from './client.ts';

export interface LabOptions {
  /** Owner of repositories seeded without one; a person with `admin`. */
  readonly owner?: string;
  /** False: nothing runs on a push, even where a CI is there. */
  readonly ci?: boolean;
}

export interface Lab {
  readonly url: string;
  /** Gone when the lab is closed. */
  readonly folder: string;
  readonly app: LabApp;
  readonly people: People;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** `METHOD /path` and `GraphQL Type.field` that were asked for and are not there. */
  readonly unknownRoutes: readonly string[];
  readonly limits: Limits;
  readonly admin: Administration;
  /** Null: started without. */
  readonly ci: LabCi | null;
  readonly internals: LabInternals;
  /** Returns `owner/name` and the first commit. */
  seedRepo(seed: RepoSeed): Promise<{ readonly fullName: string; readonly head: string }>;
  /** Acts as a person, by REST and real git. */
  as(login: string): LabClient;
  /** A token as a workflow run gets it: `github-actions[bot]` in this one repository, with no more than this. */
  workflowToken(repo: string, permissions: Readonly<Record<string, 'read' | 'write'>>): string;
  /** Raw git in the bare repository, to look at things. */
  git(repo: string, args: readonly string[]): Promise<GitRun>;
  /** All installation tokens handed out so far answer 401 from now on. */
  expireTokens(): void;
  /** Waits until webhooks are delivered and everything that follows from a change has happened. */
  settled(): Promise<void>;
  /** Throws when something was asked for that the lab does not have, or the lab itself failed. */
  assertClean(): void;
  close(): Promise<void>;
}

/** `close()` it, or its server and directory stay. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const shop: Workshop = {
    root: await mkdtemp(path.join(tmpdir(), 'autopack-lab-')),
    router: createRouter(),
    webhooks: createWebhooks(),
    listeners: [],
    repositories: new Map(),
    work: new Set(),
    failures: [],
    ends: [],
  };
  const recorder = createRecorder();
  const unknownRoutes: string[] = [];
  let parts: MiddlewareParts | undefined;
  let core: Core | undefined;
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('lab: asked before it had started');
    return value;
  };
  const emulator = await startEmulator({
    middleware: createMiddleware(() => started(parts), randomBytes(12).toString('hex')),
    dispatch: async (event, action, payload, owner, name) => {
      const fullName = `${owner}/${name ?? ''}`;
      const made = fromEmulator(started(core), { event, action, payload, fullName });
      if (made !== undefined) started(core).lab.emit(made);
    },
  });
  const { app, tokens } = emulator;
  const lab = createInternals(shop, emulator, () => started(core));
  const people = createPeople(lab, tokens);
  const owner = people.add(options.owner ?? 'acme');
  core = await createCore(lab, { tokens, owner, unknownRoutes });
  shop.webhooks.useSecret(core.app.webhookSecret);
  const git = gitAccess(() => started(core));
  const exchanged: MiddlewareParts['exchanged'] = (exchange) =>
    shop.listeners.forEach((tell) => tell(exchange));
  const { renamed } = core;
  parts = {
    lab,
    app,
    tokens,
    router: shop.router,
    recorder,
    unknownRoutes,
    renamed,
    git,
    exchanged,
  };
  registerRoutes(core, shop.webhooks);
  registerGraphql(core);
  const ci = options.ci === false ? null : attachCi(lab);
  lab.ci = ci;
  return assemble({ shop, emulator, core, people, owner, ci, recorder });
}
