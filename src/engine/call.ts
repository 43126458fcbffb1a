import type { Call } from './model-call.ts';
import { sha256Hex } from '../core/hash.ts';
import { type Amount, type Hold, settle, type Usage } from '../core/budget.ts';
import type { CapHit } from '../core/run/cap-hit.ts';
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import { stopOf } from '../core/run/cut.ts';
import { failWith } from '../core/run/action.ts';
import type { RunEvent, RunFailure } from '../core/run/event.ts';
import { pauseAfter } from '../core/run/recovery.ts';
import { holdId } from '../core/names.ts';
import type { ModelReply, ModelRequest } from '../ports.ts';
import { overContext } from './context-room.ts';
import { type Offered, offered } from './offer.ts';
import type { Pass } from './pass.ts';
import { withheld } from './withheld.ts';

/**
 * Writes the hold down, makes the call, keeps the answer. A call whose hold does not fit is not made: the
 * run ends at its cap. Returns false then. `beforeCall` runs between the hold and the call.
 */
export async function callModel(
  pass: Pass,
  call: Call,
  beforeCall: () => Promise<void>,
): Promise<boolean> {
  const { ports } = pass;
  // Whoever goes on makes this call: a hold of a process that is leaving would only be lost.
  if (ports.stop?.aborted === true) throw new TransientError('this process was told to stop');
  if (ports.served === false) throw notServed();
  const offer = offered(pass, call);
  const { request, hit } = offer;
  if (hit !== null) {
    if (call.ifOver === 'leave') return false;
    pass.note(stopped(pass, overCap(hit, call.phase)));
    return false;
  }
  const tooLong = overContext(pass, request);
  if (tooLong !== null) {
    if (call.ifOver === 'leave') return false;
    pass.note(stopped(pass, { ...tooLong, phase: call.phase }));
    return false;
  }
  const hold = newHold(pass, call, offer);
  await pass.write([call.started(hold)]);
  await shown(pass, beforeCall);
  const { stop: signal } = ports;
  const reply = await replyTo(pass, { ...request, ...(signal ? { signal } : {}) });
  await settleReply(
    pass,
    {
      ...{ hold, room: request.maxOutputTokens, prompt: request.user },
      kept: call.kept ?? ((text) => text),
    },
    reply,
  );
  return true;
}

/** A run that began when it was paid for. It waits, and everything that costs nothing goes on. */
const notServed = (): UserError =>
  new UserError(
    'env/not-served',
    'Whoever runs this Autopack pays for the models, and not for this repository.',
    'Ask them to name it in AUTOPACK_REPOSITORIES.',
  );

/** The hold is written: what cannot be shown now is shown by the end of the pass, and costs no call and no try. */
async function shown({ ports, run }: Pass, show: () => Promise<void>): Promise<void> {
  try {
    await show();
  } catch (error) {
    const passes =
      error instanceof TransientError ||
      error instanceof ConflictError ||
      (error instanceof UserError && MENDABLE.includes(error.code));
    if (!passes) throw error;
    ports.log.warn({ run: run().runId, err: error }, 'a call could not be shown before it is made');
  }
}

/** What GitHub refused is not there any more, or looks otherwise by now: our own access is as it was. */
const MENDABLE: readonly string[] = ['github/rejected', 'github/not-found'];

/** A run that succeeded does not fail afterwards: what came to it since is only not verified. */
function stopped(pass: Pass, failure: RunFailure): RunEvent {
  const at = pass.ports.clock.now();
  return pass.run().promotion === 'verifying'
    ? { type: 'promotion-blocked', at, reason: 'budget', detail: failure.detail }
    : failWith(at, failure);
}

function newHold(pass: Pass, call: Call, { request, amount, because }: Offered): Hold {
  const { ports } = pass;
  const run = pass.run();
  const calls = (run.phases.find((p) => p.id === call.phase) ?? run.planning)?.calls ?? 0;
  return {
    id: holdId(run.runId, call.phase, call.role, calls + 1),
    role: call.role,
    phase: call.phase,
    model: request.model,
    ...amount,
    promptHash: sha256Hex(`${request.system}\n${request.user}`),
    ...(because === undefined ? {} : { because }),
    lease: { worker: ports.worker, until: ports.clock.now() + ports.leaseMs },
  };
}

/** Undefined: nobody can know what became of the call. */
async function replyTo(pass: Pass, request: ModelRequest): Promise<ModelReply | undefined> {
  try {
    return await pass.ports.models.call(request);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    pass.ports.log.warn({ run: pass.run().runId, err: error }, 'a model call was lost');
    return undefined;
  }
}

interface Held {
  readonly hold: Hold;
  /** The output limit that was sent. */
  readonly room: number;
  readonly prompt: string;
  readonly kept: (text: string) => string;
}

async function settleReply(
  pass: Pass,
  { hold, room, prompt, kept }: Held,
  reply: ModelReply | undefined,
): Promise<void> {
  const at = pass.ports.clock.now();
  if (reply === undefined) return pass.write([{ type: 'call-lost', at, hold: hold.id }]);
  if (reply.is === 'declined') {
    const detail = pass.ports.redact(reply.detail).slice(0, 300);
    const retryAt = at + pauseAfter(pass.run().refusals, reply.retryAfterMs);
    const { kind } = reply;
    const [{ runId: run }, { model }] = [pass.run(), hold];
    pass.ports.log.warn({ run, model, kind, detail, retryAt }, 'the provider declined a call');
    const by = kind === 'environment' ? {} : { declined: declinedSoFar(pass, hold) + 1 };
    const owed = reply.usage === undefined ? {} : { paid: paidFor(pass, hold, reply.usage) };
    return pass.write([
      { type: 'call-refused', at, hold: hold.id, kind, detail, retryAt, ...by, ...owed },
    ]);
  }
  const { settled, anomaly } = settle(hold, reply.usage, pass.strategy.prices[hold.model]);
  const text = storable(pass, kept(reply.text), prompt);
  const answer = sha256Hex(text);
  await writePaid(
    pass,
    [
      {
        type: 'answer-kept',
        at,
        hold: hold.id,
        usage: reply.usage,
        settled,
        stop: stopOf(reply, room),
        anomaly,
        answer,
      },
    ],
    { hold: hold.id, text },
  );
}

const paidFor = (
  pass: Pass,
  hold: Hold,
  usage: Usage,
): { readonly usage: Usage; readonly settled: Amount } => ({
  usage,
  settled: settle(hold, usage, pass.strategy.prices[hold.model]).settled,
});

const PAUSES_MS = [1_000, 5_000, 30_000];
const MAX_PAUSE_MS = 70_000;

/**
 * An answer that is paid for waits where GitHub does not take it just now. Where an earlier try was taken and only
 * its answer got lost, the next one meets a conflict, and the next pass finds what was kept.
 */
async function writePaid(pass: Pass, ...what: Parameters<Pass['write']>): Promise<void> {
  const { pause, stop, log } = pass.ports;
  for (const least of PAUSES_MS) {
    try {
      return await pass.write(...what);
    } catch (error) {
      const ms = error instanceof TransientError ? Math.max(least, error.retryAfterMs ?? 0) : null;
      const isOver = ms === null || ms > MAX_PAUSE_MS || stop?.aborted === true;
      if (isOver || pause === undefined) throw error;
      log.warn({ run: pass.run().runId, err: error, ms }, 'a paid answer waits to be written');
      await pause(ms);
    }
  }
  return pass.write(...what);
}

function declinedSoFar(pass: Pass, { phase, model }: Hold): number {
  const { declined } = pass.run();
  return declined?.phase === phase ? (declined.models[model] ?? 0) : 0;
}

/**
 * The ledger is public where the repository is: an answer that holds a secret is not stored, only its hash is. What
 * stood in the prompt is in the repository, and an answer has to quote it where it changes what stands beside it.
 */
const storable = (pass: Pass, text: string, prompt: string): string =>
  pass.ports.secretsIn(text, prompt).length === 0 ? text : withheld(text);

function overCap(hit: CapHit, phase: string): RunFailure {
  const state =
    hit.cap === 'phase_token_cap'
      ? 'DONE_FAILED_REQUIRES_HUMAN_REVIEW'
      : 'DONE_FAILED_BUDGET_EXHAUSTED';
  return { state, reason: hit.cap, detail: hit.detail, phase };
}
