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
  /** Who is asked instead of a model that keeps declining, the nearest first. */
  fallback: z.array(z.string().min(1)).default([]),
  /** Each model's next stronger one, for a phase that fails in the same way again. */
  escalation: z.record(z.string(), z.string().min(1)).default({}),
  /** Names the files that a phase needs, where they do not all fit; left out: nobody is asked. */
  locator: z.string().min(1).optional(),
  /** Who gives the second opinion where two are due: the first that is neither of the others. */
  second_auditor: z.array(z.string().min(1)).default([]),
  models: z.record(
    z.string(),
    z.strictObject({
      max_context: z.int().positive(),
      max_output: z.int().positive(),
      /** Whether the provider holds the model to a JSON Schema. */
      structured_outputs: z.boolean(),
      /** Whether it can at least be held to JSON; asked for where it cannot be held to a schema. */
      json_mode: z.boolean().optional(),
      temperature: z.boolean(),
      reasoning_effort: z.enum(['none', 'low', 'medium', 'high']).optional(),
      /** The field of older endpoints that the output limit goes into. */
      output_limit: z.literal('max_tokens').optional(),
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

/** Categories whose changes two Auditors look at, whatever they change (v7 section 13). */
const DUAL: readonly Category[] = [
  'security_auth_change',
  'external_feature_reuse',
  'external_code_intake',
  // Only where the change is destructive: that is seen when it is there.
  'schema_contract_change',
];

/** The second Auditor of a phase; undefined: none is due, or there is no third model. */
export function secondAuditor(
  category: Category,
  chosen: { readonly builder: string; readonly auditor: string },
  catalog: Pick<ModelCatalog, 'second_auditor'>,
): ModelChoice | undefined {
  if (!DUAL.includes(category)) return undefined;
  const others = catalog.second_auditor.filter((model) => model !== chosen.auditor);
  const model = others.find((one) => one !== chosen.builder) ?? others[0];
  return model === undefined ? undefined : { model, because: `second opinion on ${category}` };
}

/** The next stronger model; undefined: there is none. */
export const escalated = (
  choice: Pick<ModelChoice, 'model'>,
  { escalation }: Pick<ModelCatalog, 'escalation'>,
): string | undefined =>
  Object.hasOwn(escalation, choice.model) ? escalation[choice.model] : undefined;

/** The ladder that a run may use: models that are known, and where money is capped those whose price is. */
export function fallbackOf(sources: {
  readonly catalog: ModelCatalog;
  readonly pricing: Pricing;
  readonly repository: RepositoryConfig;
}): readonly string[] {
  const { catalog, pricing, repository } = sources;
  const own = repository.models?.fallback;
  if (own !== undefined) return own;
  const capped = repository.budget?.usd !== undefined;
  return catalog.fallback.filter((model) => !capped || priceOf(pricing, model) !== undefined);
}

/** The repository's own word for a model that is not asked. */
export const NOBODY = 'none';

/** Who names the files of a phase; undefined: nobody. Where money is capped, only somebody whose price is known. */
export function locatorOf(sources: {
  readonly catalog: ModelCatalog;
  readonly pricing: Pricing;
  readonly repository: RepositoryConfig;
}): ModelChoice | undefined {
  const { catalog, pricing, repository } = sources;
  const own = repository.models?.locator;
  const model = own ?? catalog.locator;
  if (model === undefined || model === NOBODY) return undefined;
  const capped = repository.budget?.usd !== undefined;
  if (own === undefined && capped && priceOf(pricing, model) === undefined) return undefined;
  const where =
    own === undefined ? 'locator in config/models.yaml' : 'models.locator in .github/autopack.yml';
  return { model, because: where };
}

/** Declined calls of one model after which the next one of the ladder is asked. */
export const DECLINED_ENOUGH = 3;

/**
 * Who is asked now: the chosen model, until it has declined too often in this phase. Those in `avoid` are asked
 * last, the last of them last of all, so that one model does not judge its own work.
 */
export function modelNow(
  choice: ModelChoice,
  around: {
    readonly fallback: readonly string[];
    readonly declined: Readonly<Record<string, number>>;
    readonly avoid?: readonly string[] | undefined;
  },
): ModelChoice {
  const { fallback, declined, avoid = [] } = around;
  const all = [choice.model, ...fallback.filter((model) => model !== choice.model)];
  const ladder = [
    ...all.filter((model) => !avoid.includes(model)),
    ...avoid.filter((model) => all.includes(model)),
  ];
  const model = ladder.find((one) => (declined[one] ?? 0) < DECLINED_ENOUGH);
  // All of them decline: there is nobody better to ask than the one that was chosen.
  if (model === undefined || model === choice.model) return choice;
  const declines = declined[choice.model] ?? 0;
  const because =
    declines < DECLINED_ENOUGH
      ? `${choice.model} stands in for another`
      : `${choice.model} declined ${declines} calls`;
  return { model, because };
}

export function capabilityOf(catalog: ModelCatalog, model: string): ModelCapability | undefined {
  const known = Object.hasOwn(catalog.models, model) ? catalog.models[model] : undefined;
  if (known === undefined) return undefined;
  return {
    maxContext: known.max_context,
    maxOutput: known.max_output,
    structuredOutputs: known.structured_outputs,
    temperature: known.temperature,
    ...(known.json_mode === undefined ? {} : { jsonMode: known.json_mode }),
    ...(known.reasoning_effort === undefined ? {} : { reasoningEffort: known.reasoning_effort }),
    ...(known.output_limit === undefined ? {} : { outputLimit: known.output_limit }),
  };
}

export function priceOf(pricing: Pricing, model: string): Price | undefined {
  const known = Object.hasOwn(pricing.prices, model) ? pricing.prices[model] : undefined;
  if (known === undefined) return undefined;
  const { input, cached_input: cachedInput, output, checked } = known;
  return { input, cachedInput, output, checked };
}
