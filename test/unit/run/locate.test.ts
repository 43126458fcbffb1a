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

  it('that is lost with its worker is settled in full, and made once more', () => {
    const lost = eventsIn(story().when({ now: 10 * MINUTE }));
    expect(lost).toMatchObject([{ type: 'call-lost', hold: own.id, dead: true, again: true }]);
    const { run, when } = story(...lost);
    expect(run.phases[0]).toMatchObject({ state: 'QUEUED', attempt: 0 });
    expect(run.phases[0]).not.toHaveProperty('located');
    expect(run.spent.tokens).toBe(own.tokens);
    const back = eventsIn(when({ now: 10 * MINUTE }));
    const lease = { ...own.lease, until: 12 * MINUTE };
    const second = { ...own, id: '7-1.T1.P1.locator.2', lease };
    const events = [...lost, ...back, { ...asked, at: 10 * MINUTE, hold: second }];
    const asking = story(...events);
    const over = eventsIn(asking.when({ now: 20 * MINUTE }));
    expect(over).toEqual([{ type: 'call-lost', at: 20 * MINUTE, hold: second.id, dead: true }]);
    const without = story(...events, ...over);
    expect(without.run.phases[0]).toMatchObject({ located: [] });
    expect(without.run.spent.tokens).toBe(2 * own.tokens);
    const next = eventsIn(without.when({ now: 20 * MINUTE }));
    const again = story(...events, ...over, ...next);
    expect(again.when({ now: 20 * MINUTE })).toEqual(BUILD);
  });

  it('that is lost otherwise, or by an older engine, is not made again', () => {
    for (const dead of [{ dead: true as const }, {}]) {
      const { run } = story({ type: 'call-lost', at: MINUTE, hold: own.id, ...dead });
      expect(run.phases[0]).toMatchObject({ attempt: 0, located: [] });
    }
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
