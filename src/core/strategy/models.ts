import { z } from 'zod';
import { Category, Complexity } from '../plan/plan.ts';
import type { RepositoryConfig } from './repository.ts';
import { Price } from './strategy.ts';
import type { ModelCapability, ModelChoice } from './strategy.ts';

const Pair = z.strictObject({ builder: z.string().min(1), auditor: z.string().min(1) });

/** config/models.yaml: who does what, and what each model can do. */
export const ModelCatalog = z.strictObject({
  version: z.literal(1),
  complexity: z.record(Complexity, Pair),
  high_risk: Pair,
  categories: z.partialRecord(Category, Pair),
  models: z.record(
    z.string(),
    z.strictObject({
      max_context: z.int().positive(),
      max_output: z.int().positive(),
      structured_outputs: z.boolean(),
      temperature: z.boolean(),
      reasoning_effort: z.enum(['none', 'low', 'medium', 'high']).optional(),
    }),
  ),
});
export type ModelCatalog = z.infer<typeof ModelCatalog>;

/** config/pricing.yaml. */
export const Pricing = z.strictObject({
  version: z.literal(1),
  prices: z.record(
    z.string(),
    z.strictObject({
      input: Price.shape.input,
      cached_input: Price.shape.cachedInput,
      output: Price.shape.output,
      checked: Price.shape.checked,
    }),
  ),
});
export type Pricing = z.infer<typeof Pricing>;

/** What a model is chosen by. */
export interface Work {
  readonly category: Category;
  readonly complexity: Complexity;
  readonly highRisk: boolean;
}

/** The model for a role, and why. The nearest decision wins: repository, category, high risk, complexity. */
export function chooseModel(
  role: 'builder' | 'auditor',
  work: Work,
  from: { readonly catalog: ModelCatalog; readonly repository: RepositoryConfig },
): ModelChoice {
  const { catalog, repository } = from;
  const own = repository.models?.[role];
  if (own !== undefined) return { model: own, because: `models.${role} in .github/autopack.yml` };
  const byCategory = catalog.categories[work.category];
  if (byCategory !== undefined)
    return { model: byCategory[role], because: `category ${work.category}` };
  if (work.highRisk)
    return { model: catalog.high_risk[role], because: `high-risk category ${work.category}` };
  return {
    model: catalog.complexity[work.complexity][role],
    because: `complexity ${work.complexity}`,
  };
}

export function capabilityOf(catalog: ModelCatalog, model: string): ModelCapability | undefined {
  const known = Object.hasOwn(catalog.models, model) ? catalog.models[model] : undefined;
  if (known === undefined) return undefined;
  return {
    maxContext: known.max_context,
    maxOutput: known.max_output,
    structuredOutputs: known.structured_outputs,
    temperature: known.temperature,
    ...(known.reasoning_effort === undefined ? {} : { reasoningEffort: known.reasoning_effort }),
  };
}

export function priceOf(pricing: Pricing, model: string): Price | undefined {
  const known = Object.hasOwn(pricing.prices, model) ? pricing.prices[model] : undefined;
  if (known === undefined) return undefined;
  const { input, cached_input: cachedInput, output, checked } = known;
  return { input, cachedInput, output, checked };
}
