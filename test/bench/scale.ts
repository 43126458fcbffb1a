/**
 * `npm run bench:scale`: a thousand runs at once in one process, on the queue of a single server (PGlite).
 * GitHub, CI and models are the simulated ones, a minute of theirs being a second here; queue, engine and
 * core are the real ones. Fails when a run does not end, or memory or waiting get out of hand.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RunKey } from '../../src/core/ids.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { reconcile } from '../../src/engine/reconcile.ts';
import { openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { mergeWhenReady } from '../sim/people.ts';
import { wire } from '../sim/stage.ts';
import { openWorld, type World } from '../sim/world.ts';
import { quiet } from '../support/quiet.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, owners: { type: 'string', default: '50' } },
});
const [runs, owners] = [Number(values.runs), Number(values.owners)];
/** Of the worlds' time against ours. */
const SPEED = 60;
const TICK_MS = 100;
const TIMEOUT_MS = 15 * 60_000;
const MAX_RSS_MB = 600;

const worlds = new Map<string, World>();
const nameOf = ({ owner, name }: RunKey): string => `${owner}/${name}`;
for (let n = 1; n <= runs; n += 1) {
  const repo = { owner: `o${n % owners}`, name: `r${n}` };
  worlds.set(nameOf({ ...repo, issue: 1 }), openWorld({ seed: n, manners: { vice: 0.1 }, repo }));
}
const ports = new Map(
  [...worlds].map(([name, world]) => [name, wire(world, 'W1', (_method, _args, run) => run())]),
);

const folder = await mkdtemp(path.join(tmpdir(), 'autopack-scale-'));
let [passes, peak, longestWait] = [0, 0, 0];
/** When a run was first hinted since its last pass began. */
const hinted = new Map<string, number>();
const queue = await durableQueue({
  database: await openDatabase({ is: 'directory', path: path.join(folder, 'data') }, quiet),
  clock: { now: () => Date.now() },
  log: quiet,
  work: async (key) => {
    const name = nameOf(key);
    passes += 1;
    longestWait = Math.max(longestWait, Date.now() - (hinted.get(name) ?? Date.now()));
    hinted.delete(name);
    const [world, own] = [worlds.get(name), ports.get(name)];
    if (world === undefined || own === undefined) throw new Error(`no such run: ${name}`);
    const { wakeAt } = await reconcile(own, key);
    forget(world);
    return {
      wakeAt: wakeAt === null ? null : Date.now() + (wakeAt - world.clock.now()) / SPEED,
    };
  },
});
const hint = (world: World): void => {
  const name = nameOf(world.key);
  if (!hinted.has(name)) hinted.set(name, Date.now());
  queue.hint(world.key);
};

const began = Date.now();
let last = began;
for (const world of worlds.values()) hint(world);
const open = new Set(worlds.values());
while (open.size > 0 && Date.now() - began < TIMEOUT_MS) {
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  const now = Date.now();
  for (const world of open) live(world, (now - last) * SPEED);
  last = now;
  peak = Math.max(peak, process.memoryUsage().rss);
  if (process.env['SCALE_LOG'] !== undefined)
    console.error(open.size, passes, Math.round(process.memoryUsage().rss / 2 ** 20));
}
await queue.idle();
await queue.close();
await rm(folder, { recursive: true, force: true });

const result = {
  ...{ runs, ended: runs - open.size, passes, seconds: Math.round((Date.now() - began) / 1_000) },
  ...{ hints_unhandled: hinted.size, longest_wait_ms: longestWait },
  peak_rss_mb: Math.round(peak / 2 ** 20),
};
console.log(JSON.stringify(result));
const fine = open.size === 0 && hinted.size === 0 && result.peak_rss_mb <= MAX_RSS_MB;
process.exit(fine ? 0 : 1);

/** Time goes on in a world; its run is over when its issue says so. */
function live(world: World, ms: number): void {
  world.clock.advance(ms);
  if (world.tick() || mergeWhenReady(world)) hint(world);
  const labels = world.github.state.issues.get(world.key.issue)?.labels ?? new Set();
  if (['autopack:done', 'autopack:failed', 'autopack:needs-human'].some((one) => labels.has(one)))
    open.delete(world);
}

/** GitHub's and the models' memory is not ours: old commits of a ledger keep their names and lose their files. */
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
