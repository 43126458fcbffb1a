/** Months after a run: nobody needs its record any more, two processes tidy up, one of them dies, and people come back. */
import { ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import { isTerminal } from '../../src/core/run/evolve.ts';
import { reconcile } from '../../src/engine/reconcile.ts';
import { retire } from '../../src/engine/retire.ts';
import { ended, move } from './carry.ts';
import { OLD_HABITS } from './people.ts';
import { openPull } from './pulls.ts';
import { type Dice, dice } from './random.ts';
import type { Work } from './replica.ts';
import { LOOKED_MS } from './rules-retention.ts';
import { newSeat, type Seat, type Stage } from './stage.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
/** As the shipped ruleset has it. */
const DAYS = 90;
const STEPS = 150;
/** More passes than anything that is left can need. */
const ROUNDS = 40;

/** In a share of the stories whose run is over. */
export async function yearsLater(stage: Stage): Promise<void> {
  const { story, world, eye } = stage;
  const run = eye.run();
  if (story.habits === OLD_HABITS || story.seed % 2 !== 0 || world.tampered || run === null) return;
  if (!isTerminal(run) || !isThere(world)) return;
  const mix = dice(story.seed * 32_452_843 + 7);
  if (mix.chance(0.7)) giveUp(world, mix);
  await everybody(stage, [looks(world)]);
  world.clock.advance((DAYS - 1) * DAY_MS + mix.int(3) * DAY_MS);
  story.say?.('-- months later');
  await troubled(stage, mix);
  await everybody(stage, [looks(world), tidies, looks(world)]);
  told(stage);
}

const isThere = (world: World): boolean =>
  world.github.tip(ledgerBranch(world.runId)) !== undefined;
/** People had it begin anew: that run is none of this story. */
const isNew = ({ github, key }: World): boolean =>
  github.tip(ledgerBranch(`${key.issue}-2`)) !== undefined;

const looks =
  (world: World): Work =>
  (ports) =>
    reconcile(ports, world.key);
const tidies: Work = async (ports) => {
  await retire(ports, { days: () => DAYS, turn: 0 });
  return { wakeAt: null };
};

function giveUp(world: World, mix: Dice): void {
  const mona = world.github.as('mona');
  const pull = openPull(world);
  if (pull !== undefined) mona.closePull(pull.number);
  if (mix.chance(0.5)) mona.closeIssue(world.key.issue);
}

/** One call at a time, as before; a process dies now and then, and people come back. */
async function troubled(stage: Stage, mix: Dice): Promise<void> {
  const { world, story, seats, eye } = stage;
  const when = mix.chance(0.6) ? mix.int(60) : Infinity;
  if (seats.length < 2) seats.push(newSeat(stage));
  for (let step = 0; step < STEPS && !isNew(world); step += 1) {
    world.clock.advance(50 + mix.int(400));
    if (step === when) {
      const deed = comesBack(world, mix);
      world.people.backAt = world.clock.now();
      story.say?.(`mona: ${deed}`);
      eye.after(null);
    }
    const seat = mix.pick(seats);
    const call = seat.who.parked();
    if (call === undefined) await begin(stage, seat, mix.chance(0.5) ? tidies : looks(world));
    else if (mix.chance(0.06)) await dies(stage, seat, mix.chance(0.5));
    else await move(stage, seat);
  }
}

const begin = async (stage: Stage, seat: Seat, work: Work): Promise<void> => {
  seat.begunAt = stage.writes;
  seat.stopped = stage.eye.stopped();
  ended(stage, seat, await seat.who.begin(work));
};

/** Before its call is carried out, or right after it. */
async function dies(stage: Stage, seat: Seat, after: boolean): Promise<void> {
  const call = seat.who.parked();
  if (after && call !== undefined) {
    stage.eye.before(call, seat);
    await call.run().catch((error: unknown) => error);
    stage.eye.after(seat.who.name);
  }
  stage.story.say?.(`     ${seat.who.name} dies ${after ? 'after' : 'before'} ${call?.method}`);
  stage.crashes += 1;
  Object.assign(seat, newSeat(stage));
}

function comesBack(world: World, mix: Dice): string {
  const { github, key } = world;
  const mona = github.as('mona');
  const deed = mix.pick(['run', 'label', 'resume', 'comment', 'reopen'] as const);
  if (deed === 'comment') {
    const comments = github.state.issues.get(key.issue)?.comments ?? [];
    const status = comments.find(({ body }) => body.includes('autopack:status'));
    if (status !== undefined) mona.deleteComment(status.id);
    world.people.swept = true;
  } else if (deed === 'label') {
    mona.unlabel(key.issue, RUN_LABEL);
    world.clock.advance(1_000);
    mona.label(key.issue, RUN_LABEL);
  } else if (deed === 'reopen') mona.reopenIssue(key.issue);
  else mona.comment(key.issue, `/autopack ${deed}`);
  return deed;
}

/** Nobody dies any more: each does its work from beginning to end, until nothing changes. */
async function everybody(stage: Stage, works: readonly Work[]): Promise<void> {
  const { world, seats } = stage;
  for (let round = 0; round < ROUNDS && !isNew(world); round += 1) {
    const before = stage.writes;
    for (const seat of seats)
      for (const work of works) {
        if (seat.who.parked() === undefined) await begin(stage, seat, work);
        while (seat.who.parked() !== undefined && !isNew(world)) await move(stage, seat);
        world.clock.advance(60_000);
      }
    if (stage.writes === before) return;
  }
  if (!isNew(world)) fail('I6 every run ends', 'it is never at rest months later');
}

/** The comment says that the record is gone where it is gone, and only there. */
function told(stage: Stage): void {
  const { world } = stage;
  const comments = world.github.state.issues.get(world.key.issue)?.comments ?? [];
  const status = comments.find(({ body }) => body.includes(`autopack:status:${world.runId}`));
  const says = status?.body.includes('autopack:v1:ended') === true;
  const gone = !isThere(world);
  // Taken away while the record went: it comes back as somebody knew it who had looked before.
  if (world.people.swept) return;
  // Comments know no order of writers: what people did in that very minute may have been shown over it.
  const { backAt, goneAt } = world.people;
  const atOnce = Math.abs(goneAt - backAt) < LOOKED_MS;
  // Where a new run ended the story, it may have been said and not done yet.
  if (says && !gone && !isNew(world))
    fail('I17 a record is told to be gone when it is', 'it stands there');
  if (!says && gone && status !== undefined && !atOnce)
    fail('I17 a record is told to be gone when it is', 'nothing says so');
}
