import { describe, expect, it } from '@jest/globals';
import { simulate } from '../../sim/simulate.ts';
import type { Outcome } from '../../sim/stage.ts';
import { canonical, storyOf } from '../../sim/swarm.ts';
import { CALM, weatherOf } from '../../sim/weather.ts';

const faultsIn = ({ faults }: Outcome): readonly string[] => faults.map(({ fault }) => fault);
const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

describe('the weather of the simulation', () => {
  it('makes a share of the seeds runs of a workflow’s token', () => {
    const tokens = SEEDS.filter((seed) => weatherOf(seed).identity === 'token');
    expect(tokens.length).toBeGreaterThan(20);
    expect(tokens.length).toBeLessThan(60);
  });

  it('lets a token’s run start its CI by hand, once for each head', async () => {
    const story = canonical([]);
    const outcome = await simulate({ ...story, weather: { ...CALM, identity: 'token' } });
    expect(outcome).toMatchObject({ violation: null, terminal: 'DONE_SUCCESS' });
    expect(outcome.methods.filter((method) => method === 'forge.dispatchWorkflow')).toHaveLength(3);
    expect((await simulate(story)).methods).not.toContain('forge.dispatchWorkflow');
  });

  it.each(['stale-read', 'limited'] as const)('a %s at any call ends as well', async (fault) => {
    const { methods } = await simulate(canonical([]));
    for (const n of [2, 20, 60, 120].filter((at) => at < methods.length)) {
      const outcome = await simulate(canonical([{ n, fault }]));
      expect(outcome).toMatchObject({ violation: null, terminal: 'DONE_SUCCESS' });
    }
  });

  it('holds everybody of an installation back while it is limited', async () => {
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line);
    await simulate(canonical([{ n: 20, fault: 'limited' }], say));
    const held = lines.filter((line) => line.includes('puts off: GitHub asked us to slow down'));
    // Both processes, once each: whoever was told waits as long as it was told to.
    expect(new Set(held).size).toBe(2);
    expect(held.length).toBeLessThan(4);
  });

  it('lags, limits, delays and doubles in the swarm', async () => {
    const seen = new Set<string>();
    let hints = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { late, doubled } = weatherOf(seed);
      hints += late > 0 && doubled > 0 ? 1 : 0;
      const outcome = await simulate(storyOf(seed));
      expect(outcome.violation).toBeNull();
      for (const fault of faultsIn(outcome)) seen.add(fault);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['stale-read', 'limited', 'fail-after']));
    expect(hints).toBeGreaterThan(5);
  }, 60_000);
});
