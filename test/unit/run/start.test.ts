import { describe, expect, it } from '@jest/globals';
import type { CommentByOthers, IssueSeen, TriggerSeen } from '../../../src/core/run/observation.ts';
import { askedOf, editedSince } from '../../../src/core/run/start.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { begun, given, MINUTE, strategy } from './story.ts';

const alice = { id: 5, login: 'alice' };
const label = (at: number, id = 'L9'): TriggerSeen => ({ id, kind: 'label', at, actor: alice });
const comment = (
  body: string,
  at: number,
  more: Partial<CommentByOthers> = {},
): CommentByOthers => ({
  ...{ id: `C${at}`, databaseId: at, at, edited: false, author: alice, body },
  ...more,
});
const issue = (more: Partial<IssueSeen> = {}): IssueSeen => ({
  ...{ number: 7, nodeId: 'I7', title: 'A plan', body: '# Plan', open: true, locked: false },
  ...{ labels: [], textEditedAt: null, labelled: null, commands: [], ours: [] },
  ...more,
});
const labelled = (at: number, more: Partial<IssueSeen> = {}): IssueSeen =>
  issue({ labels: ['autopack:run'], labelled: label(at), ...more });

const open: Run = given(strategy(), begun).run;
const over: Run = {
  ...open,
  ...{ state: 'DONE_SUCCESS', startedAt: 10 * MINUTE + 400, trigger: { ...label(0, 'L1') } },
};

describe('an issue', () => {
  it('that nobody asked anything of asks for nothing', () => {
    expect(askedOf(issue(), null, null)).toEqual({ is: 'nothing' });
    expect(askedOf(issue({ commands: [comment('/autopack status', 5)] }), null, null)).toEqual({
      is: 'nothing',
    });
  });

  it('with the label asks for a run', () => {
    expect(askedOf(labelled(5), null, null)).toEqual({ is: 'run', trigger: label(5) });
  });

  it('whose label was taken off again asks for nothing', () => {
    expect(askedOf(issue({ labelled: label(5) }), null, null)).toEqual({ is: 'nothing' });
  });

  it('whose label a bot put on has it taken off', () => {
    expect(askedOf(labelled(5, { labelled: null }), null, null)).toEqual({ is: 'label-left' });
  });

  it.each([
    ['/autopack run', 'run'],
    ['/autopack plan', 'check'],
  ])('with the comment %s asks for a %s', (body, is) => {
    const trigger = { id: 'C5', kind: 'command', at: 5, actor: alice };
    expect(askedOf(issue({ commands: [comment(body, 5)] }), null, null)).toEqual({ is, trigger });
  });

  it('goes by the newest wish for a run, even if somebody asks for a check after it', () => {
    const both = labelled(5, {
      commands: [comment('/autopack plan', 9), comment('/autopack run', 3)],
    });
    expect(askedOf(both, null, null)).toMatchObject({ is: 'run', trigger: { id: 'L9' } });
    // Once the run was refused, the question that came after it is the newest.
    expect(askedOf(both, null, 'L9')).toMatchObject({ is: 'check', trigger: { id: 'C9' } });
    expect(askedOf(issue({ commands: both.commands }), null, 'C9')).toEqual({
      is: 'recheck',
      trigger: 'C9',
    });
  });

  it('does not hear a comment that was edited', () => {
    const edited = comment('/autopack run', 5, { edited: true });
    expect(askedOf(issue({ commands: [edited] }), null, null)).toEqual({ is: 'nothing' });
  });

  it.each([{ open: false }, { locked: true }])('that is %j asks for nothing', (more) => {
    expect(askedOf(labelled(5, more), null, null)).toEqual({ is: 'nothing' });
  });
});

describe('an issue whose plan was refused', () => {
  it('has its text checked again', () => {
    expect(askedOf(issue(), null, 'L9')).toEqual({ is: 'recheck', trigger: 'L9' });
  });

  it('loses the label that was refused', () => {
    expect(askedOf(labelled(5), null, 'L9')).toEqual({ is: 'label-left' });
  });

  it('can be asked anew', () => {
    const again = labelled(5, { commands: [comment('/autopack run', 9)] });
    expect(askedOf(again, null, 'L9')).toMatchObject({ is: 'run', trigger: { id: 'C9' } });
  });
});

describe('an issue with a run', () => {
  it('asks for nothing more while it is at work, and loses the label', () => {
    const asks = { commands: [comment('/autopack run', 90 * MINUTE)] };
    expect(askedOf(issue(asks), open, null)).toEqual({ is: 'nothing' });
    expect(askedOf(labelled(90 * MINUTE, asks), open, null)).toEqual({ is: 'label-left' });
  });

  it('that is over asks for another', () => {
    expect(askedOf(labelled(90 * MINUTE), over, null)).toMatchObject({ is: 'run' });
  });

  it('does not start again from what started it', () => {
    const same = labelled(90 * MINUTE, { labelled: label(90 * MINUTE, 'L1') });
    expect(askedOf(same, over, null)).toEqual({ is: 'label-left' });
  });

  it('does not start again from a command that it heard', () => {
    const heard = { ...over, commands: [`C${90 * MINUTE}`] };
    const commands = [comment('/autopack run', 90 * MINUTE)];
    expect(askedOf(issue({ commands }), heard, null)).toEqual({ is: 'nothing' });
  });

  it('does not start again from what was asked before it began', () => {
    expect(
      askedOf(issue({ commands: [comment('/autopack run', 9 * MINUTE)] }), over, null),
    ).toEqual({ is: 'nothing' });
  });

  it('hears what was asked in the second in which it began, since GitHub tells no parts of one', () => {
    expect(
      askedOf(issue({ commands: [comment('/autopack run', 10 * MINUTE)] }), over, null),
    ).toMatchObject({ is: 'run' });
  });

  it('is not checked again for the trigger that became the run', () => {
    expect(askedOf(issue(), over, 'L1')).toEqual({ is: 'nothing' });
    expect(askedOf(issue(), over, 'L9')).toEqual({ is: 'recheck', trigger: 'L9' });
  });
});

describe('a text', () => {
  const edited = (textEditedAt: number | null): boolean =>
    editedSince(issue({ textEditedAt }), label(5_000));

  it('that was never edited is the one that was asked for', () => {
    expect(edited(null)).toBe(false);
  });

  it('that was edited before is the one that was asked for', () => {
    expect(edited(4_000)).toBe(false);
  });

  it('that was edited in the same second or later may be another', () => {
    expect([edited(5_000), edited(6_000)]).toEqual([true, true]);
  });
});
