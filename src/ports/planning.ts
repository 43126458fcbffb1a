import type { Debt } from '../core/backlog/issues.ts';
import type { DoneTiers } from '../core/plan/one-tier.ts';
import type { Permission } from '../core/permission.ts';
import type { NamedBy } from '../core/planning/match.ts';
import type { ProseFront } from '../core/planning/prose.ts';
import type { Compiled } from '../core/strategy/compiled.ts';

/** Plan text and repository configuration in, a frozen strategy or problems out. No requests, no side effects. */
export interface Planning {
  /** `by`: who named the features that the plan reuses; left out, a person. */
  compile(plan: string, config: string | null, by?: NamedBy): Compiled;
  /**
   * The same for a project with this backlog and an issue of which these tiers are merged: what has aged counts as
   * major and is cleaned up first, and a run of one tier takes the next.
   */
  after(debts: readonly Debt[], done: DoneTiers): Planning;
  /** What a configuration makes of each category, without any plan; problems stand at their lines. */
  defaults(config: string | null): Compiled;
  /** What governs the making of a plan out of prose, before there is one; `prose` null: the text is meant to be a plan. */
  bootstrap(
    body: string,
    config: string | null,
  ): { readonly prose: ProseFront | null; readonly compiled: Compiled };
  /** What a plan may take over from elsewhere without anybody being asked. */
  offers(): readonly { readonly feature: string; readonly description: string }[];
  /** The least permission with which a person may start a run, by the repository's configuration. */
  startPermission(config: string | null): Permission;
}
