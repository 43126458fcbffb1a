/**
 * `npm run bench:scale`: a thousand runs at once in one process of the App, on the queue of a single server
 * (PGlite). This process holds the simulated GitHubs, CI, people and models, a minute of theirs being a second
 * here; the App in a process of its own gets signed webhooks by HTTP and calls the ports over a border. Fails
 * when a run does not end, a hint is not handled, a run starves, or the App's memory gets out of hand.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RepoName } from '../../src/core/ids.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { WEBHOOK_PATH } from '../../src/server.ts';
import { mergeWhenReady } from '../sim/people.ts';
import { openWorld, type World } from '../sim/world.ts';
import { type Call, type FromApp, type Measured, packed, type ToApp } from './scale/border.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    owners: { type: 'string', default: '50' },
    log: { type: 'boolean', default: false },
  },
});
const [runs, owners] = [Number(values.runs), Number(values.owners)];
/** Of the worlds' time against ours. */
const SPEED = 60;
const TICK_MS = 100;
const LOG_MS = 5_000;
const TIMEOUT_MS = 15 * 60_000;
const MAX_RSS_MB = 600;
/** Longer than any hint may wait for its pass, with a thousand before it. */
const STARVED_MS = 120_000;
const SECRET = 'the-secret-of-the-bench-0123';
const APP = fileURLToPath(new URL('scale/app.ts', import.meta.url));

const worlds = new Map<string, World>();
const nameOf = ({ owner, name }: RepoName): string => `${owner}/${name}`;
for (let n = 1; n <= runs; n += 1) {
  const repo = { owner: `o${n % owners}`, name: `r${n}` };
  worlds.set(nameOf(repo), openWorld({ seed: n, manners: { vice: 0.1 }, repo }));
}
const first = [...worlds.values()][0];
if (first === undefined) throw new Error('--runs takes a number above 0');

const app = fork(APP, [], { serialization: 'advanced' });
const tell = (message: ToApp): void => void app.send(message);
app.on('message', (message: FromApp) => {
  if (message.is === 'call') void answer(message);
});
const [startedAt, worldAt] = [Date.now(), first.clock.now()];
tell({
  ...{ is: 'opening', startedAt, worldAt, speed: SPEED, secret: SECRET },
  repos: [...worlds.values()].map(({ key: { owner, name } }) => ({ owner, name })),
});
const { port } = await heard(app, 'listening');

const sent = { deliveries: 0, refused: 0 };
const open = new Set(worlds.values());
const began = Date.now();
await Promise.all([...worlds.values()].map((world) => deliver(world)));
for (let logged = began; open.size > 0 && Date.now() - began < TIMEOUT_MS;) {
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  await Promise.all([...open].map((world) => live(world)));
  if (values.log && Date.now() - logged > LOG_MS) {
    logged = Date.now();
    const { passes, endRssMb, peakRssMb } = await measure();
    console.error(`${open.size} open, ${passes} passes, ${endRssMb} MB now, ${peakRssMb} at most`);
  }
}
const end = Date.now() + STARVED_MS;
let measured = await measure();
while (measured.unhandled > 0 && Date.now() < end) {
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  measured = await measure();
}
const gone = new Promise((resolve) => app.once('exit', resolve));
tell({ is: 'close' });
await gone;

const { passes, unhandled, peakRssMb, endRssMb } = measured;
const waits = measured.waits.toSorted((a, b) => a - b);
const wait = (share: number): number => waits[Math.floor((waits.length - 1) * share)] ?? 0;
const starved = waits.filter((ms) => ms > STARVED_MS).length + open.size;
const result = {
  ...{
    runs,
    ended: runs - open.size,
    passes,
    seconds: Math.round((end - STARVED_MS - began) / 1_000),
  },
  ...{ ...sent, hints_unhandled: unhandled, starved },
  ...{ median_wait_ms: wait(0.5), p99_wait_ms: wait(0.99), longest_wait_ms: wait(1) },
  ...{ app_peak_rss_mb: peakRssMb, app_end_rss_mb: endRssMb, max_rss_mb: MAX_RSS_MB },
};
console.log(JSON.stringify(result));
const fine = starved === 0 && unhandled === 0 && sent.refused === 0 && peakRssMb <= MAX_RSS_MB;
process.exit(fine ? 0 : 1);

/** Time goes on in a world; its run is over when its issue says so. */
async function live(world: World): Promise<void> {
  const now = worldAt + Math.floor((Date.now() - startedAt) * SPEED);
  world.clock.advance(Math.max(0, now - world.clock.now()));
  const changed = world.tick() || mergeWhenReady(world);
  const labels = world.github.state.issues.get(world.key.issue)?.labels ?? new Set();
  if (['autopack:done', 'autopack:failed', 'autopack:needs-human'].some((one) => labels.has(one)))
    open.delete(world);
  if (changed) await deliver(world);
}

/** As GitHub tells of a label. */
async function deliver({ key: { owner, name, issue } }: World): Promise<void> {
  sent.deliveries += 1;
  const repository = { name, owner: { login: owner } };
  const body = JSON.stringify({ action: 'labeled', issue: { number: issue }, repository });
  const response = await fetch(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
  });
  await response.arrayBuffer();
  if (response.status !== 202) sent.refused += 1;
}

async function answer({ id, repo, method, args }: Call): Promise<void> {
  const world = worlds.get(repo);
  if (world === undefined) throw new Error(`no such repository: ${repo}`);
  const { github, models } = world;
  const [port = '', name = ''] = method.split('.');
  const port_ = { forge: github.forge, ledger: github.ledger, models }[port] as unknown as
    Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>> | undefined;
  try {
    tell({ is: 'reply', id, value: await port_?.[name]?.(...args) });
  } catch (error) {
    tell({ is: 'reply', id, failed: packed(error) });
  }
  forget(world);
}

function measure(): Promise<Measured> {
  const told = heard(app, 'measured');
  tell({ is: 'measure' });
  return told;
}

function heard<K extends FromApp['is']>(
  from: ChildProcess,
  is: K,
): Promise<Extract<FromApp, { is: K }>> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null): void => reject(new Error(`the App ended with ${code}`));
    from.once('exit', died);
    const listener = (message: FromApp): void => {
      if (message.is !== is) return;
      from.off('message', listener);
      from.off('exit', died);
      resolve(message as Extract<FromApp, { is: K }>);
    };
    from.on('message', listener);
  });
}

/** Old commits of a ledger keep their names and lose their files: nobody asks for them any more. */
function forget({ github, models, runId }: World): void {
  models.forget();
  const { git } = github.state;
  const tip = git.branches.get(ledgerBranch(runId));
  const old = tip === undefined ? undefined : git.at(tip).parents[0];
  for (let at = old === undefined ? undefined : git.at(old).parents[0]; at !== undefined;) {
    const commit = git.at(at);
    if (commit.files.size === 0) return;
    Object.assign(commit, { files: new Map(), message: '' });
    at = commit.parents[0];
  }
}
