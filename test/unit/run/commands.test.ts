import { describe, expect, it } from '@jest/globals';
import type { Permission } from '../../../src/core/permission.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { HEAD, names, rules, say } from './said.ts';
import { audited, BASE, begun, ciSaid, given, pushed, sha } from './story.ts';
import { eventsIn, types } from './told.ts';

describe('/autopack retry', () => {
  it('reopens the run with more attempts, and queues what was skipped with it', () => {
    const { taken, facts, after } = say('retry T1.P1 --attempts 2');
    expect(taken).toBe(true);
    expect(names(facts)).toEqual(['run-reopened', 'phase-retried', 'phase-retried']);
    const { run, when } = given(rules, ...after);
    expect(run).toMatchObject({ state: 'PHASE_QUEUEING', failure: null, reopened: 1 });
    expect(run.phases).toMatchObject([
      { state: 'QUEUED', attempt: 1, extraAttempts: 2 },
      { state: 'QUEUED' },
    ]);
    expect(types(when())).toEqual(['phase-started']);
    const started = given(rules, ...after, { ...begun, at: 1 });
    expect(started.when()).toEqual([{ do: 'build', phase: 'T1.P1', attempt: 2 }]);
  });

  it.each([
    ['retry', 'Name the phase: T1.P1 failed.'],
    ['retry T9.P9', 'Name the phase: T1.P1 failed.'],
    ['retry T1.P2', 'T1.P2 is SKIPPED, not FAILED.'],
    ['retry T1.P1 --attempts 6', '`--attempts` takes a number from 1 to 5.'],
    ['retry T1.P1 again', '`--attempts` takes a number from 1 to 5.'],
  ])('%s is refused', (text, answer) => {
    expect(say(text)).toMatchObject({ taken: false, answer, facts: [] });
  });

  it.each([
    [{ pull: pullIn('closed') }, 'The pull request is closed.'],
    [{ issueOpen: false }, 'The issue is closed.'],
  ])('is refused when it could lead nowhere', (seen, answer) => {
    expect(say('retry T1.P1', { seen })).toMatchObject({ taken: false, answer });
  });

  it('needs write access', () => {
    expect(say('retry T1.P1', { by: 'triage' })).toMatchObject({ taken: false });
  });
});

describe('/autopack resume', () => {
  it('asks for a fix where no attempt is left', () => {
    expect(say('resume')).toMatchObject({
      taken: false,
      answer: 'T1.P1 has no attempt left. Push your fix first, or comment `/autopack retry T1.P1`.',
    });
  });

  it('takes what a person pushed as the work, and has it judged', () => {
    const ahead = { is: 'ahead', head: sha(5), commits: [{ sha: sha(5), by: 'bob' }] } as const;
    const { facts, after } = say('resume', { seen: { branch: ahead } });
    expect(facts).toMatchObject([{ type: 'run-reopened' }, { adopt: true }, { attempts: 0 }]);
    const advanced = eventsIn(given(rules, ...after).when({ branch: ahead }));
    expect(advanced).toMatchObject([{ type: 'branch-advanced', head: sha(5), after: BASE }]);
    const events = [...after, ...advanced, begun];
    const adopting = eventsIn(given(rules, ...events).when());
    expect(adopting).toMatchObject([{ type: 'edits-committed', before: sha(5), head: sha(5) }]);
    const judged = given(rules, ...events, ...adopting);
    expect(judged.run.phases[0]).toMatchObject({ state: 'CI_RUNNING', attempt: 1 });
    expect(judged.run.phases[0]?.adopt).toBeUndefined();
  });

  it('lets a run go on that somebody holds', () => {
    const held = say('hold', { after: [begun] });
    expect(held.taken).toBe(true);
    expect(given(rules, ...held.after).when()).toEqual([]);
    const going = say('resume', { after: held.after });
    expect(names(going.facts)).toEqual(['run-resumed']);
    expect(types(given(rules, ...going.after).when())).toEqual(['build']);
    expect(say('resume', { after: [begun] })).toMatchObject({ answer: 'Nobody holds the run.' });
  });
});

describe('/autopack stop-after', () => {
  it('holds the run at the next boundary', () => {
    const asked = say('stop-after', { after: [begun] });
    const done = given(
      rules,
      ...asked.after,
      ...pushed(HEAD),
      ciSaid(HEAD, 'green'),
      ...audited(HEAD, 'approve'),
      {
        ...{ type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD },
      },
    );
    expect(types(done.when())).toEqual(['queue-entered', 'run-held']);
  });
});

describe('/autopack rollback', () => {
  it('takes the work away and ends, or goes on without it', () => {
    const rolled = say('rollback T1.P1');
    expect(names(rolled.facts)).toEqual(['run-reopened', 'rollback-asked']);
    expect(given(rules, ...rolled.after).when()).toEqual([{ do: 'undo', phase: 'T1.P1' }]);
    const undone: RunEvent = {
      ...{ type: 'phase-undone', at: 0, phase: 'T1.P1', before: HEAD, head: sha(3), tree: sha(9) },
    };
    const [end] = eventsIn(given(rules, ...rolled.after, undone).when());
    expect(end).toMatchObject({ failure: { reason: 'finished_by_person' } });
    const on = say('rollback T1.P1 --continue');
    const next = given(rules, ...on.after, undone);
    expect(types(next.when())).toEqual(['phase-retried', 'phase-skipped']);
  });

  it('leaves people’s commits alone', () => {
    const ahead = { is: 'ahead', head: sha(5), commits: [{ sha: sha(5), by: 'bob' }] } as const;
    expect(say('rollback T1.P1', { seen: { branch: ahead } })).toMatchObject({ taken: false });
  });
});

describe('/autopack budget', () => {
  const allowed: Strategy = {
    ...rules,
    run: { ...rules.run, tokenCap: 1_000_000, costCapMicroUsd: 2_000_000 },
    raise: { needs: 'maintain', maxTokens: 2_000_000, maxMicroUsd: 5_000_000 },
  };
  const ask = (text: string, by: Permission = 'maintain') =>
    say(text, { after: [begun], rules: allowed, by });

  it('raises tokens or money within what the default branch allows', () => {
    expect(ask('budget +$2.50')).toMatchObject({ taken: true, facts: [{ microUsd: 2_500_000 }] });
    expect(ask('budget +200k')).toMatchObject({ taken: true, facts: [{ tokens: 200_000 }] });
    expect(ask('budget +1m').answer).toBe('The run may spend 2,000,000 tokens and $2.00.');
  });

  it.each([
    ['budget +$3.01', '`budget.max_usd` allows $5.00 at the most.'],
    ['budget +1000001', '`budget.max_tokens` allows 2,000,000 tokens at the most.'],
    ['budget 5', 'Say how much: `/autopack budget +$2` or `/autopack budget +200k`.'],
    ['budget', 'Say how much: `/autopack budget +$2` or `/autopack budget +200k`.'],
  ])('%s is refused', (text, answer) => {
    expect(ask(text)).toMatchObject({ taken: false, answer, facts: [] });
  });

  it('needs the permission that the default branch names', () => {
    expect(ask('budget +$1', 'write').answer).toBe('That needs the permission maintain.');
  });

  it('cannot be raised at all where nothing allows it', () => {
    expect(say('budget +1k', { after: [begun], by: 'admin' })).toMatchObject({ taken: false });
  });
});

describe('/autopack dismiss', () => {
  const revised = [begun, ...pushed(HEAD), ciSaid(HEAD, 'green'), ...audited(HEAD, 'revise')];

  it('closes a finding with a reason, and what it blocked goes on', () => {
    expect(types(given(rules, ...revised).when())).toEqual(['attempt-failed']);
    const dismissed = say('dismiss F-1 it is meant to be so', { after: revised });
    expect(dismissed.facts).toMatchObject([{ finding: 'F-1', reason: 'it is meant to be so' }]);
    expect(types(given(rules, ...dismissed.after).when())).toEqual(['phase-completed']);
  });

  it.each([
    ['dismiss F-1', 'Say why: `/autopack dismiss F-1 <reason>`.'],
    ['dismiss F-9 no', 'There is no finding F-9.'],
  ])('%s is refused', (text, answer) => {
    expect(say(text, { after: revised })).toMatchObject({ taken: false, answer });
  });
});

describe('the others', () => {
  it('finish ends the run and says who did', () => {
    expect(say('finish', { after: [begun] }).facts).toMatchObject([
      {
        failure: {
          reason: 'finished_by_person',
          detail: 'Finished by alice: what is complete stays.',
        },
      },
    ]);
    expect(say('finish')).toMatchObject({ taken: false });
  });

  it('explain tells anybody about a phase or a finding', () => {
    expect(say('explain T1.P1', { by: 'read' }).answer).toContain('T1.P1 is FAILED, try 1 of 1');
    expect(say('plan', { by: 'read' }).answer).not.toContain('write access');
    expect(say('run', { by: 'read' }).answer).toContain('write access');
    expect(say('explain X').answer).toBe('There is no phase or finding X.');
  });
});

function pullIn(state: 'open' | 'closed'): Seen['pull'] {
  return {
    ...{ number: 8, state, draft: true, head: HEAD, title: '', body: '' },
    ...{ mergeCommit: null, mergeable: 'unknown' },
  };
}
