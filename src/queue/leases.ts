import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Instant, RunKey } from '../core/ids.ts';
import { nameOf, type Tries } from './attempt.ts';
import type { Sql } from './sql.ts';

/** The right to work on a key, until it is given back or not renewed in time. */
export interface Lease extends Tries {
  readonly key: RunKey;
  readonly token: string;
  /** The newest hint that the pass to come will have seen. */
  readonly gen: number;
}

/** Longer than several renewals, so that a slow moment loses no lease. */
const LEASE_S = 30;
const UNTIL = `now() + interval '${LEASE_S} seconds'`;

const Row = z.object({ owner: z.string(), name: z.string(), issue: z.coerce.number() });
const Taken = z.object({
  token: z.string().nullable(),
  gen: z.coerce.number(),
  failures: z.coerce.number(),
  internal: z.coerce.number(),
  parked: z.string().nullable(),
});

/** Undefined: somebody is at work, and has been told to go on once more when done. */
export async function takeLease(sql: Sql, key: RunKey): Promise<Lease | undefined> {
  const token = randomUUID();
  const { rows } = await sql(
    `INSERT INTO autopack.run AS r (key, owner, name, issue, gen, seen, token, until)
     VALUES ($1, $2, $3, $4, 1, 1, $5, ${UNTIL})
     ON CONFLICT (key) DO UPDATE SET
       gen = r.gen + 1,
       seen = CASE WHEN r.until IS NULL OR r.until < now() THEN r.gen + 1 ELSE r.seen END,
       due = CASE WHEN r.until IS NULL OR r.until < now() THEN NULL ELSE r.due END,
       token = CASE WHEN r.until IS NULL OR r.until < now() THEN excluded.token ELSE r.token END,
       until = CASE WHEN r.until IS NULL OR r.until < now() THEN excluded.until ELSE r.until END
     RETURNING token, gen, failures, internal, parked`,
    [nameOf(key), key.owner, key.name, key.issue, token],
  );
  const { token: holder, ...taken } = Taken.parse(rows[0]);
  return holder === token ? { key, token, ...taken } : undefined;
}

/** Gives a lease back. True: something was heard meanwhile, so the key has to be looked at again. */
export async function returnLease(sql: Sql, lease: Lease, again: Instant | null): Promise<boolean> {
  const { token, gen, failures, internal, parked } = lease;
  const at = [nameOf(lease.key), token, gen];
  if (again === null && failures === 0) {
    // Nothing is left to remember; finished runs must not pile up.
    const gone = await sql(
      `DELETE FROM autopack.run WHERE key = $1 AND token = $2 AND gen = $3 AND due IS NULL RETURNING key`,
      at,
    );
    if (gone.rows.length > 0) return false;
  }
  const { rows } = await sql(
    `UPDATE autopack.run
     SET token = NULL, until = NULL, due = LEAST(due, $4::bigint), failures = $5, internal = $6,
         parked = $7
     WHERE key = $1 AND token = $2
     RETURNING gen > $3::bigint AS heard`,
    [...at, again === null ? null : Math.ceil(again), failures, internal, parked],
  );
  // No row: the lease was lost, and whoever has it now goes on.
  return rows.length > 0 && z.object({ heard: z.boolean() }).parse(rows[0]).heard;
}

/** Tokens that are still ours. */
export async function renewLeases(
  sql: Sql,
  tokens: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql(
    `UPDATE autopack.run SET until = ${UNTIL} WHERE token = ANY($1::text[]) RETURNING token`,
    [tokens],
  );
  return new Set(rows.map((row) => z.object({ token: z.string() }).parse(row).token));
}

/** Remembers to wake a key; an earlier time wins. */
export async function wakeLater(sql: Sql, key: RunKey, at: Instant): Promise<void> {
  await sql(
    `INSERT INTO autopack.run AS r (key, owner, name, issue, due) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO UPDATE SET due = LEAST(r.due, excluded.due)`,
    [nameOf(key), key.owner, key.name, key.issue, Math.ceil(at)],
  );
}

/** Keys whose time has come, and keys whose worker was not heard of again. */
export async function dueKeys(sql: Sql, now: Instant): Promise<readonly RunKey[]> {
  const { rows } = await sql(
    `SELECT owner, name, issue FROM autopack.run WHERE due <= $1
     UNION SELECT owner, name, issue FROM autopack.run WHERE until < now()
     LIMIT 1000`,
    [now],
  );
  return rows.map((row) => Row.parse(row));
}

/** Once hints for them are stored, the times are done with. */
export async function clearDue(sql: Sql, keys: readonly RunKey[], now: Instant): Promise<void> {
  await sql('UPDATE autopack.run SET due = NULL WHERE due <= $1 AND key = ANY($2::text[])', [
    now,
    keys.map(nameOf),
  ]);
}

/** Lets go of leases without an end of their passes. */
export async function freeLeases(sql: Sql, tokens: readonly string[]): Promise<void> {
  await sql('UPDATE autopack.run SET token = NULL, until = NULL WHERE token = ANY($1::text[])', [
    tokens,
  ]);
}

/** The same for all, by a process that knows that nobody else is there. */
export async function freeAllLeases(sql: Sql): Promise<void> {
  await sql('UPDATE autopack.run SET token = NULL, until = NULL WHERE token IS NOT NULL');
}
