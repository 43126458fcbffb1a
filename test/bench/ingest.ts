/** Deliveries a second: our front and queue, beside a Probot app that does nothing and a bare HMAC check. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { INGEST, type Ingest, type IngestKind } from './ingest-servers.ts';
import { load, type Load } from './load.ts';

const CONNECTIONS = 64;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 8);
const WARM_SECONDS = 2;
const SERVERS = fileURLToPath(new URL('ingest-servers.ts', import.meta.url));

interface Row extends Load {
  readonly kind: IngestKind;
}

/** Each server in a process of its own, as it would be; the load comes from this one. */
async function measure(kind: IngestKind): Promise<Row> {
  const child = fork(SERVERS, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const ingest = await new Promise<Ingest>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Ingest));
      child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    });
    const at = { ...ingest, connections: CONNECTIONS };
    await load({ ...at, seconds: WARM_SECONDS });
    return { kind, ...(await load({ ...at, seconds: SECONDS })) };
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

const kinds: IngestKind[] = ['bare', 'probot', 'directory'];
if (process.env['AUTOPACK_TEST_DATABASE_URL'] !== undefined) kinds.push('postgres');
const rows: Row[] = [];
for (const kind of kinds) {
  const row = await measure(kind);
  rows.push(row);
  process.stderr.write(
    `${INGEST[kind].padEnd(44)} ${row.perSecond.toFixed(0).padStart(7)}/s   p50 ${row.p50Ms.toFixed(1)} ms   p99 ${row.p99Ms.toFixed(1)} ms   ${row.refused} refused\n`,
  );
}
const rate = (kind: IngestKind): number => rows.find((row) => row.kind === kind)?.perSecond ?? 0;
const ratios = rows
  .filter(({ kind }) => kind === 'directory' || kind === 'postgres')
  .map(({ kind }) => ({
    kind,
    to_probot: Number((rate(kind) / rate('probot')).toFixed(3)),
    to_bare: Number((rate(kind) / rate('bare')).toFixed(3)),
  }));
process.stdout.write(
  `${JSON.stringify({ connections: CONNECTIONS, seconds: SECONDS, rows, ratios })}\n`,
);
