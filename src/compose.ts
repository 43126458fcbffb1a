import { loadDefaults } from './config/load.ts';
import { ledgerDays } from './config/planning.ts';
import type { Instant, RepoName, RunKey } from './core/ids.ts';
import { runSummary, type RunSummary } from './core/report/run-summary.ts';
import type { EnginePorts } from './engine/ports.ts';
import { readable, retire } from './engine/retire.ts';
import type { Settings } from './env.ts';
import { type Identity, repositories, whoAmI } from './installations.ts';
import { places } from './places.ts';
import type { Log, PassResult } from './ports.ts';
import { remembered } from './remembered.ts';
import type { Ears } from './wiring.ts';

/** The product, wired: the same for the App, the Action and the demo. */
export interface Autopack {
  /** One pass over one issue's run. */
  reconcile(key: RunKey): Promise<PassResult>;
  /** Issues of a repository that have a run or ask for one. */
  openKeys(repo: RepoName): Promise<readonly RunKey[]>;
  /** The newest run of each of these issues that has one that can be read. */
  summaries(repo: RepoName, issues: readonly number[]): Promise<readonly RunSummary[]>;
  /** Repositories that the App is installed on and can write to; of one installation, or of all. */
  repositories(installation?: number): Promise<readonly RepoName[]>;
  /** Deletes ledgers of a repository that have had their time, a few at a time and no more often than this. */
  retire(repo: RepoName, everyMs: number): Promise<void>;
  /** Whom we act as. */
  identity(): Promise<Identity>;
}

export function compose(settings: Settings, log: Log, ears: Ears = {}): Autopack {
  const identity = remembered(() => whoAmI(settings));
  const { portsOf, read, pass } = places({ settings, log, ears }, identity);
  return {
    reconcile: pass,
    openKeys: async (repo) => (await read(repo, openIssues)).map((issue) => ({ ...repo, issue })),
    summaries: async (repo, issues) => {
      const { ledger } = await portsOf(repo);
      const found: RunSummary[] = [];
      for (const issue of issues) {
        const tip = await readable(() => ledger.latest(issue));
        if (tip !== undefined) found.push(runSummary(tip.run));
      }
      return found;
    },
    repositories: (installation) =>
      repositories(settings, {
        ...{ log, installation },
        ...(ears.metrics === undefined ? {} : { onRequest: ears.metrics.request }),
      }),
    retire: retiring(settings, portsOf),
    identity,
  };
}

function retiring(
  { catalog }: Settings,
  portsOf: (repo: RepoName) => Promise<EnginePorts>,
): Autopack['retire'] {
  const last = new Map<string, Instant>();
  return async (repo, everyMs) => {
    const ports = await portsOf(repo);
    const [name, now] = [`${repo.owner}/${repo.name}`, ports.clock.now()];
    if (now - (last.get(name) ?? 0) < everyMs) return;
    last.set(name, now);
    const days = (config: string | null): number | null =>
      ledgerDays(loadDefaults(catalog), config);
    await retire(ports, { days, turn: Math.floor(now / everyMs) });
  };
}

async function openIssues({ ledger, forge }: EnginePorts): Promise<readonly number[]> {
  const runs = (await ledger.list()).map((run) => run.issue);
  return [...new Set([...runs, ...(await forge.labelledIssues()), ...(await forge.configPulls())])];
}
