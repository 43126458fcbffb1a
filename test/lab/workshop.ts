/** The parts of a running lab, and the `LabInternals` made of them. */
import { ACTIONS_APP_ID } from './app.ts';
import type { Core } from './core.ts';
import type { Emulator } from './emulator.ts';
import { deliver } from './events.ts';
import type { GitRepository } from './git/repository.ts';
import type { Exchange, LabInternals } from './internals.ts';
import type { Router } from './router.ts';
import { showRepo, showUser } from './show.ts';
import type { WebhookQueue } from './webhooks.ts';

export interface Workshop {
  readonly root: string;
  readonly router: Router;
  readonly webhooks: WebhookQueue;
  readonly listeners: ((exchange: Exchange) => void)[];
  readonly repositories: Map<number, GitRepository>;
  readonly work: Set<Promise<unknown>>;
  /** Of work that nobody awaits; `assertClean` throws them. */
  readonly failures: string[];
  readonly ends: (() => void | Promise<void>)[];
}

export function createInternals(
  shop: Workshop,
  emulator: Emulator,
  core: () => Core,
): LabInternals {
  const { gh, url } = emulator;
  offsetIds(gh);
  const need = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(`lab: no ${what}`);
    return value;
  };
  const lab: LabInternals = {
    url,
    gh,
    now: () => new Date().toISOString(),
    repo: (name) =>
      gh.repos.all().find((row) => row.full_name.toLowerCase() === name.toLowerCase()),
    repoById: (id) => need(gh.repos.get(id), `repository ${id}`),
    git: (repo) => need(shop.repositories.get(repo.id), `git of ${repo.full_name}`),
    user: (id) => need(gh.users.get(id), `user ${id}`),
    emit: (event) => deliver(core(), shop.webhooks, event),
    route: (method, pattern, handler) => shop.router.add(method, pattern, handler),
    pulls: (repo) => core().pulls.of(repo),
    checks: {
      create: (...given) => core().checks.port.create(...given),
      update: (...given) => core().checks.port.update(...given),
      suite: (...given) => core().checks.port.suite(...given),
      ofCommit: (...given) => core().checks.port.ofCommit(...given),
      suitesOf: (...given) => core().checks.port.suitesOf(...given),
    },
    actionsAppId: ACTIONS_APP_ID,
    show: {
      repo: (repo) => showRepo(lab, repo),
      user: (user) => showUser(lab, user),
      pull: (pull) => core().pulls.show(pull),
      check: (run) => core().checks.showRun(run),
      suite: (suite) => core().checks.showSuite(suite),
    },
    onExchange: (listener) => void shop.listeners.push(listener),
    track(work) {
      const ended = work.catch((error: unknown) => {
        console.error('lab: something that follows from a change failed', error);
        shop.failures.push(String(error));
      });
      shop.work.add(ended);
      void ended.finally(() => shop.work.delete(ended));
    },
    onClose: (end) => void shop.ends.push(end),
    ci: null,
  };
  return lab;
}

/** So that an id of the wrong kind is never by chance also one of the right kind. */
function offsetIds(gh: LabInternals['gh']): void {
  gh.users.autoId = 60_001;
  gh.repos.autoId = 800_001;
  gh.issues.autoId = 2_500_001;
  gh.labels.autoId = 4_400_001;
  gh.comments.autoId = 5_700_001;
  gh.issueEvents.autoId = 8_800_001;
  gh.workflowRuns.autoId = 12_000_001;
  gh.jobs.autoId = 35_000_001;
}
