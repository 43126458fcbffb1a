import { setImmediate, setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Instant, RunKey } from '../core/ids.ts';
import { type AttemptDeps, type Hint, nameOf } from './attempt.ts';
import { HINTS, type QueueDatabase } from './database.ts';
import { depthOf, type MeasuredQueue, type QueueDepth } from './depth.ts';
import { type Intake, intake } from './intake.ts';
import { clearDue, dueKeys, freeAllLeases, wakeLater } from './leases.ts';
import { type Passes, passes } from './passes.ts';

export interface DurableDeps extends AttemptDeps {
  readonly database: QueueDatabase;
  /** Passes at work at once in this process. */
  readonly concurrency?: number;
  /** Passes at work at once for one owner, over all processes: nobody may keep all workers busy. */
  readonly perOwner?: number;
  /** How often to look for what other processes or time itself made due. */
  readonly pollMs?: number;
  /** How long `close` waits for passes before it hands their leases back. */
  readonly graceMs?: number;
}

const CONCURRENCY = 32;
const PER_OWNER = 8;
const POLL_MS = 1_000;
const RENEW_MS = 5_000;
const GRACE_MS = 20_000;

/**
 * Hints in a database: pg-boss holds what waits, a row per key holds the lease, so that no hint is lost and
 * one worker is at a key. Both only save work: what a run may do is fenced by its ledger.
 */
export async function durableQueue(deps: DurableDeps): Promise<MeasuredQueue> {
  if (deps.database.exclusive) await recover(deps.database);
  return new DurableQueue(deps);
}

const Id = z.object({ id: z.string() });

/** Nobody else is there, so whatever seems to be at work died with the last process. */
async function recover({ boss, sql }: QueueDatabase): Promise<void> {
  await freeAllLeases(sql);
  const { rows } = await sql(
    `SELECT id FROM autopack.job WHERE name = '${HINTS}' AND state = 'active'`,
  );
  const ids = rows.map((row) => Id.parse(row).id);
  if (ids.length > 0) await boss.fail(HINTS, ids);
}

class DurableQueue implements MeasuredQueue {
  readonly #deps: DurableDeps;
  readonly #intake: Intake;
  readonly #passes: Passes;
  /** Everything asked for that nobody waits for. */
  readonly #background = new Set<Promise<void>>();
  readonly #timers: readonly NodeJS.Timeout[];
  #pumping: Promise<boolean> | undefined;
  #pumpAgain = false;
  #closed = false;

  constructor(deps: DurableDeps) {
    this.#deps = deps;
    this.#intake = intake((jobs) => deps.database.boss.insert(HINTS, jobs));
    this.#passes = passes({
      ...deps,
      again: (key) => this.#add(key),
      ended: () => this.#wake(),
    });
    const every = (ms: number, act: () => Promise<unknown>): NodeJS.Timeout =>
      setInterval(() => this.#later(act()), ms).unref();
    this.#timers = [
      every(deps.pollMs ?? POLL_MS, () => this.#poll()),
      every(RENEW_MS, () => this.#passes.renew()),
    ];
    this.#wake();
  }

  hint(key: RunKey, notBefore?: Instant): void {
    if (this.#closed) return;
    const isLater = notBefore !== undefined && notBefore > this.#deps.clock.now();
    this.#later(isLater ? wakeLater(this.#deps.database.sql, key, notBefore) : this.#add(key));
  }

  async deliver(id: string, keys: readonly RunKey[]): Promise<void> {
    if (this.#closed) throw new Error('the queue is closed');
    // GitHub's events are about one run each; were there more, only the first could carry the id.
    await Promise.all(
      keys.map((key, index) => this.#add({ ...key, delivery: id }, index === 0 ? id : undefined)),
    );
  }

  depth(): Promise<QueueDepth> {
    return depthOf(this.#deps.database.sql);
  }

  async idle(): Promise<void> {
    for (;;) {
      await Promise.all(this.#background);
      await this.#intake.settled();
      const began = await this.#poll();
      if (!began && this.#passes.count() === 0 && this.#background.size === 0) return;
      await this.#passes.nextEnd();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const [poll, ...renewals] = this.#timers;
    clearInterval(poll);
    await this.#pumping;
    await this.#patience();
    for (const timer of renewals) clearInterval(timer);
    await this.#passes.handBack();
    await Promise.all(this.#background);
    await this.#intake.settled();
    await this.#deps.database.close();
  }

  async #patience(): Promise<void> {
    const endsAt = Date.now() + (this.#deps.graceMs ?? GRACE_MS);
    while (this.#passes.count() > 0 && Date.now() < endsAt)
      await Promise.race([this.#passes.nextEnd(), setTimeout(endsAt - Date.now())]);
  }

  async #add(key: Hint, id?: string): Promise<void> {
    await this.#intake.add({
      ...(id === undefined ? {} : { id }),
      data: {
        ...{ owner: key.owner, name: key.name, issue: key.issue },
        ...(key.delivery === undefined ? {} : { delivery: key.delivery }),
      },
      singletonKey: nameOf(key),
      group: { id: key.owner.toLowerCase() },
    });
    this.#wake();
  }

  #wake(): void {
    if (!this.#closed) this.#later(this.#pump());
  }

  /** For what nobody waits for; the next round, or the resync, mends what fails here. */
  #later(work: Promise<unknown>): void {
    const done = work.then(
      () => undefined,
      (error: unknown) => this.#deps.log.error({ err: error }, 'the queue’s database failed'),
    );
    this.#background.add(done);
    void done.finally(() => this.#background.delete(done));
  }

  /** Keys that time made due get a hint like any other. True: passes were begun. */
  async #poll(): Promise<boolean> {
    const { sql } = this.#deps.database;
    const now = this.#deps.clock.now();
    const keys = this.#closed ? [] : await dueKeys(sql, now);
    await Promise.all(keys.map((key) => this.#add(key)));
    if (keys.length > 0) await clearDue(sql, keys, now);
    return this.#pump();
  }

  /** Fetches as much as there is room for; asked for while at it, it looks once more. */
  #pump(): Promise<boolean> {
    this.#pumpAgain = true;
    return (this.#pumping ??= this.#fetchAll());
  }

  async #fetchAll(): Promise<boolean> {
    const { database, concurrency = CONCURRENCY, perOwner = PER_OWNER } = this.#deps;
    let began = false;
    try {
      // Room that several passes make at once is filled by one look.
      await setImmediate();
      while (this.#pumpAgain && !this.#closed) {
        this.#pumpAgain = false;
        const batchSize = concurrency - this.#passes.count();
        if (batchSize <= 0) break;
        const options = { batchSize, groupConcurrency: perOwner };
        const hints = await database.boss.fetch<Hint>(HINTS, options);
        for (const hint of hints) this.#passes.begin(hint);
        began ||= hints.length > 0;
      }
    } finally {
      this.#pumping = undefined;
    }
    return began;
  }
}
