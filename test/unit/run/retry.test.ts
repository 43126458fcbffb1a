import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CommandSeen } from '../../../src/core/run/observation.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { begun, ciSaid, given, hold, kept, MINUTE, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn, types } from './told.ts';

const SAME = 'not ok 4 - adds two numbers: expected 3, got 4 at src/add.ts:17';
const caps = (ciRuns: number, ofRun = ciRuns): Strategy => {
  const base = strategy([phase('T1.P1', { builderAttempts: 2 })]);
  return {
    ...base,
    tiers: base.tiers.map((tier) => ({ ...tier, ciRunCap: ciRuns })),
    run: { ...base.run, ciRunCap: ofRun },
  };
};
const attempt = (n: number): readonly RunEvent[] => [
  ...pushed(sha(n + 1), n, sha(n)),
  ciSaid(sha(n + 1), 'red'),
  {
    ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: n },
    evidence: [{ kind: 'ci', attempt: n, head: sha(n + 1), text: SAME }],
  },
];

/** A run whose two attempts failed, to its end. */
function ended(rules: Strategy, ...tries: readonly RunEvent[]): readonly RunEvent[] {
  const failing = [begun, ...attempt(1), ...attempt(2), ...tries];
  return [...failing, ...eventsIn(given(rules, ...failing).when())];
}

function retry(rules: Strategy, after: readonly RunEvent[], more = 1) {
  const command: CommandSeen = {
    ...{ id: `C-${after.length}`, at: 0, actor: { id: 5, login: 'alice' }, permission: 'write' },
    text: `/autopack retry T1.P1 --attempts ${more}`,
  };
  const events = eventsIn(given(rules, ...after).when({ commands: [command] }));
  const [heard] = events;
  if (heard?.type !== 'command-seen') throw new Error('the command was not heard');
  return { taken: heard.accepted, answer: heard.answer, after: [...after, ...events] };
}

describe('a retry', () => {
  it('is worked on, though the attempts before failed in the same way and took all CI runs', () => {
    const rules = caps(2);
    const asked = retry(rules, ended(rules));
    expect(asked).toMatchObject({ taken: true });
    const begunAgain = [...asked.after, { ...begun, at: 1 }];
    expect(given(rules, ...begunAgain).when()).toEqual([
      { do: 'build', phase: 'T1.P1', attempt: 3 },
    ]);
  });

  it('brings one CI run for each attempt, and no more', () => {
    const rules = caps(2);
    const asked = retry(rules, ended(rules));
    const third = [...asked.after, { ...begun, at: 1 }, ...attempt(3)];
    const after = [...third, ...eventsIn(given(rules, ...third).when())];
    expect(types(given(rules, ...third).when())).toEqual(['phase-failed', 'run-failed']);
    expect(retry(rules, after)).toMatchObject({ taken: true });
  });

  it('is refused where the default branch gives no CI run for it', () => {
    const rules = caps(5, 2);
    expect(retry(rules, ended(rules))).toMatchObject({
      taken: false,
      answer: 'All 2 CI runs of the run are used up. It would end again at once.',
    });
    const one = caps(5, 1);
    expect(retry(one, ended(one))).toMatchObject({
      answer: 'The only CI run of the run is used up. It would end again at once.',
    });
  });

  it('is refused where the phase has had its time', () => {
    const own = hold('builder', { id: 'slow', lease: { worker: 'other', until: 1_000 * MINUTE } });
    const slow: readonly RunEvent[] = [
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 3, hold: own },
      { ...kept(own.id), at: 16 * MINUTE },
      {
        ...{ type: 'edits-refused', at: 16 * MINUTE, phase: 'T1.P1', attempt: 3, gate: [] },
        evidence: { kind: 'refused', attempt: 3, head: null, text: SAME },
      },
    ];
    const rules = { ...caps(9), phases: [phase('T1.P1', { builderAttempts: 3 })] };
    expect(retry(rules, ended(rules, ...slow))).toMatchObject({
      taken: false,
      answer: 'T1.P1: it took more than 15 minutes of active time. It would end again at once.',
    });
  });
});
