import { describe, expect, it } from '@jest/globals';
import { faultsOf, isRead } from '../../sim/faults.ts';
import { PROSE } from '../../sim/prose.ts';
import { simulate } from '../../sim/simulate.ts';
import { canonical } from '../../sim/swarm.ts';
import type { Story } from '../../sim/stage.ts';
import type { PlacedFault } from '../../sim/faults.ts';

const story = (faults: readonly PlacedFault[]): Story => ({ ...canonical(faults), plan: PROSE });

describe('a simulated issue of prose', () => {
  it('becomes a merged run', async () => {
    const { violation, terminal } = await simulate(story([]));
    expect({ violation, terminal }).toEqual({ violation: null, terminal: 'DONE_SUCCESS' });
  });

  it('survives a death and a lost reply at every write before the first phase', async () => {
    const { methods } = await simulate(story([]));
    const first = methods.indexOf('models.call');
    const until = methods.indexOf('models.call', first + 1);
    expect(until).toBeGreaterThan(first);
    const broken: string[] = [];
    for (const [index, method] of methods.slice(0, until).entries())
      for (const fault of faultsOf(method).filter(
        (one) => !isRead(method) && one.endsWith('-after'),
      )) {
        const { violation, terminal } = await simulate(story([{ n: index + 1, fault }]));
        if (violation !== null || terminal !== 'DONE_SUCCESS')
          broken.push(`${fault} at ${index + 1} ${method}: ${violation ?? terminal}`);
      }
    expect(broken).toEqual([]);
  }, 60_000);
});
