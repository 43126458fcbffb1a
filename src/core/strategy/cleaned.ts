import { type Planned, withCleanup } from '../backlog/cleanup.ts';
import type { Ages } from '../backlog/entry.ts';
import type { Sources } from './sources.ts';
import type { Ruleset } from './ruleset.ts';

/** The plan with a clean-up of what the backlog says has aged. */
export const cleanedPlan = ({ plan, ruleset, repository, debts = [] }: Sources): Planned =>
  withCleanup(plan, {
    debts,
    ages: {
      normal: agesOf(ruleset.profiles.normal),
      safety_critical: agesOf(ruleset.profiles.safety_critical),
    },
    maxPhases: repository.budget?.phases ?? ruleset.run.max_phases,
    protectedPaths: [...ruleset.protected, ...(repository.protected ?? [])],
    allowProtected: repository.allow_protected ?? [],
  });

const agesOf = (profile: Ruleset['profiles']['normal']): Ages => ({
  runs: profile.minor_ages_after_runs,
  tiers: profile.minor_ages_after_tiers,
});
