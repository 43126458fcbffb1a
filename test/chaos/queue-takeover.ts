/**
 * `npm run chaos:takeover`: two live replicas on a real PostgreSQL. Both work, never at one key at once; a pass
 * that is long is left alone while its replica's heart beats; killed, its key is the other one's within a minute.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from './postgres.ts';
import type { Told } from './queue-replica.ts';

const { values } = parseArgs({ options: { database: { type: 'string' } } });
const REPLICA = fileURLToPath(new URL('queue-replica.ts', import.meta.url));
const KEYS = 60;
const ENDLESS = 1_000;
const ROUNDS = 5;
/** Longer than a lease (30 s) and a job's heartbeat (20 s) together with the pauses between looks at them. */
const LEFT_ALONE_MS = 45_000;
const TAKEOVER_MS = 60_000;

interface Replica {
  readonly name: string;
  readonly child: ChildProcess;
  passes: number;
}
const postgres = await startPostgres(values.database).catch((error: unknown) => {
  console.log(`skipped: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(0);
});
console.log(`PostgreSQL: ${postgres.how}`);
/** Who is at which key. */
const at = new Map<number, string>();
const begun: { readonly issue: number; readonly by: string }[] = [];
let together = 0;
let dead = '';

async function start(name: string): Promise<Replica> {
  const child = fork(REPLICA, [postgres.url, String(ENDLESS)]);
  const replica: Replica = { name, child, passes: 0 };
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`replica ${name} ended with ${code}`)));
    child.on('message', (told: Told | 'ready') => {
      if (told === 'ready') return resolve();
      heard(replica, told);
    });
  });
  child.removeAllListeners('exit');
  return replica;
}

function heard(replica: Replica, { is, issue }: Told): void {
  if (is === 'ended') return void at.delete(issue);
  const holder = at.get(issue);
  if (holder !== undefined && holder !== dead) together += 1;
  at.set(issue, replica.name);
  begun.push({ issue, by: replica.name });
  replica.passes += 1;
}

async function until(holds: () => boolean, ms: number): Promise<number | null> {
  const began = Date.now();
  while (!holds()) {
    if (Date.now() - began > ms) return null;
    await sleep(50);
  }
  return Date.now() - began;
}

const [one, two] = [await start('A'), await start('B')];
for (let round = 0; round < ROUNDS; round += 1)
  for (let issue = 1; issue <= KEYS; issue += 1) {
    (issue % 2 === round % 2 ? one : two).child.send(issue);
    await sleep(5);
  }
one.child.send(ENDLESS);
const all = await until(
  () => at.has(ENDLESS) && at.size === 1 && new Set(begun.map(({ issue }) => issue)).size > KEYS,
  TAKEOVER_MS,
);
const worked = [one.passes, two.passes];
const holder = at.get(ENDLESS) === one.name ? one : two;
const other = holder === one ? two : one;
await sleep(LEFT_ALONE_MS);
const stolen = begun.filter(({ issue }) => issue === ENDLESS).length - 1;
dead = holder.name;
holder.child.kill('SIGKILL');
const takeover = await until(() => at.get(ENDLESS) === other.name, TAKEOVER_MS);
other.child.kill('SIGKILL');
await postgres.stop();

console.log(
  JSON.stringify({ passes: worked, handled_ms: all, together, stolen, takeover_ms: takeover }),
);
const fine = all !== null && takeover !== null && together === 0 && stolen === 0;
process.exit(fine && worked.every((passes) => passes > 0) ? 0 : 1);
