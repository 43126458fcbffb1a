import type { Problem } from '../plan/plan.ts';
import type { Strategy } from './strategy.ts';

/** What became of a plan and a repository's configuration: a strategy to freeze, or what is wrong. */
export type Compiled =
  | {
      readonly is: 'ready';
      readonly strategy: Strategy;
      readonly strategyHash: string;
      readonly warnings: readonly Problem[];
    }
  | {
      readonly is: 'bad';
      readonly problems: readonly Problem[];
      /** Where the plan is only too long: the same work as plans of several issues. */
      readonly split?: readonly string[];
    };
