import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { MAX_REFUSALS } from '../../../src/core/run/recovery.ts';
import { begun, given, hold, pushed, sha, strategy } from './story.ts';
import { succeeded } from './stories.ts';
import { failure, types } from './told.ts';

const rules = strategy();
const HEAD = sha(2);
const by = { id: 5, login: 'alice' };
const reopened: RunEvent = { type: 'run-reopened', at: 0, by };
const failed = (reason: 'provider_unavailable' | 'ci_wait'): RunEvent => ({
  ...{ type: 'run-failed', at: 0 },
  failure: { state: 'DONE_FAILED_ENVIRONMENT', reason, detail: '', phase: null },
});
const declined = Array.from({ length: MAX_REFUSALS }, (_, n): readonly RunEvent[] => {
  const own = hold('builder', { id: `b${n}` });
  return [
    { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
    {
      ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'transient', detail: 'busy' },
      retryAt: 600_000,
    },
  ];
}).flat();

describe('a run that is reopened', () => {
  it('asks the provider that declined anew, and at once', () => {
    const gaveUp = given(rules, begun, ...declined);
    expect(failure(gaveUp.when())).toEqual(['DONE_FAILED_ENVIRONMENT provider_unavailable']);
    const retried: RunEvent = { type: 'phase-retried', at: 0, phase: 'T1.P1', attempts: 0 };
    const over = [begun, ...declined, failed('provider_unavailable')];
    const again = given(rules, ...over, reopened, retried);
    expect(again.run).toMatchObject({ refusals: 0, retryAt: null, failure: null });
    expect(types(again.when())).toEqual(['phase-started']);
    expect(types(given(rules, ...over, reopened, retried, begun).when())).toEqual(['build']);
  });

  it('says how often that was', () => {
    const twice = [failed('ci_wait'), reopened, failed('ci_wait'), reopened];
    expect(given(rules, begun, ...twice).run.reopened).toBe(2);
  });

  it.each<[string, readonly RunEvent[]]>([
    ['has not ended', []],
    ['succeeded', succeeded(HEAD).slice(1)],
    [
      'was merged',
      [
        ...[...pushed(HEAD), failed('ci_wait')],
        { type: 'run-promoted', at: 0, head: HEAD, merge: sha(9), verified: false },
      ],
    ],
  ])('is none that %s', (_, events) => {
    expect(() => given(rules, begun, ...events)).not.toThrow();
    expect(() => given(rules, begun, ...events, reopened)).toThrow('not reopened');
  });
});
