import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdAmount, settle } from '../../../src/core/budget.ts';
import { capHit } from '../../../src/core/run/cap-hit.ts';
import { capsNow } from '../../../src/core/run/caps.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import { ciCapHit } from '../../../src/core/run/stuck.ts';
import { begun, evidence, given, hold, phase, pushed, strategy } from './story.ts';

const price = { input: 2, cachedInput: 0.5, output: 8, checked: '2026-11-01' };

describe('a hold', () => {
  it('is the counted input, five per cent and 200, and the output limit', () => {
    expect(holdAmount(1_000, 500, price)).toEqual({ tokens: 1_750, microUsd: 1_250 * 2 + 500 * 8 });
  });

  it('settles at what was used', () => {
    const usage = { input: 900, cachedInput: 400, output: 100 };
    expect(settle({ tokens: 1_750, microUsd: 6_500 }, usage, price)).toEqual({
      settled: { tokens: 1_000, microUsd: 500 * 2 + 400 * 0.5 + 100 * 8 },
      anomaly: false,
    });
  });

  it('settles in full when the provider does not say', () => {
    expect(settle({ tokens: 10, microUsd: 20 }, null, price)).toEqual({
      settled: { tokens: 10, microUsd: 20 },
      anomaly: false,
    });
  });

  it('settles never above itself, and says so', () => {
    const usage = { input: 5_000, cachedInput: 0, output: 0 };
    expect(settle({ tokens: 100, microUsd: 100_000 }, usage, price)).toEqual({
      settled: { tokens: 100, microUsd: 10_000 },
      anomaly: true,
    });
  });
});

describe('a cap', () => {
  const limits = phase('T1.P1', { tokenCap: 20_000 });
  const rules = strategy([limits]);
  const spent = (tokens: number, role: 'builder' | 'auditor' = 'builder') => {
    const own = hold(role, { tokens });
    const start: RunEvent =
      role === 'builder'
        ? { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own }
        : { type: 'audit-started', at: 0, phase: 'T1.P1', head: '0'.repeat(40), hold: own };
    return given(rules, begun, start, { type: 'call-lost', at: 0, hold: own.id }).run;
  };
  const want = (tokens: number, role: 'builder' | 'auditor' = 'builder') => ({
    ...{ phase: limits, role, amount: { tokens, microUsd: tokens } },
  });

  it('lets a call through that just fits', () => {
    expect(capHit(spent(10_000), rules, want(10_000))).toBeNull();
  });

  it.each([
    ['phase_token_cap', rules, 10_001],
    ['token_cap', strategy([limits], { run: { ...rules.run, tokenCap: 15_000 } }), 5_001],
    ['cost_cap', strategy([limits], { run: { ...rules.run, costCapMicroUsd: 22_000 } }), 2_001],
    [
      'tier_token_cap',
      { ...rules, tiers: rules.tiers.map((tier) => ({ ...tier, tokenCap: 12_000 })) },
      2_001,
    ],
  ])('%s stops the call that would break it', (cap, given, tokens) => {
    expect(capHit(spent(10_000), given, want(tokens))).toMatchObject({ cap });
  });

  it.each([
    ['only the run’s cap held back is raised with it', 15_000, null],
    ['has a smaller cap of its own keeps it', 14_999, { cap: 'tier_token_cap' }],
  ])('of a tier that %s', (_, tokenCap, hit) => {
    const given = {
      ...strategy([limits], { run: { ...rules.run, tokenCap: 15_000 } }),
      tiers: rules.tiers.map((tier) => ({ ...tier, tokenCap })),
    };
    const run = { ...spent(10_000), raised: { tokens: 5_000, microUsd: 0 } };
    const found = capHit(run, given, want(5_001));
    expect(found).toEqual(hit === null ? null : expect.objectContaining(hit));
  });

  it('of a tier counts what that tier took, of tokens and of CI runs', () => {
    const two = strategy([limits, phase('T2.P1', { tokenCap: 20_000 })]);
    const small = {
      ...two,
      tiers: two.tiers.map((tier) => ({ ...tier, tokenCap: 12_000, ciRunCap: 1 })),
    };
    const after = given(small, begun, ...pushed('2'.repeat(40))).run;
    const used = after.phases.map((p) =>
      p.tier === 'T1' ? { ...p, spent: { ...p.spent, tokens: 10_000 } } : p,
    );
    const hitIn = (id: string) => {
      const at = small.phases.find((p) => p.id === id);
      const amount = { tokens: 10_000, microUsd: 0 };
      return (
        at && capHit({ ...after, phases: used }, small, { phase: at, role: 'builder', amount })
      );
    };
    expect(hitIn('T1.P1')).toMatchObject({ cap: 'tier_token_cap' });
    expect(hitIn('T2.P1')).toBeNull();
    expect(ciCapHit(after, small, 'T1')).toContain('tier T1');
    expect(ciCapHit(after, small, 'T2')).toBeNull();
    const more = after.phases.map((p) => (p.tier === 'T2' ? { ...p, extraAttempts: 1 } : p));
    expect(ciCapHit({ ...after, phases: more }, small, 'T1')).toBe(
      'The only CI run of tier T1 is used up.',
    );
  });

  it('is raised by all that people added, in money as in tokens', () => {
    const paid = strategy([limits], { run: { ...rules.run, costCapMicroUsd: 1_000 } });
    const raise: RunEvent = { type: 'budget-raised', at: 0, tokens: 100, microUsd: 50 };
    const { run } = given(paid, begun, raise, raise);
    expect(run.raised).toEqual({ tokens: 200, microUsd: 100 });
    expect(capsNow(run, paid)).toMatchObject({ tokenCap: 5_000_200, costCapMicroUsd: 1_100 });
    expect(capsNow(run, rules).costCapMicroUsd).toBeNull();
  });

  it('leaves the Auditor no more than its share of the phase', () => {
    expect(capHit(spent(5_000, 'auditor'), rules, want(1_001, 'auditor'))).toMatchObject({
      cap: 'phase_token_cap',
    });
    expect(capHit(spent(5_000, 'auditor'), rules, want(1_000, 'auditor'))).toBeNull();
  });
});

describe('whatever a provider does', () => {
  const call = fc.record({
    want: fc.integer({ min: 1, max: 40_000 }),
    does: fc.constantFrom('honest', 'lost', 'declines', 'silent', 'lies'),
    used: fc.integer({ min: 0, max: 400_000 }),
  });

  it('holds and settlements never exceed any cap', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const limits = phase('T1.P1', { tokenCap: 120_000, builderAttempts: 99 });
        const rules = strategy([limits], {
          run: { ...strategy().run, tokenCap: 100_000, costCapMicroUsd: 90_000 },
        });
        let run = given(rules, begun).run;
        calls.forEach(({ want, does, used }, index) => {
          const amount = { tokens: want, microUsd: want };
          if (capHit(run, rules, { phase: limits, role: 'builder', amount }) !== null) return;
          const own = hold('builder', { id: `h${index}`, ...amount });
          const attempt = (run.phases[0]?.attempt ?? 0) + 1;
          run = evolve(run, { type: 'build-started', at: 0, phase: 'T1.P1', attempt, hold: own });
          expect(run.spent.tokens + own.tokens).toBeLessThanOrEqual(100_000);
          if (does === 'lost') run = evolve(run, { type: 'call-lost', at: 0, hold: own.id });
          else if (does === 'declines')
            run = evolve(run, {
              ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'transient' },
              detail: '',
              retryAt: 0,
            });
          else {
            const most = does === 'honest' ? Math.min(used, want) : used;
            const usage = does === 'silent' ? null : { input: most, cachedInput: 0, output: 0 };
            const { settled, anomaly } = settle(own, usage, {
              input: 1,
              cachedInput: 1,
              output: 1,
              checked: '2026-11-01',
            });
            run = evolve(run, {
              ...{
                type: 'answer-kept',
                at: 0,
                hold: own.id,
                usage,
                settled,
                anomaly,
                stop: 'complete',
              },
              answer: '0'.repeat(64),
            });
            run = evolve(run, {
              ...{
                type: 'edits-refused',
                at: 0,
                phase: 'T1.P1',
                attempt,
                evidence: evidence('refused', attempt),
                gate: [],
              },
            });
          }
        });
        expect(run.spent.tokens).toBeLessThanOrEqual(100_000);
        expect(run.spent.microUsd).toBeLessThanOrEqual(90_000);
        expect(run.phases[0]?.spent).toEqual(run.spent);
      }),
    );
  });
});
