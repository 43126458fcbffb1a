import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { verdictWrong } from '../../../src/core/verify/verdicts.ts';
import { given, sha, strategy } from './story.ts';
import { succeeded } from './stories.ts';
import { eventsIn, types } from './told.ts';

const HEAD = sha(2);
const rules = strategy();
const done = succeeded(HEAD);

describe('a branch that people moved back after success', () => {
  const back = { is: 'moved-back', head: sha(7) } as const;
  const later = 10 * 60_000;
  const blocked = eventsIn(given(rules, ...done).when({ branch: back, now: later }));

  it('promises nothing while it is somewhere else, and the same as before once it is back', () => {
    expect(blocked).toMatchObject([{ type: 'promotion-blocked', reason: 'branch_moved_back' }]);
    const stands = given(rules, ...done, ...blocked);
    expect(types(stands.when({ branch: back, now: later }))).not.toContain('promotion-verified');
    const again = eventsIn(stands.when());
    expect(again).toMatchObject([{ type: 'promotion-verified', head: HEAD }]);
    expect(verdictWrong(stands.run, again[0] as RunEvent, rules)).toBeNull();
    expect(given(rules, ...done, ...blocked, ...again).run.promotion).toBe('eligible');
  });

  it('is not believed of a replica that lags', () => {
    expect(types(given(rules, ...done).when({ branch: back, now: 1_000 }))).toEqual([]);
  });
});
