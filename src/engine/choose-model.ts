import { phaseOf } from '../core/run/evolve-phase.ts';
import { limitsNow } from '../core/run/limits.ts';
import { DECLINED_ENOUGH, modelNow } from '../core/strategy/models.ts';
import type { ModelChoice, PhaseStrategy } from '../core/strategy/strategy.ts';
import type { Pass } from './pass.ts';

/** What governs a phase now, with the models that are asked now: those that keep declining are passed over. */
export function phaseNow(pass: Pick<Pass, 'run' | 'strategy'>, id: string): PhaseStrategy {
  const run = pass.run();
  const limits = limitsNow(run, pass.strategy, id);
  const { fallback = [] } = pass.strategy;
  const declined = run.declined?.phase === id ? run.declined.models : {};
  const candidate = phaseOf(run, id).candidates.at(-1);
  const { cause, model: refuser = '' } = candidate?.missed?.last ?? {};
  const refused = cause === 'refused' ? { [refuser]: DECLINED_ENOUGH } : {};
  const now = (choice: ModelChoice, others: readonly (readonly [ModelChoice, string])[]) => {
    // That two roles have one model may be chosen; that one of them stands in for the other is not.
    const isChosen = ([chosen, is]: (typeof others)[number]): boolean =>
      chosen.model === choice.model && is === choice.model;
    const avoid = others.filter((other) => !isChosen(other)).map(([, is]) => is);
    // Who refuses to judge a change refuses it again.
    return modelNow(choice, { fallback, declined: { ...declined, ...refused }, avoid });
  };
  const { secondAuditor: second } = limits;
  const builder = modelNow(limits.builder, { fallback, declined });
  const auditor = now(limits.auditor, [
    ...(second === undefined ? [] : [[second, second.model] as const]),
    [limits.builder, builder.model],
  ]);
  if (second === undefined) return { ...limits, builder, auditor };
  const first = candidate?.part?.model ?? auditor.model;
  const secondAuditor = now(second, [
    [limits.builder, builder.model],
    [limits.auditor, first],
  ]);
  return { ...limits, builder, auditor, secondAuditor };
}

/**
 * Who is asked for the plan now. It belongs to no phase that could count who declines: after as many calls in a
 * row as are enough, the next of the ladder is asked.
 */
export function plannerNow({ strategy, run }: Pick<Pass, 'strategy' | 'run'>): string {
  const { planning, fallback = [] } = strategy;
  if (planning === undefined) throw new Error('this strategy is not one for planning');
  const { model } = planning.planner;
  const ladder = [model, ...fallback.filter((other) => other !== model)];
  return ladder[Math.floor(run().refusals / DECLINED_ENOUGH)] ?? model;
}
