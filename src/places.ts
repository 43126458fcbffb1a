import { UserError } from './core/errors.ts';
import type { RepoName, RunKey } from './core/ids.ts';
import type { EnginePorts } from './engine/ports.ts';
import { reconcile } from './engine/reconcile.ts';
import { RepositoryMovedError } from './github/failures.ts';
import type { Identity } from './installations.ts';
import { oneByOne } from './one-by-one.ts';
import type { PassResult } from './ports.ts';
import { remembered } from './remembered.ts';
import { type Shell, type Wired, wiring } from './wiring.ts';

/** Repositories with the doors to them; doors that lead nowhere any more are made anew. */
export interface Places {
  portsOf(repo: RepoName): Promise<EnginePorts>;
  /** Reads there, with new doors where the old ones fail. */
  read<T>(repo: RepoName, work: (ports: EnginePorts) => Promise<T>): Promise<T>;
  /** One pass over a run, wherever its repository is by now. */
  pass(key: RunKey): Promise<PassResult>;
}

export function places(shell: Shell, identity: () => Promise<Identity>): Places {
  const { ears = {} } = shell;
  const wire = wiring(shell, identity);
  const known = new Map<string, () => Promise<Wired>>();
  const wired = ({ owner, name }: RepoName): Promise<Wired> => {
    const key = spelled({ owner, name });
    const made = known.get(key) ?? remembered(() => wire({ owner, name }));
    known.set(key, made);
    return made();
  };
  const turn = oneByOne();
  const pass = async (key: RunKey): Promise<PassResult> => {
    const { ports, id } = await wired(key);
    const run = ports.tips.get(key.issue)?.runId;
    if (run !== undefined) ears.scope?.add({ run });
    // A renamed repository has two keys for a while, and the queue a worker for each.
    return turn(`${id ?? spelled(key)}#${key.issue}`, () => reconcile(ports, key));
  };
  const passOrWhy = async (key: RunKey): Promise<PassResult> => {
    try {
      return await pass(key);
    } catch (error) {
      if (!(error instanceof UserError) && !(error instanceof RepositoryMovedError)) throw error;
      known.delete(spelled(key));
      // Suspended, archived or moved meanwhile? Then that is what there is to say.
      if (error instanceof UserError) await wired(key);
      throw error;
    }
  };
  return {
    portsOf: async (repo) => (await wired(repo)).ports,
    read: async (repo, work) => {
      try {
        return await work((await wired(repo)).ports);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // The App may have been installed anew, or been given other permissions.
        known.delete(spelled(repo));
        return work((await wired(repo)).ports);
      }
    },
    pass: following(shell, passOrWhy),
  };
}

/** The same pass, done where the repository is now. */
const following =
  ({ log, ears }: Shell, pass: Places['pass']): Places['pass'] =>
  async (key) => {
    try {
      return await pass(key);
    } catch (error) {
      if (!(error instanceof RepositoryMovedError)) throw error;
      const moved = { ...error.to, issue: key.issue };
      log.info({ to: spelled(moved) }, 'the repository has another name now');
      if (ears?.moved === undefined) return pass(moved);
      ears.moved(moved);
      return { wakeAt: null };
    }
  };

const spelled = ({ owner, name }: RepoName): string => `${owner}/${name}`.toLowerCase();
