import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { begun, given, hold, kept, MINUTE, strategy } from './story.ts';
import { eventsIn } from './told.ts';

const own = hold('builder', { id: '7-1.T1.P1.locator.1', role: 'locator' });
const asked: RunEvent = { type: 'locate-started', at: 0, phase: 'T1.P1', hold: own };
const said: RunEvent = { type: 'files-located', at: 0, phase: 'T1.P1', paths: ['src/a.ts'] };
const BUILD = [{ do: 'build', phase: 'T1.P1', attempt: 1 }];
const story = (...events: readonly RunEvent[]) => given(strategy(), begun, asked, ...events);

describe('the call about files', () => {
  it('is concluded, and then the Builder is asked, in its first attempt', () => {
    const answered = story(kept(own.id));
    expect(answered.when()).toEqual([{ do: 'conclude-locate', phase: 'T1.P1' }]);
    const { run, when } = story(kept(own.id), said);
    expect(run.phases[0]).toMatchObject({ state: 'EXECUTING', attempt: 0, located: ['src/a.ts'] });
    expect(run.call).toBeNull();
    expect(run.spentBy).toMatchObject({ 'locator:m': { tokens: 1_000, calls: 1 } });
    expect(when()).toEqual(BUILD);
  });

  it('that is lost is settled in full, and the Builder is asked without it', () => {
    const lost = eventsIn(story().when({ now: 10 * MINUTE }));
    expect(lost).toMatchObject([{ type: 'call-lost', hold: own.id }]);
    const { run, when } = story(...lost);
    expect(run.phases[0]).toMatchObject({ state: 'QUEUED', attempt: 0, located: [] });
    expect(run.spent.tokens).toBe(own.tokens);
    const again = story(...lost, ...eventsIn(when({ now: 10 * MINUTE })));
    expect(again.when({ now: 10 * MINUTE })).toEqual(BUILD);
  });

  it('that is declined costs nothing, and the Builder is asked without it after the pause', () => {
    const declined: RunEvent = {
      ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'capacity', detail: 'no quota' },
      ...{ retryAt: 2 * MINUTE, declined: 1 },
    };
    const { run, when } = story(declined);
    expect(run.phases[0]).toMatchObject({ state: 'EXECUTING', attempt: 0, located: [] });
    expect(run.spent.tokens).toBe(0);
    expect(when({ now: MINUTE })).toEqual([]);
    expect(when({ now: 2 * MINUTE })).toEqual(BUILD);
  });

  it('is made once a phase, while it is built, and answered once', () => {
    const again: RunEvent = { ...asked, hold: { ...own, id: '7-1.T1.P1.locator.2' } };
    expect(() => story(kept(own.id), said, again)).toThrow('nobody is asked about the files');
    expect(() => given(strategy(), asked)).toThrow('nobody is asked about the files');
    expect(() => story(said)).toThrow('nobody was asked about the files');
    expect(() => given(strategy(), begun, said)).toThrow('nobody was asked about the files');
  });
});
