import { draftOf } from '../plan/parse.ts';
import { limitProblems } from '../plan/limits.ts';
import type { RunScope, SafetyProfile } from '../plan/plan.ts';
import { resolve } from '../plan/resolve.ts';
import { asRead } from '../plan/written.ts';

/** What prose may settle beforehand; the Planner can only tighten it. */
export interface ProseFront {
  readonly safetyProfile: SafetyProfile | null;
  readonly runScope: RunScope | null;
}

/**
 * Whether a text has nothing of a plan in it: no tier, no phase, no YAML. Null: it is meant to be a plan, and
 * what is wrong with it is for its author to mend. Goes by what the parser makes of it, never by its looks.
 */
export function proseOf(body: string): ProseFront | null {
  const text = asRead(body);
  if (limitProblems(text).length > 0) return null;
  const drafted = draftOf(text);
  if (drafted.draft.tiers.length > 0) return null;
  const { plan, problems } = resolve(drafted);
  if (problems.some(({ level, code }) => level === 'must' && code !== 'plan/no-phases'))
    return null;
  const names = drafted.draft.front.map(({ name }) => name);
  return {
    safetyProfile: names.includes('safety profile') ? plan.safetyProfile : null,
    runScope: names.includes('run scope') ? plan.runScope : null,
  };
}
