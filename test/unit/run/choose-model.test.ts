import { describe, expect, it } from '@jest/globals';
import { phaseNow, plannerNow } from '../../../src/engine/choose-model.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import { replan } from '../../../src/engine/replan.ts';
import type { ModelRequest } from '../../../src/ports.ts';
import { begun, given, phase, strategy } from './story.ts';

const FALLBACK = ['B', 'S', 'X'];

describe('who gives two opinions', () => {
  const of = (model: string) => ({ model, because: '' });
  const now = (declines: string[], models = 'BAS', fallback = FALLBACK, part?: string) => {
    const [builder = '', auditor = '', second = ''] = models;
    const choice = { builder: of(builder), auditor: of(auditor), secondAuditor: of(second) };
    const rules = { ...strategy([phase('T1.P1', choice)]), fallback };
    const { run } = given(rules, begun);
    const declined = {
      phase: 'T1.P1',
      models: Object.fromEntries(declines.map((model) => [model, 3])),
    };
    const phases = run.phases.map((one) =>
      part === undefined ? one : { ...one, candidates: [{ part: { model: part } } as never] },
    );
    const is = phaseNow({ strategy: rules, run: () => ({ ...run, phases, declined }) }, 'T1.P1');
    return `${is.builder.model}${is.auditor.model}${is.secondAuditor?.model ?? ''}`;
  };

  it('are two models, whoever declines, as long as there are two', () => {
    expect(now([])).toBe('BAS');
    expect(now(['A'])).toBe('BXS');
    expect(now(['A', 'X'])).toBe('BSB');
    expect(now(['S'])).toBe('BAX');
    expect(now(['A'], 'BAS', ['S', 'X'])).toBe('BXS');
    expect(now(['A'], 'BAS', ['S'])).toBe('BSS');
  });

  it('are not those of one model, though the first came before another declined', () => {
    expect(now([], 'BAS', FALLBACK, 'S')).toBe('BAX');
    expect(now(['S'], 'BAS', FALLBACK, 'X')).toBe('BAB');
  });

  it('are asked of another where one refuses to judge', () => {
    const rules = {
      ...strategy([phase('T1.P1', { builder: of('B'), auditor: of('A') })]),
      fallback: FALLBACK,
    };
    const { run } = given(rules, begun);
    const auditor = (cause: 'refused' | 'truncated') => {
      const missed = { times: 1, last: { cause, why: '', model: 'A' } };
      const phases = run.phases.map((one) => ({ ...one, candidates: [{ missed } as never] }));
      return phaseNow({ strategy: rules, run: () => ({ ...run, phases }) }, 'T1.P1').auditor.model;
    };
    expect([auditor('truncated'), auditor('refused')]).toEqual(['A', 'S']);
  });

  it('may be of the model that was chosen for two roles', () => {
    expect(now([], 'AAS')).toBe('AAS');
    expect(now([], 'BAB')).toBe('BAB');
    expect(now(['A'], 'AAS')).toBe('BXS');
  });
});

describe('who is asked for the plan', () => {
  const planning = { planner: { model: 'P', because: '' }, tokenCap: 9, outputTokens: 9 };
  const asked = (refusals: number, fallback?: string[]) => {
    const rules = { ...strategy(), planning, ...(fallback ? { fallback } : {}) };
    return plannerNow({ strategy: rules, run: () => ({ refusals }) as never });
  };

  it('is the Planner, and after three declined calls in a row the next of the ladder', () => {
    const by = (fallback?: string[]) => [0, 2, 3, 5, 6, 9].map((n) => asked(n, fallback)).join('');
    expect(by(FALLBACK)).toBe('PPBBSX');
    expect(by(['P', 'B'])).toBe('PPBBPP');
    expect(by()).toBe('PPPPPP');
  });
});

describe('who is asked for another way', () => {
  it('is the Auditor, and the next of the ladder where that one keeps declining', async () => {
    const one = phase('T1.P1', { auditor: { model: 'A', because: '' } });
    const asked = async (declines: number): Promise<string | undefined> => {
      let said: ModelRequest | undefined;
      const rules = { ...strategy([one]), fallback: FALLBACK };
      const { run } = given(rules, begun);
      const models = {
        countTokens: () => 10,
        call: (request: ModelRequest) => {
          said = request;
          return Promise.resolve({ is: 'answered', text: '{}', stop: 'complete', usage: null });
        },
      };
      const declined = { phase: 'T1.P1', models: { A: declines } };
      // Only what a call needs of a pass.
      const pass = {
        ...{ strategy: rules, run: () => ({ ...run, declined }), note: () => {} },
        write: () => Promise.resolve(),
        ports: { models, clock: { now: () => 0 }, worker: 'me', leaseMs: 9, secretsIn: () => [] },
      } as unknown as Pass;
      await replan(pass, { phase: 'T1.P1' }, () => Promise.resolve());
      return said?.model;
    };
    expect([await asked(0), await asked(2), await asked(3)]).toEqual(['A', 'A', 'B']);
  });
});
