import { z } from 'zod';
import type { Sql } from './sql.ts';

/**
 * Our own table beside those of pg-boss, which looks after its own. `gen` counts what was heard of a key,
 * `seen` what a pass began after. `until` is the database's time, so that all replicas agree; `due` is when
 * somebody asked to be woken, in ms of the process's; `parked` is the code of the error a person has to mend.
 *
 * A step is never changed once it was published, only followed by another. Each may be done by two replicas
 * at once, and adds only: while replicas are exchanged one by one, the old ones go on with what they know.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE IF NOT EXISTS autopack.run (
       key text PRIMARY KEY,
       owner text NOT NULL,
       name text NOT NULL,
       issue bigint NOT NULL,
       gen bigint NOT NULL DEFAULT 0,
       seen bigint NOT NULL DEFAULT 0,
       token text,
       until timestamptz,
       due bigint,
       failures int NOT NULL DEFAULT 0,
       internal int NOT NULL DEFAULT 0
     )`,
    'CREATE INDEX IF NOT EXISTS run_due ON autopack.run (due) WHERE due IS NOT NULL',
    'CREATE INDEX IF NOT EXISTS run_until ON autopack.run (until) WHERE until IS NOT NULL',
  ],
  ['ALTER TABLE autopack.run ADD COLUMN IF NOT EXISTS parked text'],
];

/** PostgreSQL says these when two replicas create the same thing at once. */
const RACES = ['23505', '42P07', '42701'];

const Version = z.object({ version: z.coerce.number() });

/** Brings our table to what this version knows, whichever version made it. */
export async function migrate(sql: Sql): Promise<void> {
  await unlessRaced(sql, 'CREATE TABLE IF NOT EXISTS autopack.migration (version int PRIMARY KEY)');
  const { rows } = await sql(
    'SELECT coalesce(max(version), 0)::int AS version FROM autopack.migration',
  );
  const { version } = Version.parse(rows[0]);
  for (const [index, step] of STEPS.entries()) {
    if (index < version) continue;
    for (const text of step) await unlessRaced(sql, text);
    await sql('INSERT INTO autopack.migration (version) VALUES ($1) ON CONFLICT DO NOTHING', [
      index + 1,
    ]);
  }
}

async function unlessRaced(sql: Sql, text: string): Promise<void> {
  try {
    await sql(text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string' || !RACES.includes(code)) throw error;
  }
}
