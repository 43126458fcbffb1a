import { meant } from '../plan/names.ts';
import type { Problem } from '../plan/plan.ts';
import type { Sources } from './sources.ts';
import { capabilityOf, fallbackOf, locatorOf, NOBODY, priceOf } from './models.ts';
import type { PhaseStrategy, Strategy } from './strategy.ts';

/** Prices and abilities of the models that are used, as they are now: a run is not repriced while it runs. */
export function frozenModels(
  phases: readonly PhaseStrategy[],
  { models, pricing, repository }: Sources,
): Pick<Strategy, 'prices' | 'capabilities' | 'fallback' | 'locator'> {
  const prices: Strategy['prices'] = {};
  const capabilities: Strategy['capabilities'] = {};
  const fallback = fallbackOf({ catalog: models, pricing, repository });
  const locator = locatorOf({ catalog: models, pricing, repository });
  const used = phases.flatMap(({ builder, auditor, secondAuditor: second, escalation }) => [
    ...[builder.model, auditor.model],
    ...(second === undefined ? [] : [second.model]),
    ...(escalation === undefined ? [] : [escalation]),
  ]);
  const named = locator === undefined ? [] : [locator.model];
  for (const model of [...used, ...fallback, ...named]) {
    const price = priceOf(pricing, model);
    const capability = capabilityOf(models, model);
    if (price !== undefined) prices[model] = price;
    if (capability !== undefined) capabilities[model] = capability;
  }
  return {
    ...{ prices, capabilities },
    ...(fallback.length === 0 ? {} : { fallback: [...fallback] }),
    ...(locator === undefined ? {} : { locator }),
  };
}

/** Models that a repository names and nobody knows. */
export function unknownModels({
  models,
  repository,
}: Pick<Sources, 'models' | 'repository'>): readonly Problem[] {
  const known = Object.keys(models.models);
  const own = repository.models ?? {};
  const named = [
    ['builder', own.builder] as const,
    ['auditor', own.auditor] as const,
    ['locator', own.locator === NOBODY ? undefined : own.locator] as const,
    ...(own.fallback ?? []).map((model) => ['fallback', model] as const),
  ];
  return named.flatMap(([role, model]): Problem[] => {
    if (model === undefined || known.includes(model)) return [];
    return [
      {
        level: 'must',
        where: '.github/autopack.yml',
        key: ['models', role],
        code: 'config/unknown-model',
        message: `\`models.${role}\` is \`${model}\`, a model whose limits are not known.`,
        fix: meant(model, known),
      },
    ];
  });
}
