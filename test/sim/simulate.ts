/** One story: replicas, people, CI and time take turns, one call of a port at a time, until all is at rest. */
import { ConflictError, TransientError } from '../../src/core/errors.ts';
import { isTerminal } from '../../src/core/run/evolve.ts';
import { redact, findSecrets } from '../../src/core/text/redact.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import type { LedgerTip, Log } from '../../src/ports.ts';
import { type CallPoint, type FaultPlan, isRead, type PlacedFault } from './faults.ts';
import { Violation, watch, type Watch } from './invariants.ts';
import { act, DEEDS, mergeWhenReady, type Deed } from './people.ts';
import { gated, incarnation, type Gate, type Incarnation, type Parked, type PassEnd } from './replica.ts';
import { CANARY } from './story.ts';
import { openWorld, type World, type WorldSeed } from './world.ts';

export interface Story extends WorldSeed {
  readonly replicas: number;
  readonly faults: FaultPlan;
  /** How likely somebody does something at a step. */
  readonly people: number;
  /** The share of hints that never arrive. */
  readonly deaf: number;
  /** Steps after which faults and people stop. */
  readonly quiesceAt: number;
  readonly say?: ((line: string) => void) | undefined;
}

export interface Outcome {
  readonly violation: string | null;
  /** The state of the run; `none`: no run was made. */
  readonly terminal: string;
  readonly calls: number;
  readonly crashes: number;
  readonly faults: readonly PlacedFault[];
  readonly methods: readonly string[];
}

const LEASE_MS = 300_000;
const SWEEP_MS = 300_000;
/** After everything is quiet, this many steps must be enough. */
const PATIENCE = 6_000;

interface Seat {
  who: Incarnation;
  hinted: boolean;
  wakeAt: number;
  /** Steps for which the call at hand does not come back. */
  asleep: number;
  /** The answer of a call that was carried out and not yet delivered. */
  late: (() => void) | null;
  /** How many writes there had been when its pass began. */
  begunAt: number;
}

interface Stage {
  readonly story: Story;
  readonly world: World;
  readonly eye: Watch;
  readonly seats: Seat[];
  readonly placed: PlacedFault[];
  readonly methods: string[];
  calls: number;
  crashes: number;
  born: number;
  quiet: boolean;
  writes: number;
  /** A whole pass has been made since the last write, and had nothing to do. */
  settled: boolean;
}

export async function simulate(story: Story): Promise<Outcome> {
  const world = openWorld(story);
  const stage: Stage = {
    ...{ story, world, eye: watch(world), seats: [], placed: [], methods: [] },
    ...{ calls: 0, crashes: 0, born: 0, quiet: false, writes: 0, settled: false },
  };
  for (let n = 0; n < story.replicas; n += 1) stage.seats.push(newSeat(stage));
  let violation: string | null = null;
  try {
    await play(stage);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
    story.say?.(`VIOLATION ${violation}`);
  }
  const { calls, crashes, placed, methods } = stage;
  const terminal = world.tampered ? 'FROZEN' : (stage.eye.run()?.state ?? 'none');
  return { violation, terminal, calls, crashes, faults: placed, methods };
}

async function play(stage: Stage): Promise<void> {
  const { story, world, eye } = stage;
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
  return run !== null && isTerminal(run) && run.promotion !== 'eligible';
}

async function turn(stage: Stage): Promise<void> {
  const { world, story, seats } = stage;
  const { dice } = world;
  if (world.tick() || (stage.quiet && readyToMerge(stage))) changed(stage);
  if (!stage.quiet && dice.chance(story.people)) somebody(stage, dice.pick(DEEDS));
  const able = seats.filter((seat) => canMove(stage, seat));
  if (able.length === 0) return idle(stage);
  const seat = dice.pick(able);
  world.clock.advance(50 + dice.int(400));
  if (seat.who.parked() !== undefined) return move(stage, seat);
  seat.hinted = false;
  seat.begunAt = stage.writes;
  seat.wakeAt = world.clock.now() + SWEEP_MS;
  return ended(stage, seat, await seat.who.begin(world.key));
}

/** A person merges in the quiet, or in the story when the dice say so. */
const readyToMerge = ({ world }: Stage): boolean => mergeWhenReady(world);

function canMove({ world }: Stage, seat: Seat): boolean {
  if (seat.asleep > 0) {
    seat.asleep -= 1;
    return false;
  }
  return (
    seat.who.parked() !== undefined || seat.hinted || seat.wakeAt <= world.clock.now()
  );
}

/** Nobody can move: time goes on to whatever is next. */
function idle({ world, seats }: Stage): void {
  const times = [...seats.map((seat) => seat.wakeAt), world.nextTick() ?? Infinity];
  const next = Math.min(...times);
  const ahead = Math.max(1, next - world.clock.now());
  world.clock.advance(seats.some((seat) => seat.asleep > 0) ? Math.min(ahead, 30_000) : ahead);
}

function somebody(stage: Stage, deed: Deed): void {
  if (!act(stage.world, deed)) return;
  stage.story.say?.(`mona: ${deed}`);
  changed(stage);
}

/** The world changed by somebody else: hints go out, and may get lost. */
function changed(stage: Stage): void {
  const { world, story, seats, eye } = stage;
  eye.after(false);
  stage.settled = false;
  const seat = world.dice.pick(seats);
  if (stage.quiet || !world.dice.chance(story.deaf)) seat.hinted = true;
}

async function move(stage: Stage, seat: Seat): Promise<void> {
  const { story, world } = stage;
  if (seat.late !== null) {
    const deliver = seat.late;
    seat.late = null;
    return ended(stage, seat, await seat.who.resume(deliver));
  }
  const call = seat.who.parked();
  if (call === undefined) return;
  const point: CallPoint = { n: (stage.calls += 1), method: call.method };
  stage.methods.push(call.method);
  const fault = stage.quiet ? undefined : story.faults(point);
  if (fault !== undefined) stage.placed.push({ n: point.n, fault });
  story.say?.(
    `${String(point.n).padStart(4)} ${seat.who.name} ${call.method}${fault === undefined ? '' : `  <- ${fault}`}`,
  );
  if (fault === 'pause' && seat.asleep === 0) return pause(stage, seat);
  if (fault === 'crash-before') return crash(stage, seat);
  if (fault === 'fail-before') return refuse(stage, seat, new TransientError('lost on its way'));
  if (fault === 'conflict-before') return refuse(stage, seat, new ConflictError('somebody was first'));
  const reply = await carryOut(stage, call);
  world.clock.advance(call.method === 'models.call' ? 20_000 : 0);
  if (fault === 'crash-after') return crash(stage, seat);
  if (fault === 'fail-after') return refuse(stage, seat, new TransientError('the reply was lost'));
  if (fault === 'late-reply') {
    seat.late = reply;
    seat.asleep = 1 + world.dice.int(12);
    return;
  }
  return ended(stage, seat, await seat.who.resume(reply));
}

/** The process stands still, longer than its lease, and then goes on as if nothing had been. */
function pause({ world }: Stage, seat: Seat): void {
  seat.asleep = 5 + world.dice.int(40);
  world.clock.advance(world.dice.chance(0.5) ? LEASE_MS + 1 : 0);
}

async function carryOut(stage: Stage, call: Parked): Promise<() => void> {
  const { eye } = stage;
  eye.before(call.method, call.args);
  try {
    const value = await call.run();
    eye.after(true);
    if (!isRead(call.method)) {
      stage.writes += 1;
      stage.settled = false;
    }
    return () => call.answer(value);
  } catch (error) {
    if (error instanceof Violation || !(error instanceof Error)) throw error;
    return () => call.refuse(error);
  }
}

async function refuse(stage: Stage, seat: Seat, error: Error): Promise<void> {
  return ended(stage, seat, await seat.who.resume((call) => call.refuse(error)));
}

function crash(stage: Stage, seat: Seat): void {
  stage.crashes += 1;
  const fresh = newSeat(stage);
  Object.assign(seat, fresh);
}

function ended(stage: Stage, seat: Seat, end: PassEnd | undefined): void {
  if (end === undefined) return;
  const { story, world } = stage;
  const now = world.clock.now();
  if (end.is === 'broken')
    throw new Violation('I0 nothing breaks', `${seat.who.name}: ${String(end.error)}`);
  if (end.is === 'over') {
    if (seat.begunAt === stage.writes) stage.settled = true;
    story.say?.(`     ${seat.who.name} rests, wakes ${end.wakeAt === null ? 'by a hint' : `in ${end.wakeAt - now} ms`}`);
    if (end.wakeAt !== null) seat.wakeAt = Math.min(seat.wakeAt, Math.max(end.wakeAt, now + 1));
    return;
  }
  story.say?.(`     ${seat.who.name} puts off: ${end.error.message}`);
  seat.wakeAt = now + 1_000;
}

function newSeat(stage: Stage): Seat {
  const name = `P${(stage.born += 1)}`;
  const who = incarnation(name, (gate) => wire(stage.world, name, gate));
  return { who, hinted: true, wakeAt: 0, asleep: 0, late: null, begunAt: 0 };
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function wire(world: World, worker: string, gate: Gate): EnginePorts {
  const { github, models, clock, dice } = world;
  const call = models.call;
  return {
    repo: github.state.repo,
    forge: gated('forge', github.forge, gate),
    ledger: gated('ledger', github.ledger, gate),
    models: {
      countTokens: models.countTokens,
      call: (request) => gate('models.call', [request], () => call(request)) as ReturnType<typeof call>,
    },
    planning: world.planning,
    clock,
    random: { nonce: () => dice.hex(32) },
    log: silent,
    worker,
    leaseMs: LEASE_MS,
    identity: 'app',
    server: 'https://github.com',
    sealKey: 'a'.repeat(64),
    tips: new Map<number, LedgerTip>(),
    redact: (text) => redact(text, [CANARY]),
    secretsIn: (text) => findSecrets(text, [CANARY]).map((found) => found.kind),
  };
}
