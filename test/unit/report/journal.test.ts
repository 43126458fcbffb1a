import { describe, expect, it } from '@jest/globals';
import { describeEvent } from '../../../src/core/report/journal.ts';
import { MOMENTS } from './moments.ts';
import { EVERY } from '../run/every-event.ts';
import { at, begun } from './runs.ts';

const texts = (name: keyof typeof MOMENTS): readonly string[] =>
  MOMENTS[name].journal.map(({ text }) => text);

describe('the journal', () => {
  it('tells a run that fails', () => {
    expect(texts('out of attempts')).toMatchSnapshot();
  });

  it('tells of people', () => {
    expect(texts('changed by people').at(-1)).toBe('people pushed 1 commit, branch at e1e1e1e');
    expect(texts('merged').at(-1)).toBe('merged as d1d1d1d');
    expect(texts('closed').at(-1)).toBe('pull request closed without a merge');
  });

  it('says when a head was merged that nobody verified', () => {
    const event = {
      type: 'run-promoted',
      at: at(1),
      head: '1'.repeat(40),
      merge: '2'.repeat(40),
    } as const;
    expect(describeEvent({ ...event, verified: false })).toContain('(head was not verified)');
  });

  it('never takes more than a line of the ledger has room for', () => {
    const [first] = begun;
    if (first?.type !== 'run-started') throw new Error('a story begins with its start');
    const long = {
      ...first,
      base: { ...first.base, branch: `${'x'.repeat(150)}${'😀'.repeat(200)}` },
    };
    expect(describeEvent(long).length).toBeLessThanOrEqual(200);
    expect(describeEvent(long).isWellFormed()).toBe(true);
  });

  it('has words for every event there is', () => {
    expect(Object.values(EVERY).map((event) => describeEvent(event, 2))).toMatchSnapshot();
  });
});
