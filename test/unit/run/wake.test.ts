import { describe, expect, it } from '@jest/globals';
import { wakeTime } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import { succeeded } from './stories.ts';
import { begun, given, hold, kept, MINUTE, pushed, sha, strategy, world } from './story.ts';

const rules = strategy();
const HEAD = sha(2);
const HOUR = 60 * MINUTE;
const own = hold('builder');
const calling: RunEvent = { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own };
const declined: RunEvent = {
  ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'transient', detail: 'busy' },
  retryAt: 3 * MINUTE,
};
const held: RunEvent = { type: 'run-held', at: 2 * MINUTE, by: 'alice' };
const pushedOn: RunEvent = {
  ...{ type: 'branch-advanced', at: 5 * MINUTE, before: HEAD, head: sha(3), after: HEAD },
  commits: [{ sha: sha(3), by: 'alice' }],
};
const pushedAt0 = [begun, ...pushed(HEAD)];
const gate: RunEvent = {
  ...{ type: 'ci-gate-started', at: MINUTE, phase: 'T1.P1', head: HEAD, attempt: 1 },
  refused: null,
};
const gone = { branch: { is: 'gone' } } as const;
const back = { branch: { is: 'moved-back', head: sha(9) } } as const;

const wakes = (events: readonly RunEvent[], seen: Partial<Seen> = {}): number | null =>
  wakeTime(given(rules, ...events).run, rules, world(seen));

describe('time alone changes something', () => {
  it.each<[string, readonly RunEvent[], Partial<Seen>, number | null]>([
    ['when the lease of an open call runs out', [begun, calling], {}, 10 * MINUTE],
    ['not while an answer is there', [begun, calling, kept(own.id)], {}, null],
    ['when a provider may be asked again', [begun, calling, declined], {}, 3 * MINUTE],
    ['not for a time that is over', [begun, calling, declined], { now: 3 * MINUTE }, null],
    ['when a branch that is gone is believed', [begun], { ...gone, now: 0 }, MINUTE],
    ['when one that was moved back is', [begun], { ...back, now: 0 }, MINUTE],
    ['when nobody came to a held run', [begun, held], {}, 2 * MINUTE + 48 * HOUR],
    ['first for what comes first', [begun, calling, declined, held], {}, 3 * MINUTE],
    ['when CI has settled', pushedAt0, {}, 2 * MINUTE],
    ['then when it must have registered', pushedAt0, { now: 2 * MINUTE }, 10 * MINUTE],
    ['and when it has taken too long', pushedAt0, { now: 10 * MINUTE }, 48 * HOUR],
    [
      'when a gate workflow must have shown',
      [...pushedAt0, gate],
      { now: 10 * MINUTE },
      11 * MINUTE,
    ],
    ['never where the ledger is not believed', [begun, calling], { frozen: 'no' }, null],
    ['never for a run that is over', succeeded(HEAD), {}, null],
    [
      'for a head that came after it',
      [...succeeded(HEAD), pushedOn],
      { now: 6 * MINUTE },
      7 * MINUTE,
    ],
  ])('%s', (_, events, seen, at) => expect(wakes(events, seen)).toBe(at));
});
