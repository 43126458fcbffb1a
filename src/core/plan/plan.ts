import { z } from 'zod';
import { PartId } from '../ids.ts';

/** v7 section 6; `general` is the explicit spelling of feature_scaffolding. */
export const CATEGORIES = [
  'feature_scaffolding',
  'docs',
  'tests',
  'debt_cleanup',
  'cross_cutting_refactor',
  'index_registry_change',
  'schema_contract_change',
  'bulk_multi_file_operation',
  'security_auth_change',
  'external_feature_reuse',
  'external_code_intake',
] as const;
export const Category = z.enum(CATEGORIES);
export type Category = z.infer<typeof Category>;

export const Complexity = z.enum(['low', 'medium', 'high']);
export type Complexity = z.infer<typeof Complexity>;

export const BuilderMode = z.enum([
  'tweak_light',
  'scaffolding_heavy',
  'refactor_heavy',
  'schema_heavy',
]);
export type BuilderMode = z.infer<typeof BuilderMode>;

export const SafetyProfile = z.enum(['normal', 'safety_critical']);
export type SafetyProfile = z.infer<typeof SafetyProfile>;
export const RunScope = z.enum(['multi_tier', 'single_tier']);
export type RunScope = z.infer<typeof RunScope>;

/** A phase as the plan states it, aliases and defaults already resolved. Paths are repository-relative globs. */
export const PlanPhase = z.strictObject({
  id: PartId,
  tier: PartId,
  name: z.string().min(1).max(120),
  description: z.string().max(20_000),
  category: Category,
  /** The other name that the plan gave it, where that one has an Auditor's profile of its own. */
  alias: z.string().optional(),
  /** Undefined: the category's own. */
  complexity: Complexity.optional(),
  builderMode: BuilderMode.optional(),
  /** Files the phase may change, as globs; empty means every unprotected path. */
  scope: z.array(z.string()),
  readOnlyContext: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  /** Paths that must exist, and have been touched by the phase, when it is done. */
  deliverables: z.array(z.string()),
  acceptance: z.array(z.string()),
  dependsOn: z.array(PartId),
  allowNoop: z.boolean(),
  ciProfile: z.enum(['normal', 'strict']).optional(),
  /** Features of the catalog that the phase takes over instead of building them; left out: none. */
  reuse: z
    .array(z.strictObject({ feature: z.string().max(200), line: z.int().positive() }))
    .optional(),
  /** Where the phase begins in the plan text, 1-based. */
  line: z.int().positive(),
});
export type PlanPhase = z.infer<typeof PlanPhase>;

export const PlanTier = z.strictObject({
  id: PartId,
  name: z.string().min(1).max(120),
  description: z.string().max(20_000),
  line: z.int().positive(),
});
export type PlanTier = z.infer<typeof PlanTier>;

/** A plan that has been parsed and is sound in itself. Tiers and phases are in the order they run. */
export const Plan = z.strictObject({
  title: z.string(),
  safetyProfile: SafetyProfile,
  runScope: RunScope,
  tiers: z.array(PlanTier).min(1),
  phases: z.array(PlanPhase).min(1),
});
export type Plan = z.infer<typeof Plan>;

/** Something wrong with a plan or a configuration file. `must` stops the start, `should` is a warning. */
export interface Problem {
  readonly level: 'must' | 'should';
  /** The file, or `plan` for the text. */
  readonly where: string;
  /** 1-based; undefined when the whole text is meant. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Of a configuration file: the key that it is about, from the top. */
  readonly key?: readonly string[] | undefined;
  /** Has an entry in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}
