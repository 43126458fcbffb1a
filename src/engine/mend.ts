import { repairRequest } from '../agents/builder.ts';
import { mended, type Mending, mendingOf } from '../agents/mend.ts';
import { stepsIn } from '../agents/pieces.ts';
import { MAX_ARG, type Want } from '../core/context/look.ts';
import type { Refusal } from '../core/edits/edits.ts';
import { mayChange } from '../core/govern/scope.ts';
import { limitsOf } from '../core/run/limits.ts';
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
  if (refusals.some((one) => one.show !== undefined && !isOpen(pass, phase, one.path)))
    return false;
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

/** What a phase may not change is not shown to it for that. */
function isOpen({ strategy }: Pass, phase: string, path: string): boolean {
  const { scope } = limitsOf(strategy, phase);
  return mayChange(path, { ...strategy, scope });
}

/** What it asks to be shown, or edited without having been shown it, as the ledger may hold it. */
function looksOf(pass: Pass, mending: Mending): Want[] | undefined {
  const wants = 'wants' in mending ? mending.wants : [];
  return wants.length === 0
    ? undefined
    : wants.map(({ op, arg }) => ({ op, arg: pass.ports.redact(arg).slice(0, MAX_ARG) }));
}
