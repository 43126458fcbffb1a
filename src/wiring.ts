import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadCatalog } from './config/catalog.ts';
import { loadDefaults } from './config/load.ts';
import { planning } from './config/planning.ts';
import { sha256Hex } from './core/hash.ts';
import type { RepoName, RunKey } from './core/ids.ts';
import { findSecrets, redact } from './core/text/redact.ts';
import { knownTerms } from './engine/known-terms.ts';
import type { EnginePorts } from './engine/ports.ts';
import type { Settings } from './env.ts';
import { gitArchive } from './git/archive.ts';
import { openCheckout } from './git/checkout.ts';
import { fromCheckout } from './git/from-checkout.ts';
import { gitLedger } from './git/ledger.ts';
import { githubClient, type GithubAuth } from './github/client.ts';
import { limiter, type Limiter } from './github/limits.ts';
import { readings } from './github/readings.ts';
import { githubForge } from './github/forge.ts';
import { type Identity, placeOf } from './installations.ts';
import { heard, type LedgerEars } from './ledger-facts.ts';
import { openaiModels } from './llm/openai.ts';
import type { ScopedLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Clock, Forge, Log, Planning } from './ports.ts';
import { remembered } from './remembered.ts';
import { treeSyntax } from './syntax/syntax.ts';

/** Who hears of what is done. */
export interface Ears {
  readonly metrics?: Pick<Metrics, 'request' | 'limitWait' | 'fact'>;
  readonly scope?: Pick<ScopedLog, 'add'>;
  /** Hears of a run's artefacts once they are in its ledger. */
  readonly artefacts?: NonNullable<EnginePorts['onArtefacts']>;
  /** Hears of what ledgers took. */
  readonly written?: NonNullable<LedgerEars['written']>;
  /** Ends model calls that are under way. */
  readonly stop?: AbortSignal;
  /** Takes over a key whose repository has another name now; left out, it is gone on with at once. */
  readonly moved?: (key: RunKey) => void;
}

/** What is the same for all repositories. */
export interface Shell {
  readonly settings: Settings;
  readonly log: Log;
  readonly ears?: Ears | undefined;
}

export interface Wired {
  readonly ports: EnginePorts;
  /** The repository's, whatever it is called; null: names do. */
  readonly id: number | null;
}

/** Makes the engine's ports for a repository; what all repositories share is made once. */
export function wiring(
  { settings, log, ears = {} }: Shell,
  identity: () => Promise<Identity>,
): (repo: RepoName) => Promise<Wired> {
  const shared = sharedPorts({ settings, log, ears });
  const { clock, random } = shared;
  const known = readings();
  const limiterOf = limiters(clock, ears);
  return async (asked) => {
    const { botId, appId } = await identity();
    const { auth, repo, id } = await placeOf(settings, asked, ears.metrics?.request);
    const client = githubClient({
      ...{ baseUrl: settings.apiUrl, auth, limiter: limiterOf(auth) },
      ...(ears.metrics === undefined ? {} : { onRequest: ears.metrics.request }),
    });
    const treeIds = new Map<string, string>();
    const trusted = settings.identity.is === 'app' ? { botId } : null;
    const ports = {
      ...shared,
      repo,
      served: isServed(settings, repo),
      forge: lookingInto(
        settings,
        githubForge({ client, repo, treeIds, readings: known, identity: { botId, appId } }),
      ),
      verification: { archive: gitArchive({ client, repo }), botId: trusted?.botId ?? null },
      ledger: heard(gitLedger({ client, repo, random, treeIds, trusted, readings: known }), {
        fact: (fact) => ears.metrics?.fact(fact),
        run: (run) => ears.scope?.add({ run }),
        written: ears.written,
      }),
      tips: new Map(),
      kept: new Map(),
    };
    return { ports, id };
  };
}

/** By the account, or by the repository; GitHub's names are the same in every spelling. */
function isServed({ repositories }: Settings, { owner, name }: RepoName): boolean {
  const fits = [owner, `${owner}/${name}`].map((one) => one.toLowerCase());
  return repositories?.some((one) => fits.includes(one.toLowerCase())) ?? true;
}

/** A forge that spares GitHub what a checkout of the Action's workflow has. */
function lookingInto({ checkout }: Settings, forge: Forge): Forge {
  if (checkout === undefined) return forge;
  return fromCheckout(
    forge,
    remembered(() => openCheckout(checkout)),
  );
}

/** What all repositories of a process share. */
function sharedPorts({ settings, log, ears = {} }: Shell) {
  const clock = { now: () => Date.now() };
  const random = { nonce: () => randomBytes(16).toString('hex') };
  const secrets = secretsOf(settings);
  return {
    models: openaiModels(settings.model),
    planning: planningOf(settings, clock),
    syntax: treeSyntax(log),
    clock,
    random,
    log,
    worker: randomBytes(8).toString('hex'),
    leaseMs: settings.leaseMs,
    // Whoever is told to stop waits no longer.
    pause: (ms: number) =>
      sleep(ms, undefined, ears.stop === undefined ? {} : { signal: ears.stop }).catch(
        () => undefined,
      ),
    ...(ears.stop === undefined ? {} : { stop: ears.stop }),
    identity: settings.identity.is,
    server: settings.serverUrl,
    sealKey: sealKey(settings),
    ...(ears.artefacts === undefined ? {} : { onArtefacts: ears.artefacts }),
    knownTerms: knownTerms(),
    redact: (text: string) => redact(text, secrets),
    secretsIn: (text: string, shown: string) =>
      findSecrets(text, secrets, shown).map((found) => found.kind),
  };
}

/** GitHub counts by installation, whatever repository of it is meant. */
function limiters(clock: Clock, { metrics }: Ears): (auth: GithubAuth) => Limiter {
  const made = new Map<number, Limiter>();
  return (auth) => {
    const installation = auth.is === 'app' ? auth.installationId : 0;
    const one = made.get(installation) ?? limiter(clock, metrics?.limitWait);
    made.set(installation, one);
    return one;
  };
}

/** Only who holds the App's key can seal a snapshot. */
const sealKey = ({ identity }: Settings): string | null =>
  identity.is === 'app' ? sha256Hex(`autopack snapshot\n${identity.privateKey}`) : null;

function secretsOf({ identity, model }: Settings): readonly string[] {
  const own =
    identity.is === 'app'
      ? identity.privateKey
          .split('\n')
          .filter((line) => line.length > 40 && !line.startsWith('-----'))
      : [identity.token];
  return [model.apiKey, ...own];
}

const planningOf = ({ catalog }: Settings, clock: Clock): Planning =>
  planning(loadDefaults(catalog), clock, loadCatalog(catalog?.features));
