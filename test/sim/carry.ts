/** One call of one process: carried out, lost, doubled, put off, or the last one before its death. */
import { ConflictError, TransientError } from '../../src/core/errors.ts';
import { type CallPoint, isLagging, isRead } from './faults.ts';
import { Violation } from './violation.ts';
import type { Parked, PassEnd } from './replica.ts';
import { LEASE_MS, newSeat, type Seat, type Stage } from './stage.ts';

export async function move(stage: Stage, seat: Seat): Promise<void> {
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
  if (fault === 'conflict-before')
    return refuse(stage, seat, new ConflictError('somebody was first'));
  if (fault === 'limited') stage.limitedUntil = world.clock.now() + LIMITED_MS;
  const wait = call.method === 'models.call' ? 0 : stage.limitedUntil - world.clock.now();
  if (wait > 0) return refuse(stage, seat, limited(wait));
  const reply = await carryOut(stage, seat, { call, stale: fault === 'stale-read' });
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

const LIMITED_MS = 60_000;
const limited = (retryAfterMs: number): Error =>
  new TransientError('GitHub asked us to slow down', { retryAfterMs });

async function carryOut(
  stage: Stage,
  seat: Seat,
  { call, stale }: { readonly call: Parked; readonly stale: boolean },
): Promise<() => void> {
  const { eye } = stage;
  eye.before(call, seat);
  try {
    const value = lagging(stage, call, { value: await call.run(), stale });
    eye.after(seat.who.name);
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

/** As long as replicas have been seen to lag. */
const LAG_MS = 30_000;

/** What a read brings: the truth, or what was true when somebody asked the same within the last half minute. */
function lagging(
  { answers, world }: Stage,
  { method, args }: Parked,
  { value, stale }: { readonly value: unknown; readonly stale: boolean },
): unknown {
  if (!isLagging(method)) return value;
  const now = world.clock.now();
  const key = `${method} ${JSON.stringify(args)}`;
  const known = (answers.get(key) ?? []).filter(({ at }) => now - at <= LAG_MS);
  answers.set(key, [...known, { at: now, value }]);
  return stale && known[0] !== undefined ? known[0].value : value;
}

async function refuse(stage: Stage, seat: Seat, error: Error): Promise<void> {
  return ended(stage, seat, await seat.who.resume((call) => call.refuse(error)));
}

function crash(stage: Stage, seat: Seat): void {
  stage.crashes += 1;
  const fresh = newSeat(stage);
  Object.assign(seat, fresh);
}

export function ended(stage: Stage, seat: Seat, end: PassEnd | undefined): void {
  if (end === undefined) return;
  const { story, world } = stage;
  const now = world.clock.now();
  if (end.is === 'broken')
    throw new Violation('I0 nothing breaks', `${seat.who.name}: ${String(end.error)}`);
  if (end.is === 'over') {
    if (seat.begunAt === stage.writes) stage.settled = true;
    story.say?.(
      `     ${seat.who.name} rests, wakes ${end.wakeAt === null ? 'by a hint' : `in ${end.wakeAt - now} ms`}`,
    );
    if (end.wakeAt !== null) seat.wakeAt = Math.min(seat.wakeAt, Math.max(end.wakeAt, now + 1));
    return;
  }
  story.say?.(`     ${seat.who.name} puts off: ${end.error.message}`);
  const { error } = end;
  const asked = error instanceof TransientError ? error.retryAfterMs : undefined;
  seat.wakeAt = now + (asked ?? 1_000);
}
