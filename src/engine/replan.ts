import { parseReplan, replanRequest } from '../agents/planner.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import { limitsOf } from '../core/run/limits.ts';
import { callModel } from './call.ts';
import { phaseNow } from './choose-model.ts';
import type { Pass } from './pass.ts';

/** Asks the Planner for another way to what the phase is accepted by: the same failure came twice. */
export async function replan(
  pass: Pass,
  { phase: id }: { readonly phase: string },
  show: () => Promise<void>,
): Promise<void> {
  const { strategy } = pass;
  const phase = limitsOf(strategy, id);
  const { evidence } = phaseOf(pass.run(), id);
  const ask = (model: string) =>
    replanRequest({ strategy, phase: { ...phase, auditor: { model, because: '' } }, evidence });
  await callModel(
    pass,
    {
      phase: id,
      role: 'planner',
      request: ask(phaseNow(pass, id).auditor.model),
      ask,
      started: (hold) => ({ type: 'replan-started', at: pass.ports.clock.now(), phase: id, hold }),
    },
    show,
  );
}

/** Reads the kept proposal; one that cannot be used has spent the phase's replan all the same. */
export async function concludeReplan(
  pass: Pass,
  { phase }: { readonly phase: string },
): Promise<void> {
  const at = pass.ports.clock.now();
  const read = parseReplan(pass.answer()?.text ?? '', limitsOf(pass.strategy, phase));
  if (read.is === 'unusable') {
    const why = pass.ports.redact(read.why).slice(0, 300);
    return pass.write([{ type: 'replan-unusable', at, phase, why }]);
  }
  const approach = pass.ports.redact(read.approach).slice(0, 3_000);
  return pass.write([{ type: 'phase-replanned', at, phase, approach }]);
}
