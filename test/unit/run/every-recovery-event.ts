import type { RecoveryEvent } from '../../../src/core/run/event-recovery.ts';
import { BASE, hold, sha } from './story.ts';

const at = 1_000;
const about = { at, phase: 'T1.P1' };

/** One event of every kind that recovery, people and promotion know. */
export const EVERY_RECOVERY_EVENT: {
  readonly [T in RecoveryEvent['type']]: Extract<RecoveryEvent, { type: T }>;
} = {
  'phase-undone': {
    ...{ type: 'phase-undone', ...about, before: BASE, head: sha(3), tree: sha(9) },
  },
  'phase-retried': { type: 'phase-retried', ...about, attempts: 1 },
  'run-reopened': { type: 'run-reopened', at, by: { id: 5, login: 'alice' } },
  'rollback-asked': { type: 'rollback-asked', ...about, goOn: true, by: 'alice' },
  'run-held': { type: 'run-held', at, by: 'alice' },
  'run-resumed': { type: 'run-resumed', at, by: 'alice' },
  'stop-asked': { type: 'stop-asked', at, by: 'alice' },
  'budget-raised': { type: 'budget-raised', at, tokens: 1_000, microUsd: 0 },
  'finding-dismissed': {
    ...{ type: 'finding-dismissed', at, finding: 'F-1', by: 'alice', reason: 'as intended' },
  },
  'replan-started': {
    type: 'replan-started',
    ...about,
    hold: hold('builder', { role: 'planner' }),
  },
  'phase-replanned': { type: 'phase-replanned', ...about, approach: 'another way' },
  'replan-unusable': { type: 'replan-unusable', ...about, why: 'not JSON' },
  'model-escalated': { type: 'model-escalated', ...about, model: 'm2', because: 'again' },
  'base-merge-asked': { type: 'base-merge-asked', at, base: sha(6) },
  'base-merged': { type: 'base-merged', at, before: sha(2), head: sha(7), base: sha(6) },
  'merge-asked': { type: 'merge-asked', at, head: sha(5) },
  'promotion-verified': { type: 'promotion-verified', at, head: sha(5) },
  'promotion-blocked': { type: 'promotion-blocked', at, reason: 'head_red', detail: 'CI is red.' },
};
