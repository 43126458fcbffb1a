import { type Amount, holdAmount } from '../core/budget.ts';
import { type CapHit, capHit } from '../core/run/cap-hit.ts';
import { payable, standIns } from '../core/run/afford.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { ModelRequest } from '../ports.ts';
import type { Call } from './model-call.ts';
import type { Pass } from './pass.ts';

/** A request with the most that it can cost. */
interface Offer {
  readonly request: ModelRequest;
  readonly tokens: number;
  readonly amount: Amount;
}

/** What is asked, of whom and at what hold; `because`: why not of the model that was chosen. */
export interface Offered {
  readonly request: ModelRequest;
  readonly amount: Amount;
  readonly hit: CapHit | null;
  readonly because?: string;
}

/** Asks another model of the ladder where the money that is left cannot pay the chosen one. */
export function offered(pass: Pass, call: Call): Offered {
  const chosen = offerOf(pass, call.request);
  const { offer, hit } = payable(chosen, others(pass, call), ({ amount }) =>
    hitOf(pass, call, amount),
  );
  const { request, amount } = offer;
  const { model } = call.request;
  return {
    ...{ request, amount, hit },
    ...(request.model === model
      ? {}
      : { because: `what is left of the money cannot pay ${model}`.slice(0, 200) }),
  };
}

/** What a request costs at the most, of the model that it names. */
export function offerOf({ ports, strategy }: Pass, request: ModelRequest): Offer {
  const tokens = ports.models.countTokens(request);
  const price = strategy.prices[request.model];
  return { request, tokens, amount: holdAmount(tokens, request.maxOutputTokens, price) };
}

/** One at a time: counting takes its time, and the first that fits is taken. */
function* others(pass: Pass, { phase, role, request, ask }: Call): Generator<Offer> {
  if (ask === undefined) return;
  const { strategy } = pass;
  const { builder, auditor } = limitsOf(strategy, phase);
  // One model is not to judge its own work.
  const avoid = role === 'builder' ? [auditor.model] : [builder.model, auditor.model];
  for (const model of standIns(pass.run(), strategy, { phase, chosen: request.model, avoid })) {
    const offer = offerOf(pass, ask(model));
    const room = strategy.capabilities[model]?.maxContext ?? Infinity;
    if (offer.tokens + offer.request.maxOutputTokens <= room) yield offer;
  }
}

function hitOf(pass: Pass, call: Call, amount: Amount): CapHit | null {
  if (call.capHit !== undefined) return call.capHit(amount);
  const phase = limitsOf(pass.strategy, call.phase);
  return capHit(pass.run(), pass.strategy, { phase, role: call.role, amount });
}
