import { CI_EVENTS, type CiEvent } from './event-ci.ts';
import { PLAN_EVENTS, type PlanEvent } from './event-plan.ts';
import { RECOVERY_EVENTS, type RecoveryEvent } from './event-recovery.ts';
import type { RunEvent } from './event.ts';

type Schema = { readonly shape: { readonly type: { readonly value: string } } };
const typesOf = (schemas: readonly Schema[]): ReadonlySet<string> =>
  new Set(schemas.map(({ shape }) => shape.type.value));

const [PLAN, CI, RECOVERY] = [PLAN_EVENTS, CI_EVENTS, RECOVERY_EVENTS].map(typesOf);

/** Facts of planning. */
export const isPlanEvent = (event: RunEvent): event is PlanEvent => PLAN?.has(event.type) === true;
/** Facts about CI. */
export const isCiEvent = (event: RunEvent): event is CiEvent => CI?.has(event.type) === true;
/** Facts of recovery, people and promotion. */
export const isRecoveryEvent = (event: RunEvent): event is RecoveryEvent =>
  RECOVERY?.has(event.type) === true;
