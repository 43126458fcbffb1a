import { z } from 'zod';
import { Digest, PartId } from '../ids.ts';
import { FeatureLookup, Reuse } from '../planning/reuse.ts';
import { Category, Complexity, BuilderMode, RunScope, SafetyProfile } from '../plan/plan.ts';

/** US dollars per million tokens, with the day the price was looked up (YYYY-MM-DD). */
export const Price = z.strictObject({
  input: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
  output: z.number().nonnegative(),
  checked: z.iso.date(),
});
export type Price = z.infer<typeof Price>;

/** What a model can do, as far as calls differ by it. */
export const ModelCapability = z.strictObject({
  maxContext: z.int().positive(),
  maxOutput: z.int().positive(),
  structuredOutputs: z.boolean(),
  jsonMode: z.boolean().optional(),
  temperature: z.boolean(),
  reasoningEffort: z.enum(['none', 'low', 'medium', 'high']).optional(),
  outputLimit: z.literal('max_tokens').optional(),
});
export type ModelCapability = z.infer<typeof ModelCapability>;

export const ModelChoice = z.strictObject({ model: z.string().min(1), because: z.string() });
export type ModelChoice = z.infer<typeof ModelChoice>;

/** One phase of the plan with the limits that govern it. Tokens are counts, attempts are model calls that hand in work. */
export const PhaseStrategy = z.strictObject({
  id: PartId,
  index: z.int().nonnegative(),
  tier: PartId,
  name: z.string(),
  description: z.string(),
  category: Category,
  complexity: Complexity,
  builderMode: BuilderMode,
  scope: z.array(z.string()),
  readOnlyContext: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  deliverables: z.array(z.string()),
  acceptance: z.array(z.string()),
  dependsOn: z.array(PartId),
  allowNoop: z.boolean(),
  ciProfile: z.enum(['normal', 'strict']),
  builderAttempts: z.int().positive(),
  /** Model calls for one head, see v7 section 6. */
  auditorAttempts: z.int().positive(),
  tokenCap: z.int().positive(),
  /** Output limit sent with each call. */
  outputTokens: z.int().positive(),
  builder: ModelChoice,
  /** The stronger model that takes over when the same failure comes again; left out: there is none. */
  escalation: z.string().optional(),
  auditor: ModelChoice,
  /** Looks at the same head after the Auditor where two opinions are due. */
  secondAuditor: ModelChoice.optional(),
  highRisk: z.boolean(),
  autoApply: z.boolean(),
  auditorProfile: z.string(),
  defaultSeverity: z.enum(['minor', 'major']),
  /** What the phase takes over from elsewhere, pinned. */
  reuse: Reuse.optional(),
});
export type PhaseStrategy = z.infer<typeof PhaseStrategy>;

export const TierStrategy = z.strictObject({
  id: PartId,
  index: z.int().nonnegative(),
  name: z.string(),
  description: z.string(),
  tokenCap: z.int().positive(),
  ciRunCap: z.int().positive(),
  minorTolerated: z.int().nonnegative(),
  majorTolerated: z.int().nonnegative(),
});
export type TierStrategy = z.infer<typeof TierStrategy>;

/** Findings that have aged: in this run they count as major (v7 section 8). */
export const Debt = z.strictObject({
  /** How large the sets of runs and of tiers may get before a minor finding has aged. */
  ages: z.strictObject({ runs: z.int().positive(), tiers: z.int().positive() }),
  aged: z.array(
    z.strictObject({
      id: z.string().max(40),
      issue: z.int().positive(),
      title: z.string().max(120),
      path: z.string().max(300).nullable(),
    }),
  ),
  /** The phase that was put into the plan to clean them up; null: none was. */
  phase: PartId.nullable(),
});
export type Debt = z.infer<typeof Debt>;

/** Everything that governs one run, frozen when it starts: ruleset × repository configuration × plan. */
export const Strategy = z.strictObject({
  version: z.literal(1),
  planHash: Digest,
  /** Hash of the ruleset and the repository configuration that it was compiled from. */
  rulesetHash: Digest,
  title: z.string(),
  safetyProfile: SafetyProfile,
  runScope: RunScope,
  run: z.strictObject({
    tokenCap: z.int().positive(),
    /** Millionths of a US dollar; null: no cap in money. */
    costCapMicroUsd: z.int().positive().nullable(),
    maxPhases: z.int().positive(),
    activeMinutes: z.number().positive(),
    waitHours: z.number().positive(),
    ciRunCap: z.int().positive(),
    /** Above this the run's debt is excessive; left out: three a phase. */
    maxMinorFindings: z.int().nonnegative().optional(),
  }),
  ci: z.strictObject({
    /** Names of jobs or workflows that must be green; empty: see `CiRules`. */
    required: z.array(z.string()),
    registerTimeoutMs: z.int().nonnegative(),
    settleMs: z.int().nonnegative(),
    /** Files of workflows to start by hand; older strategies have none, and their hash must stay. */
    dispatch: z.array(z.string()).optional(),
    /** Names that have to be green as well in phases with strict CI. */
    strictRequired: z.array(z.string()).optional(),
    /** File of the repository's own gate workflow, started before the audit. */
    preflight: z.string().optional(),
  }),
  /** Left out: a person merges, and the branch stays. */
  promotion: z.strictObject({ autoMerge: z.boolean(), deleteBranch: z.boolean() }).optional(),
  /** Who may raise the run's caps, and how far; left out: nobody can. */
  raise: z
    .strictObject({
      needs: z.enum(['write', 'maintain', 'admin']),
      maxTokens: z.int().positive(),
      maxMicroUsd: z.int().positive().nullable(),
    })
    .optional(),
  protectedPaths: z.array(z.string()),
  allowProtected: z.array(z.string()),
  /** How the Builder writes its edits; left out: `search_replace`. Older strategies have none. */
  edits: z.enum(['search_replace', 'v4a']).optional(),
  audit: z.strictObject({
    when: z.enum(['always', 'on_trigger']),
    maxInline: z.int().nonnegative(),
    rounds: z.int().positive(),
  }),
  prices: z.record(z.string(), Price),
  capabilities: z.record(z.string(), ModelCapability),
  /** Who is asked instead of a model that keeps declining, the nearest first. */
  fallback: z.array(z.string()).optional(),
  /** Names the files that a phase needs where they do not all fit; left out: they are shown by their ranking. */
  locator: ModelChoice.optional(),
  /** Only while a plan is being made: who makes it, and what that may use. There are no phases yet. */
  planning: z
    .strictObject({
      planner: ModelChoice,
      tokenCap: z.int().positive(),
      outputTokens: z.int().positive(),
    })
    .optional(),
  /** What the project's backlog said when the run started; left out by older strategies. */
  debt: Debt.optional(),
  /** What the feature lookup found; left out: the plan names no feature. */
  lookup: FeatureLookup.optional(),
  /** With the scope `single_tier`: tiers that earlier runs merged, and those that later ones build. */
  tiersDone: z.array(z.string()).optional(),
  tiersLeft: z.array(PartId).optional(),
  tiers: z.array(TierStrategy),
  phases: z.array(PhaseStrategy),
});
export type Strategy = z.infer<typeof Strategy>;
