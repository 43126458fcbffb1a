/** One story: replicas, people, CI and time take turns, one call of a port at a time, until all is at rest. */
import { ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import { isTerminal } from '../../src/core/run/evolve.ts';
import { reconcile } from '../../src/engine/reconcile.ts';
import { ended, move } from './carry.ts';
import { watch } from './invariants.ts';
import { Violation } from './violation.ts';
import { late } from './late-people.ts';
import { act, type Deed, mergeWhenReady, OLD_HABITS } from './people.ts';
import { dice as throws, type Dice } from './random.ts';
import { newSeat, type Outcome, type Seat, type Stage, type Story } from './stage.ts';
import { openWorld, type World } from './world.ts';
import { yearsLater } from './years-later.ts';

const SWEEP_MS = 300_000;
/** Once all is quiet and nothing is to be done: what is left to wait for may be days away. */
const LONG_SWEEP_MS = 3_600_000;
/** After everything is quiet, this many steps must be enough. */
const PATIENCE = 6_000;

export async function simulate(story: Story): Promise<Outcome> {
  const world = openWorld({ ...story, identity: story.weather.identity });
  const stage: Stage = {
    ...{ story, world, eye: watch(world, story.say), seats: [], placed: [], methods: [] },
    ...{ calls: 0, crashes: 0, born: 0, quiet: false, writes: 0, settled: false },
    ...{ limitedUntil: 0, answers: new Map(), spare: throws(story.seed + 77_777) },
  };
  for (let n = 0; n < story.replicas; n += 1) stage.seats.push(newSeat(stage));
  let violation: string | null = null;
  try {
    await play(stage);
    await yearsLater(stage);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
    story.say?.(`VIOLATION ${violation}`);
  }
  const { calls, crashes, placed, methods } = stage;
  const terminal = endOf(stage);
  return { violation, terminal, calls, crashes, faults: placed, methods, facts: stage.eye.facts() };
}

/** How it ended; a run without its ledger is nobody's any more. */
function endOf({ world, eye }: Stage): string {
  if (world.tampered) return 'FROZEN';
  const isThere = world.github.tip(ledgerBranch(world.runId)) !== undefined;
  return world.deleted && !isThere ? 'DELETED' : (eye.run()?.state ?? 'none');
}

async function play(stage: Stage): Promise<void> {
  const { story, eye } = stage;
  for (let step = 0; step < story.quiesceAt + PATIENCE; step += 1) {
    if (step === story.quiesceAt) quiesce(stage);
    await turn(stage);
    if (stage.quiet && atRest(stage)) return eye.atRest();
  }
  throw new Violation(
    'I6 every run ends',
    `${eye.run()?.state ?? 'no run'}, promotion ${eye.run()?.promotion ?? '-'} after ${PATIENCE} quiet steps`,
  );
}

function quiesce(stage: Stage): void {
  stage.quiet = true;
  stage.limitedUntil = 0;
  stage.answers.clear();
  stage.story.say?.('-- quiet from here on');
  act(stage.world, 'let go');
  for (const seat of stage.seats) {
    seat.asleep = 0;
    seat.hinted = true;
  }
}

/** Nothing is under way, and a pass over the world as it is has been made by everybody. */
function atRest({ seats, world, eye, settled }: Stage): boolean {
  const run = eye.run();
  const idle = seats.every((seat) => seat.who.parked() === undefined && !seat.hinted);
  if (!idle || world.nextTick() !== null) return false;
  if (world.tampered) return true;
  if (!settled) return false;
  if (run === null) return refusedToStart(world);
  // No seal had been shown yet, or people took the comment away as well: nothing is left to put back.
  if (world.deleted && world.github.tip(ledgerBranch(world.runId)) === undefined) return true;
  return isTerminal(run) && run.promotion !== 'eligible';
}

/** A plan that was edited after its label was put on starts nothing, and is told so; a closed issue asks for nothing. */
function refusedToStart({ github, key }: World): boolean {
  const issue = github.state.issues.get(key.issue);
  return issue?.open === false || issue?.labels.has(RUN_LABEL) === false;
}

async function turn(stage: Stage): Promise<void> {
  const { world, story, seats } = stage;
  const { dice } = world;
  if (world.tick() || late(stage)) changed(stage);
  else if (reviewerLooks(stage) && mergeWhenReady(world)) changed(stage);
  if (!stage.quiet && dice.chance(busy(stage))) somebody(stage, deedOf(dice, story));
  const able = seats.filter((seat) => canMove(stage, seat));
  if (able.length === 0) return idle(stage);
  const seat = dice.pick(able);
  world.clock.advance(50 + dice.int(400));
  if (seat.who.parked() !== undefined) return move(stage, seat);
  seat.hinted = false;
  seat.begunAt = stage.writes;
  seat.stopped = stage.eye.stopped();
  seat.wakeAt = world.clock.now() + (stage.quiet && stage.settled ? LONG_SWEEP_MS : SWEEP_MS);
  return ended(stage, seat, await seat.who.begin((ports) => reconcile(ports, world.key)));
}

/** People look at what is ready, and have more to say about it. */
function busy({ story, eye }: Stage): number {
  const isReady = story.habits !== OLD_HABITS && eye.run()?.promotion === 'eligible';
  return isReady ? 8 * story.people : story.people;
}

/** Now and then; in the end, when nothing of ours is left to do. */
function reviewerLooks({ quiet, settled, story, world }: Stage): boolean {
  return quiet ? settled : world.dice.chance(story.habits === OLD_HABITS ? 0.05 : 0.01);
}

function canMove({ world }: Stage, seat: Seat): boolean {
  if (seat.asleep > 0) {
    seat.asleep -= 1;
    return false;
  }
  return seat.who.parked() !== undefined || seat.hinted || seat.wakeAt <= world.clock.now();
}

/** Nobody can move: time goes on to whatever is next. */
function idle({ world, seats }: Stage): void {
  const times = [...seats.map((seat) => seat.wakeAt), world.nextTick() ?? Infinity];
  const next = Math.min(...times);
  const ahead = Math.max(1, next - world.clock.now());
  world.clock.advance(seats.some((seat) => seat.asleep > 0) ? Math.min(ahead, 30_000) : ahead);
}

/** Most people do harmless things. */
const deedOf = (dice: Dice, { habits: { deeds, harmless } }: Story): Deed =>
  dice.chance(0.7) ? dice.pick(deeds.slice(0, harmless)) : dice.pick(deeds);

function somebody(stage: Stage, deed: Deed): void {
  if (!act(stage.world, deed)) return;
  stage.story.say?.(`mona: ${deed}`);
  changed(stage);
}

/** The world changed by somebody else: hints go out, and may get lost. */
function changed(stage: Stage): void {
  const { world, story, seats, eye } = stage;
  eye.after(null);
  stage.settled = false;
  const seat = world.dice.pick(seats);
  if (!stage.quiet && world.dice.chance(story.deaf)) return;
  hint(stage, seat);
}

/** At once, or later than those after it; to one process, or by a second delivery to all of them. */
function hint({ world, story, seats, quiet, spare }: Stage, seat: Seat): void {
  const { late, doubled } = story.weather;
  if (!quiet && spare.chance(late))
    seat.wakeAt = Math.min(seat.wakeAt, world.clock.now() + spare.int(LATE_MS));
  else seat.hinted = true;
  if (!quiet && spare.chance(doubled)) for (const other of seats) other.hinted = true;
}

/** Deliveries come minutes late. */
const LATE_MS = 240_000;
