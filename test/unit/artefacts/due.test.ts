import { describe, expect, it } from '@jest/globals';
import { rendered } from '../../../src/core/artefacts/render.ts';
import { RunFailure, type RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import { begun, ends, RULES } from '../report/runs.ts';
import { begun as phaseBegun, given, pushed, sha, strategy } from '../run/story.ts';

const RECORDED: RunEvent = {
  ...{ type: 'artefacts-recorded', at: 0, version: 1, tree: sha(7), files: 12 },
};
const DUE = [{ do: 'record-artefacts' }];
const done = (...more: readonly RunEvent[]) =>
  given(strategy(), phaseBegun, ...pushed(sha(2)), ...more);

describe('artefacts', () => {
  it.each(RunFailure.shape.reason.options)('are due when a run ends with %s, once', (reason) => {
    const end = ends({ reason, phase: null }, 0);
    expect(done(end).when()).toEqual(DUE);
    expect(done(end, RECORDED).when()).toEqual([]);
  });

  it('are due again when the run was merged after all', () => {
    const end = ends({ reason: 'cancelled', phase: null }, 0);
    const merged: RunEvent = {
      ...{ type: 'run-promoted', at: 0, head: sha(2), merge: sha(6), verified: false },
    };
    expect(done(end, RECORDED, merged).when()).toEqual(DUE);
    expect(done(end, RECORDED, merged, RECORDED).when()).toEqual([]);
  });

  it('are not written while a run is at work, or twice for one end', () => {
    const end = ends({ reason: 'cancelled', phase: null }, 0);
    expect(() => done(RECORDED)).toThrow('nothing is to be rendered');
    expect(() => done(end, RECORDED, RECORDED)).toThrow('nothing is to be rendered');
  });

  it('are not written into a record that cannot be trusted', () => {
    const end = ends({ reason: 'cancelled', phase: null }, 0);
    expect(done(end).when({ frozen: 'somebody wrote to it' })).toEqual([]);
  });

  it('are there of a run that ended before it had a plan', () => {
    const events = [...begun.slice(0, 1), ends({ reason: 'plan_unusable', phase: null }, 1)];
    const { texts } = rendered({
      ...{ run: fold(undefined, events), strategy: { ...RULES, tiers: [], phases: [] } },
      ...{ plan: 'prose', events },
    });
    const names = [...texts.keys()].map((path) => path.replace('.autonomous_runs/142-1/', ''));
    expect(names).toContain('run_summary.md');
    expect(names).toContain('incident/summary.md');
  });
});
