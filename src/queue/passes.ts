import type { PgBoss } from 'pg-boss';
import type { RunKey } from '../core/ids.ts';
import { attempt, type AttemptDeps, freshTries, type Hint, isGivenUp, nameOf } from './attempt.ts';
import { DEAD, HINTS, type QueueDatabase } from './database.ts';
import { freeLeases, type Lease, renewLeases, returnLease, takeLease } from './leases.ts';

/** A hint as it was fetched: this attempt at it is ours until it is completed or its heartbeat stops. */
export interface FetchedHint {
  readonly id: string;
  readonly retryCount: number;
  readonly data: Hint;
}

export interface PassesDeps extends AttemptDeps {
  readonly database: QueueDatabase;
  /** Stores a hint for a key that has to be looked at once more. */
  readonly again: (key: RunKey) => Promise<void>;
  /** Told after each pass. */
  readonly ended: () => void;
}

/** The passes at work in this process. */
export interface Passes {
  begin(hint: FetchedHint): void;
  count(): number;
  nextEnd(): Promise<void>;
  /** Tells the database that somebody is at work. */
  renew(): Promise<void>;
  /** Gives up what is still at work, for others to take over at once. */
  handBack(): Promise<void>;
}

interface Pass {
  readonly hint: FetchedHint;
  lease: Lease | undefined;
}

export function passes(deps: PassesDeps): Passes {
  const { boss, sql } = deps.database;
  const atWork = new Set<Pass>();
  const waiting: (() => void)[] = [];

  const leases = (): readonly Lease[] =>
    [...atWork].flatMap(({ lease }) => (lease === undefined ? [] : [lease]));
  const run = async (pass: Pass): Promise<void> => {
    try {
      pass.lease = await takeLease(sql, pass.hint.data);
      if (pass.lease !== undefined)
        await work(deps, pass.lease, { hint: pass.hint.data, isOurs: () => atWork.has(pass) });
      if (atWork.has(pass)) await boss.complete(HINTS, attemptOf(pass));
    } catch (error) {
      // The hint stays unfinished: without its heartbeat it is tried again, by whoever looks first.
      deps.log.error({ key: nameOf(pass.hint.data), err: error }, 'a hint could not be finished');
    }
    atWork.delete(pass);
    for (const resolve of waiting.splice(0)) resolve();
    deps.ended();
  };
  return {
    begin: (hint) => {
      const pass: Pass = { hint, lease: undefined };
      atWork.add(pass);
      void run(pass);
    },
    count: () => atWork.size,
    nextEnd: () =>
      new Promise((resolve) => (atWork.size === 0 ? resolve() : waiting.push(resolve))),
    renew: async () => {
      if (atWork.size === 0) return;
      await boss.touch(HINTS, [...atWork].map(attemptOf));
      const before = leases();
      const ours = await renewLeases(
        sql,
        before.map(({ token }) => token),
      );
      for (const { key, token } of before)
        if (!ours.has(token) && leases().some((lease) => lease.token === token))
          deps.log.warn(
            { key: nameOf(key) },
            'a lease was lost; another worker may be at this run',
          );
    },
    handBack: () => handBack(boss, deps, atWork),
  };
}

/** A pass, and what it leaves: the lease is given back after everything that must not be forgotten is stored. */
async function work(
  deps: PassesDeps,
  lease: Lease,
  { hint, isOurs }: { readonly hint: Hint; readonly isOurs: () => boolean },
): Promise<void> {
  const { boss, sql } = deps.database;
  const again = await attempt(deps, hint, lease);
  if (!isOurs()) return;
  if (isGivenUp(lease)) {
    await boss.send(DEAD, { ...lease.key, reason: 'a pass broke too often' });
    Object.assign(lease, freshTries());
  }
  const isNow = again !== null && again <= deps.clock.now();
  const wasHeard = await returnLease(sql, lease, isNow ? null : again);
  // A kill before this line is mended by the hint, which is not completed yet.
  if (wasHeard || isNow) await deps.again(lease.key);
}

async function handBack(boss: PgBoss, deps: PassesDeps, atWork: Set<Pass>): Promise<void> {
  const left = [...atWork];
  if (left.length === 0) return;
  atWork.clear();
  const tokens = left.flatMap(({ lease }) => (lease === undefined ? [] : [lease.token]));
  await freeLeases(deps.database.sql, tokens);
  await boss.fail(HINTS, left.map(attemptOf));
  deps.log.warn({ passes: left.length }, 'passes were still at work and are handed back');
}

const attemptOf = ({ hint }: Pass): { readonly id: string; readonly retryCount: number } => ({
  id: hint.id,
  retryCount: hint.retryCount,
});
