import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CommandSeen, Seen } from '../../../src/core/run/observation.ts';
import { BASE, begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const HEAD = sha(2);
const one = { builderAttempts: 1 };
const three = strategy([
  phase('T1.P1', one),
  phase('T1.P2', { ...one, dependsOn: ['T1.P1'] }),
  phase('T1.P3', one),
  phase('T2.P1', one),
]);
const red: readonly RunEvent[] = [
  begun,
  ...pushed(HEAD),
  ciSaid(HEAD, 'red'),
  {
    ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
    evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
  },
];
const failed = [...red, ...eventsIn(given(three, ...red).when())];
const undone: RunEvent = {
  ...{ type: 'phase-undone', at: 0, phase: 'T1.P1', before: HEAD, head: sha(3), tree: sha(9) },
};

describe('a phase that failed', () => {
  it('takes with it what depends on it, and nothing else of its tier', () => {
    expect(types(given(three, ...red).when())).toEqual(['phase-failed', 'phase-skipped']);
    const { run } = given(three, ...failed);
    expect(run.phases.map(({ state }) => state)).toEqual(['FAILED', 'SKIPPED', 'QUEUED', 'QUEUED']);
    expect(run.tiers[0]?.state).toBe('IN_PROGRESS');
  });

  it('is undone before the next one starts', () => {
    const next = given(three, ...failed);
    expect(next.when()).toEqual([{ do: 'undo', phase: 'T1.P1' }]);
    const after = given(three, ...failed, undone);
    expect(after.run).toMatchObject({ head: sha(3), snapshot: sha(3), ciRuns: 2 });
    expect(types(after.when())).toEqual(['queue-entered', 'phase-started']);
  });

  it('blocks the next tier: the run ends when the others are through', () => {
    const skipped: RunEvent = { type: 'phase-skipped', at: 0, phase: 'T1.P3', reason: '' };
    const through = given(three, ...failed, undone, skipped);
    expect(through.run.tiers[0]?.state).toBe('FAILED');
    expect(failure(through.when())).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW attempts_exhausted',
    ]);
  });

  it('ends a safety-critical run at once', () => {
    const strict = { ...three, safetyProfile: 'safety_critical' as const };
    expect(types(given(strict, ...red).when())).toEqual([
      ...['phase-failed', 'phase-skipped', 'run-failed'],
    ]);
  });

  it('ends the run where nothing else of its tier could start', () => {
    const alone = strategy([phase('T1.P1', one), phase('T2.P1')]);
    expect(types(given(alone, ...red).when())).toEqual(['phase-failed', 'run-failed']);
  });

  it('is not undone when people’s commits stand on top of it', () => {
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5), after: BASE },
      commits: [{ sha: sha(5), by: 'bob' }],
    };
    expect(types(given(three, ...red, theirs).when())).toContain('run-failed');
  });

  it('is not undone without a CI run for the commit that would do it', () => {
    const poor = { ...three, run: { ...three.run, ciRunCap: 1 } };
    expect(types(given(poor, ...red).when())).toContain('run-failed');
  });

  it('of a policy ends the run, whatever else could go on', () => {
    const policy = given(three, begun, ...pushed(HEAD), ciSaid(HEAD, 'red'), {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
      evidence: [{ kind: 'policy', attempt: 1, head: HEAD, text: 'out of scope' }],
    });
    expect(failure(policy.when())).toEqual(['DONE_FAILED_POLICY_VIOLATION policy_violation']);
  });
});

/** The same story, of the third phase. */
const ofThird = (events: readonly RunEvent[]): readonly RunEvent[] =>
  JSON.parse(JSON.stringify(events).replaceAll('T1.P1', 'T1.P3')) as readonly RunEvent[];

describe('what a failed phase left on the branch', () => {
  const theirs = { is: 'ahead', head: sha(5), commits: [{ sha: sha(5), by: 'bob' }] } as const;
  const pushedOn = [...failed, ...eventsIn(given(three, ...failed).when({ branch: theirs }))];
  const asked = (
    text: string,
    after: readonly RunEvent[],
    branch: Seen['branch'] = { is: 'as-recorded' },
  ): readonly RunEvent[] => {
    const command: CommandSeen = {
      ...{ id: text, at: 0, actor: { id: 5, login: 'bob' } },
      text: `/autopack ${text}`,
      permission: 'write',
    };
    return eventsIn(given(three, ...after).when({ branch, commands: [command] }));
  };
  const ended = [...pushedOn, ...eventsIn(given(three, ...pushedOn).when())];

  it('is neither undone nor built on when people pushed on top of it', () => {
    expect(pushedOn.at(-1)).toMatchObject({ type: 'branch-advanced', on: 'T1.P1', after: BASE });
    const [end] = eventsIn(given(three, ...pushedOn).when());
    expect(end).toMatchObject({
      type: 'run-failed',
      failure: { reason: 'attempts_exhausted', phase: 'T1.P1' },
    });
    expect(given(three, ...ended).run.head).toBe(sha(5));
  });

  it('is gone on with before another phase is tried again', () => {
    const third = sha(6);
    const over: readonly RunEvent[] = [
      ...[...failed, undone],
      { type: 'queue-entered', at: 0 },
      ...ofThird([begun, ...pushed(third, 1, sha(3)), ciSaid(third, 'red')]),
      { type: 'attempt-failed', at: 0, phase: 'T1.P3', attempt: 1, evidence: [] },
    ];
    const ended3 = [...over, ...eventsIn(given(three, ...over).when())];
    expect(given(three, ...ended3).run).toMatchObject({ head: third, snapshot: sha(3) });
    expect(asked('retry T1.P3', ended3, theirs)[0]).toMatchObject({ accepted: true });
    expect(asked('retry T1.P1', ended3, theirs)[0]).toMatchObject({ accepted: false });
    const both = [...ended3, ...asked('retry T1.P3', ended3)];
    const queued = [...both, ...asked('retry T1.P1', both)];
    expect(eventsIn(given(three, ...queued).when())).toMatchObject([{ phase: 'T1.P3' }]);
  });

  it('is taken with what people pushed on it as the work, when they say so', () => {
    const resumed = asked('resume', ended);
    expect(resumed).toContainEqual(
      expect.objectContaining({ type: 'phase-retried', phase: 'T1.P1', adopt: true }),
    );
    expect(eventsIn(given(three, ...ended, ...resumed).when())).toMatchObject([
      { type: 'phase-started', phase: 'T1.P1' },
    ]);
  });

  it('says nothing about what people push onto a clean branch', () => {
    const clean = [...failed, undone];
    const events = eventsIn(given(three, ...clean).when({ branch: theirs }));
    expect(events).toMatchObject([{ type: 'branch-advanced', after: sha(3) }]);
    expect(events[0]).not.toHaveProperty('on');
    const next = eventsIn(given(three, ...clean, ...events).when());
    expect(next).toMatchObject([{ type: 'queue-entered' }, { phase: 'T1.P3' }]);
  });
});
