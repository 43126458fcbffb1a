import type { RepoName, RunKey } from './core/ids.ts';
import { runSummary, type RunSummary } from './core/report/run-summary.ts';
import type { EnginePorts } from './engine/ports.ts';
import { reconcile } from './engine/reconcile.ts';
import type { Settings } from './env.ts';
import { repositories, whoAmI } from './installations.ts';
import type { Log, PassResult } from './ports.ts';
import { type Ears, wiring } from './wiring.ts';

/** The product, wired: the same for the App, the Action and the demo. */
export interface Autopack {
  /** One pass over one issue's run. */
  reconcile(key: RunKey): Promise<PassResult>;
  /** Issues of a repository that have a run or ask for one. */
  openKeys(repo: RepoName): Promise<readonly RunKey[]>;
  /** The newest run of each of these issues that has one. */
  summaries(repo: RepoName, issues: readonly number[]): Promise<readonly RunSummary[]>;
  /** Repositories that the App is installed on. */
  repositories(): Promise<readonly RepoName[]>;
  /** The id of the bot that we act as. */
  botId(): Promise<number>;
}

export function compose(settings: Settings, log: Log, ears: Ears = {}): Autopack {
  const identity = remembered(() => whoAmI(settings));
  const wire = wiring({ settings, log, ears }, identity);
  const known = new Map<string, () => Promise<EnginePorts>>();
  const portsOf = ({ owner, name }: RepoName): Promise<EnginePorts> => {
    const key = `${owner}/${name}`.toLowerCase();
    const made = known.get(key) ?? remembered(() => wire({ owner, name }));
    known.set(key, made);
    return made();
  };
  return {
    reconcile: async (key) => {
      const ports = await portsOf(key);
      const run = ports.tips.get(key.issue)?.runId;
      if (run !== undefined) ears.scope?.add({ run });
      return reconcile(ports, key);
    },
    openKeys: async (repo) => {
      const { ledger, forge } = await portsOf(repo);
      const runs = (await ledger.list()).map((run) => run.issue);
      const issues = new Set([...runs, ...(await forge.labelledIssues())]);
      return [...issues].map((issue) => ({ ...repo, issue }));
    },
    summaries: async (repo, issues) => {
      const { ledger } = await portsOf(repo);
      const found: RunSummary[] = [];
      for (const issue of issues) {
        const tip = await ledger.latest(issue);
        if (tip !== undefined) found.push(runSummary(tip.run));
      }
      return found;
    },
    repositories: () => repositories(settings),
    botId: async () => (await identity()).botId,
  };
}

/** Makes a thing once; what could not be made is made anew next time. */
function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    const current = (made ??= make());
    try {
      return await current;
    } catch (error) {
      if (made === current) made = undefined;
      throw error;
    }
  };
}
