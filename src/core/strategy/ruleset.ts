import { z } from 'zod';
import { BuilderMode, Category, Complexity, SafetyProfile } from '../plan/plan.ts';
import { Duration } from './duration.ts';

/** What governs phases of one category (v7 section 6). */
const CategoryRule = z.strictObject({
  /** The floor of a phase's complexity. */
  complexity: Complexity,
  ci: z.enum(['normal', 'strict']),
  builder_attempts: z.int().positive(),
  auditor_attempts: z.int().positive(),
  token_cap: z.int().positive(),
  minor_factor: z.number().nonnegative(),
  auto_apply: z.boolean(),
  high_risk: z.boolean(),
  auditor_profile: z.string().regex(/^[a-z_]{1,40}$/),
  builder_mode: BuilderMode,
  severity: z.enum(['minor', 'major']),
});

/** Who may start a run, at least. `triage` is not offered: it can label, and must not be able to spend. */
export const StartRole = z.enum(['write', 'maintain', 'admin']);
export type StartRole = z.infer<typeof StartRole>;

/** config/ruleset.yaml: every category has its rule, every complexity its caps. */
export const Ruleset = z.strictObject({
  version: z.literal(1),
  categories: z.record(Category, CategoryRule),
  complexity: z.record(
    Complexity,
    z.strictObject({
      token_cap: z.int().positive(),
      /** Never above 64,000 (v7 section 13). */
      output_tokens: z.int().positive().max(64_000),
    }),
  ),
  profiles: z.record(
    SafetyProfile,
    z.strictObject({
      minor_per_phase: z.int().nonnegative(),
      major_per_tier: z.int().nonnegative(),
      /** A minor finding seen in so many runs, or in so many tiers, has aged (v7 section 5). */
      minor_ages_after_runs: z.int().positive(),
      minor_ages_after_tiers: z.int().positive(),
    }),
  ),
  tier: z.strictObject({
    token_factor: z.number().positive(),
    ci_runs_per_phase: z.int().positive(),
    baseline_ci_runs: z.int().nonnegative(),
  }),
  run: z.strictObject({
    token_cap: z.int().positive(),
    max_phases: z.int().positive(),
    active_minutes: z.number().positive(),
    wait_hours: z.number().positive(),
    /** Minor findings that a run may leave behind, for each of its phases. */
    minor_per_phase: z.int().nonnegative(),
  }),
  audit: z.strictObject({
    when: z.enum(['always', 'on_trigger']),
    max_inline: z.int().nonnegative(),
    rounds: z.int().positive(),
  }),
  ci: z.strictObject({ register_timeout: Duration, settle: Duration }),
  promotion: z.strictObject({ auto_merge: z.boolean(), delete_branch: z.boolean() }),
  /** How long ledgers of runs stay that are over; 0: for ever. */
  retention: z.strictObject({ ledger_days: z.int().nonnegative() }),
  start: StartRole,
  raise_budget: StartRole,
  protected: z.array(z.string()).min(1),
});
export type Ruleset = z.infer<typeof Ruleset>;
