import { limitsNow } from '../core/run/limits.ts';
import { modelNow } from '../core/strategy/models.ts';
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
