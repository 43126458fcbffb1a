import { describe, expect, it } from '@jest/globals';
import { faultsOf, listed } from '../../sim/faults.ts';
import { shrink } from '../../sim/shrink.ts';
import { simulate } from '../../sim/simulate.ts';
import { canonical, oldStoryOf, storyOf } from '../../sim/swarm.ts';
import { CALM } from '../../sim/weather.ts';

/** Seeds that once broke a rule, with what happens in them; before there was weather. */
const CALM_REGRESSIONS: readonly (readonly [seed: number, what: string])[] = [
  [13, 'a plan edited after its label starts nothing'],
  [23, 'a review posted by two processes is healed'],
  [555, 'a ledger is tampered with, then deleted'],
  [557, 'a ledger is deleted for good'],
  [610, 'a pull request is closed while it is opened'],
  [623, 'the ledger of a run that is over is deleted'],
  [646, 'a cancel comes in the middle of a model call'],
];
const REGRESSIONS: typeof CALM_REGRESSIONS = [
  [46, 'a run waits days for its branch to be put back'],
  [115, 'replicas that lag make a ledger look deleted in a planning call'],
  [270, 'the same, and the run goes on afterwards'],
];
/** Since people command, mend and move branches. */
const TODAYS_REGRESSIONS: typeof CALM_REGRESSIONS = [
  [234, 'a phase is rolled back that another one waits for'],
  [807, 'a run whose ledger was put back is to be reopened'],
  [863, 'the same, after an answer was lost'],
  [1538, 'people push between a phase being given up and a retry'],
  [301_462, 'the incident of a run that was reopened stands twice'],
  [308_798, 'the last commit of a run only undid something'],
  [307_184, 'the branch is moved back when all was ready'],
  [309_854, 'the ledger is deleted before anything was shown'],
  [340_706, 'a pass that looks at an old world wants jobs run again'],
  [502_753, 'ledger and branch are deleted, and the label starts it again'],
  [509_158, 'two processes make the same issue of the backlog'],
  [333_091, 'a review stands on lines that are in the base by now'],
];

describe('the simulation', () => {
  it.each(CALM_REGRESSIONS)('seed %i breaks no rule: %s', async (seed) => {
    expect((await simulate(oldStoryOf(seed, CALM))).violation).toBeNull();
  });

  it.each(REGRESSIONS)('seed %i breaks no rule: %s', async (seed) => {
    expect((await simulate(oldStoryOf(seed))).violation).toBeNull();
  });

  it.each(TODAYS_REGRESSIONS)('seed %i of today breaks no rule: %s', async (seed) => {
    expect((await simulate(storyOf(seed))).violation).toBeNull();
  });

  it('breaks no rule in the first hundred seeds', async () => {
    const broken: string[] = [];
    for (let seed = 1; seed <= 100; seed += 1) {
      const { violation } = await simulate(storyOf(seed));
      if (violation !== null) broken.push(`${seed}: ${violation}`);
    }
    expect(broken).toEqual([]);
  }, 60_000);

  it('tells the same story for the same seed', async () => {
    const tell = async (): Promise<readonly string[]> => {
      const lines: string[] = [];
      await simulate(storyOf(28, (line) => lines.push(line)));
      return lines;
    };
    const first = await tell();
    expect(first.length).toBeGreaterThan(100);
    expect(await tell()).toEqual(first);
  });

  it('ends well after a crash before and after each write of the canonical run', async () => {
    const { methods, violation } = await simulate(canonical([]));
    expect(violation).toBeNull();
    const broken: string[] = [];
    for (const [index, method] of methods.entries())
      for (const fault of faultsOf(method).filter((one) => one === 'crash-after')) {
        const outcome = await simulate(canonical([{ n: index + 1, fault }]));
        if (outcome.violation !== null || outcome.terminal !== 'DONE_SUCCESS')
          broken.push(`${method} ${index + 1}: ${outcome.terminal} ${outcome.violation ?? ''}`);
      }
    expect(broken).toEqual([]);
  }, 60_000);

  it('shrinks a failure to the faults that it takes', async () => {
    const placed = [1, 2, 3, 4, 5].map((n) => ({ n, fault: 'pause' as const }));
    const judge = async (faults: readonly { readonly n: number }[]) => ({
      ...{ terminal: '', calls: 0, crashes: 0, methods: [], faults: placed, facts: new Map() },
      violation: [2, 5].every((n) => faults.some((fault) => fault.n === n)) ? 'I1 x: y' : null,
    });
    const small = await shrink(await judge(placed), judge);
    expect(small.map(({ n }) => n)).toEqual([2, 5]);
  });

  it('gives each call the fault that the list has for it', () => {
    const plan = listed([{ n: 3, fault: 'pause' }]);
    expect([plan({ n: 2, method: 'x' }), plan({ n: 3, method: 'x' })]).toEqual([
      undefined,
      'pause',
    ]);
  });
});
