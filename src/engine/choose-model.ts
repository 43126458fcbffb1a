import { limitsNow } from '../core/run/limits.ts';
import { DECLINED_ENOUGH, modelNow } from '../core/strategy/models.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import type { Pass } from './pass.ts';

/** What governs a phase now, with the models that are asked now: those that keep declining are passed over. */
export function phaseNow(pass: Pass, id: string): PhaseStrategy {
  const run = pass.run();
  const limits = limitsNow(run, pass.strategy, id);
  const { fallback = [] } = pass.strategy;
  const declined = run.declined?.phase === id ? run.declined.models : {};
  const builder = modelNow(limits.builder, { fallback, declined });
  const avoid = builder.model;
  const auditor = modelNow(limits.auditor, { fallback, declined, avoid });
  const second = limits.secondAuditor;
  return {
    ...limits,
    builder,
    auditor,
    ...(second === undefined
      ? {}
      : { secondAuditor: modelNow(second, { fallback, declined, avoid: auditor.model }) }),
  };
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
