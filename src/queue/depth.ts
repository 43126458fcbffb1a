import { z } from 'zod';
import type { Queue } from '../ports.ts';
import { DEAD, HINTS } from './database.ts';
import type { Sql } from './sql.ts';

/** Keys in a queue: due now and not begun, due later, and given up until somebody hints. */
export interface QueueDepth {
  readonly due: number;
  readonly later: number;
  readonly dead: number;
}

/** A queue that can say how much waits in it. */
export interface MeasuredQueue extends Queue {
  depth(): Promise<QueueDepth>;
}

const Row = z.object({ due: z.coerce.number(), later: z.coerce.number(), dead: z.coerce.number() });

/** Counted in the database, so over all processes that share it. */
export async function depthOf(sql: Sql): Promise<QueueDepth> {
  const { rows } = await sql(
    `SELECT
       (SELECT count(*) FROM autopack.job WHERE name = '${HINTS}' AND state < 'active') AS due,
       (SELECT count(*) FROM autopack.run WHERE due IS NOT NULL) AS later,
       (SELECT count(*) FROM autopack.job WHERE name = '${DEAD}' AND state < 'active') AS dead`,
  );
  return Row.parse(rows[0]);
}
