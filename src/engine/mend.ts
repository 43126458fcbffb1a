import { repairRequest } from '../agents/builder.ts';
import { mended, type Mending, mendingOf } from '../agents/mend.ts';
import { stepsIn } from '../agents/pieces.ts';
import { MAX_ARG, type Want } from '../core/context/look.ts';
import type { Refusal } from '../core/edits/edits.ts';
import { mayBeMended, mayLook } from '../core/run/mends.ts';
import type { Hold } from '../core/budget.ts';
import type { OpenCall } from '../core/run/run.ts';
import { builderContext, withBuilder } from './build.ts';
import { callModel } from './call.ts';
import type { Pass } from './pass.ts';

/**
 * Asks the Builder once more for what could not be used of its answer, as part of the same attempt: what was
 * fine is kept, and both together are the answer from then on. False: there is nothing to be asked for, no
 * room for it, or it was asked for often enough.
 */
export async function mend(
  pass: Pass,
  action: { readonly phase: string; readonly attempt: number },
  { call, refusals }: { readonly call: OpenCall; readonly refusals: readonly Refusal[] },
): Promise<boolean> {
  const { answer, head } = call;
  const before = pass.answer()?.text ?? '';
  const run = pass.run();
  const isPaused = run.retryAt !== null && run.retryAt > pass.ports.clock.now();
  if (answer === null || isPaused) return false;
  const format = pass.strategy.edits ?? 'search_replace';
  const mending = mendingOf({ text: before, stop: answer.stop, format }, refusals);
  if (mending === null) return false;
  const { phase, attempt } = action;
  const look = looksOf(pass, mending);
  const isRest = mending.is === 'rest';
  const isDue =
    look === undefined
      ? mayBeMended(call, isRest ? stepsIn(mending.kept) : null)
      : mayLook(call, look);
  if (!isDue) return false;
  const wants = [...(call.looks ?? []), look ?? []].flat();
  const context = await builderContext(pass, phase, { commit: head, wants });
  const request = repairRequest(context, mending);
  return callModel(
    pass,
    {
      ...{ phase, role: 'builder', request },
      ask: (model) => repairRequest(withBuilder(context, model), mending),
      started: (hold: Hold) => ({
        ...{ type: 'repair-started', at: pass.ports.clock.now(), phase, attempt, hold },
        ...(isRest ? { rest: true } : {}),
        ...(look === undefined ? {} : { look }),
      }),
      // A repair that no cap has room for is none: the answer is judged as it is.
      ifOver: 'leave',
      kept: (text) => mended(before, mending, text),
    },
    async () => {},
  );
}

/** What it asks to be shown, as the ledger may hold it. */
const looksOf = (pass: Pass, mending: Mending): Want[] | undefined =>
  mending.is === 'look'
    ? mending.wants.map(({ op, arg }) => ({ op, arg: pass.ports.redact(arg).slice(0, MAX_ARG) }))
    : undefined;
