import type { Instant, RepoName, RunKey } from '../core/ids.ts';
import type { Clock, Log, Queue } from '../ports.ts';
import type { Timer } from './keyed.ts';

export interface ResyncDeps {
  /** Of one installation, or of all. */
  readonly repositories: (installation?: number) => Promise<readonly RepoName[]>;
  readonly openKeys: (repo: RepoName) => Promise<readonly RunKey[]>;
  /** What is done to a repository now and then, in the rounds that come by themselves. */
  readonly tidy?: (repo: RepoName) => Promise<void>;
  readonly queue: Pick<Queue, 'hint'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly everyMs: number;
}

export interface Resync {
  /** The first round; resolves when all open keys have been hinted. */
  start(): Promise<void>;
  /** One more round, at once: over everything, an installation, or a repository. */
  round(only?: RoundScope): Promise<void>;
  stop(): void;
}

export interface RoundScope {
  readonly installation?: number | undefined;
  readonly repository?: RepoName | undefined;
}

/** Webhooks get lost and GitHub does not send them again: every round hints every run there is. */
export function resync(deps: ResyncDeps): Resync {
  let cancel: (() => void) | undefined;
  let stopped = false;
  const round = async (
    { installation, repository }: RoundScope = {},
    tidy?: ResyncDeps['tidy'],
  ): Promise<void> => {
    const list = repository === undefined ? await deps.repositories(installation) : [repository];
    for (const repo of list) {
      if (stopped) return;
      try {
        for (const key of await deps.openKeys(repo)) deps.queue.hint(key);
        await tidy?.(repo);
      } catch (error) {
        // One repository that cannot be read must not keep the others waiting.
        deps.log.warn(
          { repo: `${repo.owner}/${repo.name}`, err: error },
          'a repository could not be looked through',
        );
      }
    }
  };
  const later = (): void => {
    const at: Instant = deps.clock.now() + deps.everyMs;
    cancel = deps.timer.at(at, () => {
      void round({}, deps.tidy)
        .catch((error: unknown) =>
          deps.log.warn({ err: error }, 'a round of looking for open runs failed'),
        )
        .finally(() => {
          if (!stopped) later();
        });
    });
  };
  return {
    round: (only) => round(only),
    start: async () => {
      await round();
      if (!stopped) later();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
}
