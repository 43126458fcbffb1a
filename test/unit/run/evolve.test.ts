import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { evolve, fold } from '../../../src/core/run/evolve.ts';
import { Run } from '../../../src/core/run/run.ts';
import { EVERY } from './every-event.ts';
import { calling, complete, fromStart, HEAD, STORIES } from './stories.ts';
import { BASE, begun, ciSaid, hold, kept, pushed, sha } from './story.ts';

const stories = fc.constantFrom(...Object.values(STORIES));
const tell = (name: string): Run => fold(undefined, STORIES[name] ?? []);

describe('a run', () => {
  it.each(Object.keys(STORIES))('that %s is one that the ledger can hold', (name) => {
    expect(Run.parse(tell(name))).toEqual(tell(name));
  });

  it('is the same each time it is told', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const copy = structuredClone(events) as readonly RunEvent[];
        expect(fold(undefined, copy)).toEqual(fold(undefined, events));
        expect(copy).toEqual(events);
      }),
    );
  });

  it('is the same when it is told in two parts, written down between', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (events, n) => {
        const at = 1 + (n % (events.length - 1));
        const before = Run.parse(JSON.parse(JSON.stringify(fold(undefined, events.slice(0, at)))));
        expect(fold(before, events.slice(at))).toEqual(fold(undefined, events));
      }),
    );
  });

  it('counts its events, and leaves the one before as it was', () => {
    fc.assert(
      fc.property(stories, (events) => {
        let run = fold(undefined, events.slice(0, 1));
        for (const event of events.slice(1)) {
          const frozen = structuredClone(run);
          const next = evolve(run, event);
          expect(run).toEqual(frozen);
          expect(next.seq).toBe(run.seq + 1);
          run = next;
        }
      }),
    );
  });

  it('has at least one event, and begins with its start', () => {
    expect(() => fold(undefined, [])).toThrow('at least one event');
    for (const [type, event] of Object.entries(EVERY))
      if (type !== 'run-started') expect(() => evolve(undefined, event)).toThrow('cannot begin');
  });
});

/** Which kinds of event a run takes in this state; every other one is a broken invariant. */
const taken = (events: readonly RunEvent[]): readonly string[] => {
  const run = fold(undefined, events);
  return Object.values(EVERY).flatMap((event) => {
    try {
      evolve(run, event);
      return [event.type];
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Error') throw error;
      return [];
    }
  });
};

describe('a run takes', () => {
  it('while its first phase is building', () => {
    expect(taken(fromStart)).toMatchSnapshot();
  });

  it('while a call is open', () => {
    expect(taken([...fromStart, calling])).toMatchSnapshot();
  });

  it('while a candidate is judged', () => {
    expect(taken([...fromStart, ...pushed(HEAD)])).toMatchSnapshot();
  });

  it('when it is over', () => {
    expect(taken(STORIES['is cancelled in a call'] ?? [])).toMatchSnapshot();
  });
});

describe('an illegal event', () => {
  const refuses = (events: readonly RunEvent[], event: RunEvent, why: RegExp): void =>
    expect(() => evolve(fold(undefined, events), event)).toThrow(why);

  it.each([
    ['a second start', fromStart, EVERY['run-started'], /starts once/],
    ['a phase that does not exist', fromStart, { ...begun, phase: 'T9.P9' }, /no phase T9\.P9/],
    ['a phase that has begun', fromStart, begun, /no phase starts in PHASE_EXECUTION/],
    ['an attempt out of turn', fromStart, { ...calling, attempt: 2 }, /attempt 2 .* cannot start/],
    ['an answer that nobody waits for', fromStart, kept('x'), /no open hold x/],
    [
      'a lost call that was answered',
      [...fromStart, calling, kept(hold('builder').id)],
      EVERY['call-lost'],
      /no open hold/,
    ],
    ['edits before an answer', fromStart, EVERY['edits-committed'], /cannot go from EXECUTING/],
    [
      'a verdict on an unknown head',
      [...fromStart, ...pushed(HEAD)],
      ciSaid(sha(7), 'green'),
      /no candidate/,
    ],
    [
      'people on top of another head',
      [...fromStart, ...pushed(HEAD)],
      EVERY['branch-advanced'],
      /the branch is at/,
    ],
    [
      'a success in the middle',
      fromStart,
      EVERY['run-succeeded'],
      /cannot go from PHASE_EXECUTION/,
    ],
    [
      'a failure after the end',
      STORIES['is cancelled in a call'] ?? [],
      EVERY['run-failed'],
      /cannot fail/,
    ],
    ['a phase done twice', STORIES['goes well'] ?? [], complete, /cannot go from COMPLETE/],
  ] as const)('is refused: %s', (_what, events, event, why) => {
    refuses(events, event, why);
  });

  it('is a second call while one is open', () => {
    refuses(
      [...fromStart, ...pushed(HEAD), EVERY['audit-started']],
      EVERY['audit-started'],
      /still open/,
    );
  });

  it('is an edit on top of another head than the branch is at', () => {
    const event = { ...EVERY['edits-committed'], before: sha(3) };
    refuses([...fromStart, calling, kept(hold('builder').id)], event, new RegExp(`at ${BASE}`));
  });
});
