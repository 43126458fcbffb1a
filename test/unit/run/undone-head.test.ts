import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { audited, begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { types } from './told.ts';

const rules = strategy([phase('T1.P1'), phase('T1.P2')]);
const UNDONE = sha(8);
const about = { at: 0, phase: 'T1.P2' };
const rolledBack: readonly RunEvent[] = [
  ...[begun, ...pushed(sha(2)), ciSaid(sha(2), 'green'), ...audited(sha(2), 'approve')],
  { type: 'phase-completed', at: 0, phase: 'T1.P1', head: sha(2) },
  { type: 'queue-entered', at: 0 },
  { type: 'phase-started', ...about },
  { type: 'phase-failed', ...about, reason: 'x' },
  { type: 'phase-undone', ...about, before: sha(2), head: UNDONE, tree: sha(9) },
  { type: 'phase-retried', ...about, attempts: 0 },
  { type: 'phase-skipped', ...about, reason: 'x' },
  { type: 'queue-entered', at: 0 },
  { type: 'run-succeeded', at: 0, head: UNDONE },
];

describe('a run whose last commit only undid something', () => {
  it('is not to be merged before CI was green on that commit', () => {
    const done = given(rules, ...rolledBack);
    expect(done.run).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'verifying', head: UNDONE });
    const green = given(rules, ...rolledBack, ciSaid(UNDONE, 'green'));
    expect(types(green.when())).toEqual(['promotion-verified']);
    const red = given(rules, ...rolledBack, ciSaid(UNDONE, 'red'));
    expect(types(red.when())).toEqual(['promotion-blocked']);
  });
});
