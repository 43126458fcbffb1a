import { locatorRequest, parseLocated } from '../agents/locator.ts';
import { capHit } from '../core/run/cap-hit.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import { limitsOf } from '../core/run/limits.ts';
import { callModel } from './call.ts';
import type { ModelRequest } from '../ports.ts';
import { offerOf } from './offer.ts';
import type { Pass } from './pass.ts';
import { serve, type Served } from './serve.ts';

interface Asking {
  readonly served: Served;
  /** The request to the Builder that it comes before: it may not take the room that this one needs. */
  readonly before: ModelRequest;
  readonly show: () => Promise<void>;
}

/**
 * Where the likely files of a phase do not all fit, a cheaper model is asked once which of them it needs. False:
 * there is nothing to be asked, or no cap has room for it. Nothing depends on it: without an answer the files are
 * shown by their ranking.
 */
export async function locate(
  pass: Pass,
  phaseId: string,
  { served, before, show }: Asking,
): Promise<boolean> {
  const { strategy } = pass;
  const { locator } = strategy;
  const wasAsked = phaseOf(pass.run(), phaseId).located !== undefined;
  if (locator === undefined || wasAsked || !isCrowded(served)) return false;
  const phase = limitsOf(strategy, phaseId);
  const { model } = locator;
  const { likely } = served;
  const request = locatorRequest({ strategy, phase, model, likely });
  const { tokens } = offerOf(pass, request);
  const most = strategy.capabilities[model]?.maxContext ?? Infinity;
  if (tokens + request.maxOutputTokens > most) return false;
  const next = offerOf(pass, before).amount;
  return callModel(
    pass,
    {
      ...{ phase: phaseId, role: 'locator', request },
      capHit: ({ tokens, microUsd }) => {
        const amount = { tokens: tokens + next.tokens, microUsd: microUsd + next.microUsd };
        return capHit(pass.run(), strategy, { phase, role: 'locator', amount });
      },
      started: (hold) => ({
        ...{ type: 'locate-started', at: pass.ports.clock.now(), phase: phaseId, hold },
      }),
      ifOver: 'leave',
    },
    show,
  );
}

/** Some of the likely files are not shown, or not whole. */
function isCrowded({ likely, files }: Served): boolean {
  const whole = new Set(files.filter(({ parts }) => parts === undefined).map(({ path }) => path));
  return likely.some(({ path }) => !whole.has(path));
}

/** Reads the kept answer. The files to choose from are those of the commit that the call was about. */
export async function concludeLocate(
  pass: Pass,
  { phase }: { readonly phase: string },
): Promise<void> {
  const { call } = pass.run();
  const answer = pass.answer();
  if (call?.answer == null) throw new Error(`nobody was asked about the files of ${phase}`);
  const { likely } = await serve(pass, phase, call.head);
  const paths = likely.map(({ path }) => path);
  const read =
    call.answer.stop === 'complete'
      ? parseLocated(answer?.text ?? '', paths)
      : { is: 'unusable' as const, why: `the answer was ${call.answer.stop}` };
  const at = pass.ports.clock.now();
  const about = { type: 'files-located', at, phase } as const;
  if (read.is === 'located') return pass.write([{ ...about, paths: [...read.paths] }]);
  const unusable = pass.ports.redact(read.why).slice(0, 300);
  return pass.write([{ ...about, paths: [], unusable }]);
}
