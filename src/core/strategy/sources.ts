import type { Debt } from '../backlog/issues.ts';
import type { Digest } from '../ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { ModelCatalog, Pricing } from './models.ts';
import type { RepositoryConfig } from './repository.ts';
import type { Ruleset } from './ruleset.ts';

/** Everything a strategy is made of. */
export interface Sources {
  readonly plan: Plan;
  readonly planHash: Digest;
  readonly ruleset: Ruleset;
  readonly models: ModelCatalog;
  readonly pricing: Pricing;
  readonly repository: RepositoryConfig;
  /** Of ruleset, models, prices and the repository's configuration together. */
  readonly rulesetHash: Digest;
  /** The project's backlog; left out: nobody looked. */
  readonly debts?: readonly Debt[] | undefined;
}
