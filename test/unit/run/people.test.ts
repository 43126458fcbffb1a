import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CommandSeen, PullSeen, Seen } from '../../../src/core/run/observation.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import { hearPeople } from '../../../src/core/run/people.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { audited, begun, ciSaid, given, pushed, sha, strategy, world } from './story.ts';

const HEAD = sha(2);
const working = given(strategy(), begun, ...pushed(HEAD)).run;
const done = given(
  strategy(),
  ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'green'), ...audited(HEAD, 'approve')],
  { type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD },
  { type: 'run-succeeded', at: 0, head: HEAD },
).run;

const says = (text: string, mayWrite = true, id = 'C1'): CommandSeen => ({
  ...{ id, at: 0, actor: { id: 5, login: 'alice' }, text },
  permission: mayWrite ? 'write' : 'read',
});
const pull = (more: Partial<PullSeen> = {}): PullSeen => ({
  ...{ number: 8, state: 'open', draft: false, head: HEAD, title: '', body: '' },
  ...{ mergeCommit: null, mergeable: 'yes' },
  ...more,
});
const mergedAs = (head: string): PullSeen => pull({ state: 'merged', head, mergeCommit: sha(9) });

const heard = (run: Run, seen: Partial<Seen>): readonly RunEvent[] | null =>
  hearPeople(run, strategy(), world(seen))?.flatMap((action) =>
    action.do === 'record' ? action.events : [],
  ) ?? null;
const answerTo = (run: Run, text: string, mayWrite = true) =>
  heard(run, { commands: [says(text, mayWrite)] })?.map((event) =>
    event.type === 'command-seen'
      ? `${event.accepted ? 'yes' : 'no'}: ${event.answer}`
      : event.type,
  );

describe('a command', () => {
  it.each([
    ['/autopack cancel', true, ['yes: Cancelled by alice.', 'run-failed']],
    ['/autopack cancel', false, ['no: That needs write access to this repository.']],
    ['/autopack run', false, ['no: That needs write access to this repository.']],
    ['/autopack run', true, ['no: Run 7-1 is at work.']],
    ['/autopack plan', true, ['no: Run 7-1 is at work.']],
    ['/autopack status', false, ['yes: The status comment says it all.']],
    ['/autopack cancle', true, ['no: There is no such command. Did you mean `/autopack cancel`?']],
    ['/autopack polka', true, ['no: There is no such command. Try `/autopack help`.']],
    [
      '/autopack help',
      false,
      [
        'yes: Commands: run, cancel, finish, hold, resume, stop-after, retry, rollback, budget, dismiss, plan, verify, status, explain, help.',
      ],
    ],
    ['/autopak retyr T1.P1', true, ['no: Not a command. Did you mean `/autopack retry`?']],
    ['hello', true, ['no: Not a command. Try `/autopack help`.']],
  ])('%s, by somebody who may write: %s', (text, mayWrite, answer) => {
    expect(answerTo(working, text, mayWrite)).toEqual(answer);
  });

  it('to cancel what is over changes nothing', () => {
    expect(answerTo(done, '/autopack cancel')).toEqual(['no: Run 7-1 is over already.']);
    expect(answerTo(done, '/autopack run')).toEqual(['no: Run 7-1 is over. Say it on its issue.']);
  });

  it('is answered one at a time, and once', () => {
    const commands = [says('/autopack status', true, 'C1'), says('/autopack cancel', true, 'C2')];
    const first = heard(working, { commands }) ?? [];
    expect(first).toMatchObject([{ id: 'C1' }]);
    const second = heard(fold(working, first), { commands }) ?? [];
    expect(second).toMatchObject([{ id: 'C2' }, { type: 'run-failed' }]);
    expect(heard(fold(fold(working, first), second), { commands })).toBeNull();
  });

  it('comes before a closed issue', () => {
    const seen = { commands: [says('/autopack cancel')], issueOpen: false };
    expect(heard(working, seen)).toMatchObject([
      { id: 'C1' },
      { failure: { reason: 'cancelled' } },
    ]);
  });
});

describe('a run at work', () => {
  it('goes on while nobody does anything', () => {
    expect(hearPeople(working, strategy(), world({ pull: pull() }))).toBeNull();
  });

  it('ends when its pull request is closed', () => {
    expect(heard(working, { pull: pull({ state: 'closed' }) })).toMatchObject([
      { type: 'run-failed', failure: { reason: 'pr_closed' } },
    ]);
  });

  it('ends when somebody merges early, and the record says that it was not verified', () => {
    const events = heard(working, { pull: mergedAs(HEAD) }) ?? [];
    expect(events).toMatchObject([
      { type: 'run-failed', failure: { reason: 'pr_closed' } },
      { type: 'run-promoted', head: HEAD, verified: false },
    ]);
    expect(
      hearPeople(fold(working, events), strategy(), world({ pull: mergedAs(HEAD) })),
    ).toBeNull();
  });
});

describe('a run that succeeded', () => {
  it('waits for a person', () => {
    expect(hearPeople(done, strategy(), world({ pull: pull() }))).toBeNull();
  });

  it('is promoted by the merge of its verified head, and closes its issue once', () => {
    const events = heard(done, { pull: mergedAs(HEAD) }) ?? [];
    expect(events).toMatchObject([{ type: 'run-promoted', verified: true }]);
    const promoted = fold(done, events);
    const after = { pull: mergedAs(HEAD) };
    expect(hearPeople(promoted, strategy(), world(after))).toEqual([{ do: 'close-issue' }]);
    expect(hearPeople(promoted, strategy(), world({ ...after, issueOpen: false }))).toBeNull();
  });

  it('is merged unverified when the head was another', () => {
    expect(heard(done, { pull: mergedAs(sha(7)) })).toMatchObject([{ verified: false }]);
  });

  it('is not verified any more when somebody pushed, even if that is merged', () => {
    const branch = { is: 'ahead', head: sha(5), commits: [{ sha: sha(5), by: 'bob' }] } as const;
    const events = heard(done, { pull: pull({ head: sha(5) }), branch }) ?? [];
    expect(events).toMatchObject([{ type: 'branch-advanced', head: sha(5) }]);
    const verifying = fold(done, events);
    expect(verifying.promotion).toBe('verifying');
    expect(heard(verifying, { pull: mergedAs(sha(5)) })).toMatchObject([{ verified: false }]);
  });

  it('that is closed without a merge is left alone, but a later merge is written down', () => {
    const closed = fold(done, heard(done, { pull: pull({ state: 'closed' }) }) ?? []);
    expect(closed.promotion).toBe('closed');
    expect(hearPeople(closed, strategy(), world({ pull: pull({ state: 'closed' }) }))).toBeNull();
    expect(heard(closed, { pull: mergedAs(HEAD) })).toMatchObject([{ type: 'run-promoted' }]);
  });
});
