import { randomBytes } from 'node:crypto';
import { loadDefaults } from './config/load.ts';
import { planning } from './config/planning.ts';
import { sha256Hex } from './core/hash.ts';
import type { RepoName } from './core/ids.ts';
import { findSecrets, redact } from './core/text/redact.ts';
import type { EnginePorts } from './engine/ports.ts';
import type { Settings } from './env.ts';
import { gitArchive } from './git/archive.ts';
import { gitLedger } from './git/ledger.ts';
import { githubClient, type GithubAuth } from './github/client.ts';
import { limiter, type Limiter } from './github/limits.ts';
import { githubForge } from './github/forge.ts';
import { authFor, type Identity } from './installations.ts';
import { heard } from './ledger-facts.ts';
import { openaiModels } from './llm/openai.ts';
import type { ScopedLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Log } from './ports.ts';

/** Who hears of what is done; nobody in the Action. */
export interface Ears {
  readonly metrics?: Pick<Metrics, 'request' | 'limitWait' | 'fact'>;
  readonly scope?: Pick<ScopedLog, 'add'>;
}

/** What is the same for all repositories. */
export interface Shell {
  readonly settings: Settings;
  readonly log: Log;
  readonly ears?: Ears | undefined;
}

/** Makes the engine's ports for a repository; what all repositories share is made once. */
export function wiring(
  { settings, log, ears = {} }: Shell,
  identity: () => Promise<Identity>,
): (repo: RepoName) => Promise<EnginePorts> {
  const clock = { now: () => Date.now() };
  const random = { nonce: () => randomBytes(16).toString('hex') };
  const secrets = secretsOf(settings);
  const shared = {
    models: openaiModels(settings.model),
    planning: planning(loadDefaults(), clock),
    clock,
    random,
    log,
    worker: randomBytes(8).toString('hex'),
    leaseMs: settings.leaseMs,
    identity: settings.identity.is,
    server: settings.serverUrl,
    sealKey: sealKey(settings),
    redact: (text: string) => redact(text, secrets),
    secretsIn: (text: string) => findSecrets(text, secrets).map((found) => found.kind),
  };
  const limiters = new Map<number, Limiter>();
  /** GitHub counts by installation, whatever repository of it is meant. */
  const limiterOf = (auth: GithubAuth): Limiter => {
    const installation = auth.is === 'app' ? auth.installationId : 0;
    const made = limiters.get(installation) ?? limiter(clock, ears.metrics?.limitWait);
    limiters.set(installation, made);
    return made;
  };
  return async (repo) => {
    const { botId, appId } = await identity();
    const auth = await authFor(settings, repo);
    const client = githubClient({
      ...{ baseUrl: settings.apiUrl, auth, limiter: limiterOf(auth) },
      ...(ears.metrics === undefined ? {} : { onRequest: ears.metrics.request }),
    });
    const treeIds = new Map<string, string>();
    const trusted = settings.identity.is === 'app' ? { botId } : null;
    return {
      ...shared,
      repo,
      forge: githubForge({ client, repo, treeIds, identity: { botId, appId } }),
      verification: { archive: gitArchive({ client, repo }), botId: trusted?.botId ?? null },
      ledger: heard(gitLedger({ client, repo, random, treeIds, trusted }), {
        fact: (fact) => ears.metrics?.fact(fact),
        run: (run) => ears.scope?.add({ run }),
      }),
      tips: new Map(),
    };
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
