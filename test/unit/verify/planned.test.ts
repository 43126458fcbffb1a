import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical.ts';
import { sha256Hex } from '../../../src/core/hash.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { RunEvidence } from '../../../src/core/verify/evidence.ts';
import { verify } from '../../../src/core/verify/verify.ts';
import { aRecord, at, rewritten, withFile, withLink } from './a-record.ts';
import { of } from './tamper.ts';

let record: RunEvidence;
beforeAll(async () => {
  record = await (await aRecord('Adding is broken: `add(2, 3)` is -1.\n')).read();
});

/** The strategy of the plan that was made, changed by somebody who can make everything fit. */
function withStrategy(change: (strategy: Record<string, unknown>) => object): RunEvidence {
  const made = at(record, 'plan-made');
  const text = record.links[made]?.files.get('strategy.json') ?? '{}';
  const strategy = canonicalJson(change(JSON.parse(text) as Record<string, unknown>));
  const fits = of('strategy-frozen', (event) => ({ ...event, strategyHash: sha256Hex(strategy) }));
  const after = rewritten(record, fits);
  const links = after.links.map((link, n) =>
    n < made ? link : { ...link, ...withFile(link, 'strategy.json', strategy) },
  );
  // What is rendered of it is looked at elsewhere.
  return { ...after, links: links.slice(0, made + 1), around: null };
}

describe('the record of a run from prose', () => {
  it('holds, at every step', () => {
    expect(verify(record).bad).toBeNull();
    for (let end = 1; end <= record.links.length; end += 1)
      expect(verify({ ...record, links: record.links.slice(0, end), around: null }).bad).toBeNull();
  });

  it('begins with the prose, and goes on with the plan', () => {
    const made = at(record, 'plan-made');
    const plan = (n: number) => record.links[n]?.files.get('plan.md') ?? '';
    expect(plan(made - 1)).toContain('Adding is broken');
    expect(plan(made)).toContain('### T1.P1: Add adds');
    expect(plan(record.links.length - 1)).toBe(plan(made));
  });

  it.each(['plan-started', 'plan-made', 'edits-committed'] as const)(
    'does not hold when somebody changes the plan at %s',
    (type) => {
      const n = at(record, type);
      const bad = withLink(record, n, (link) => withFile(link, 'plan.md', '# Mine\n'));
      expect(verify(bad).bad).toMatchObject({ rule: 'plan', commit: record.links[n]?.oid });
    },
  );

  it('does not hold when the plan brings looser rules than the run began with', () => {
    expect(verify(withStrategy((strategy) => strategy)).bad).toBeNull();
    const richer = withStrategy((strategy) => ({
      ...strategy,
      run: { ...(strategy['run'] as object), tokenCap: 9_000_000 },
    }));
    expect(verify(richer).bad).toMatchObject({ rule: 'strategy' });
    const other = withStrategy((strategy) => ({ ...strategy, rulesetHash: '1'.repeat(64) }));
    expect(verify(other).bad).toMatchObject({ rule: 'strategy' });
    const empty = withStrategy((strategy) => ({ ...strategy, phases: [] }));
    expect(verify(empty).bad).toMatchObject({ rule: 'strategy' });
  });

  it.each<readonly [string, (hold: { readonly tokens: number }) => object]>([
    ['more than planning may use', () => ({ tokens: 200_001 })],
    ['the number of another hold', () => ({ id: '1-1.T0.planner.7' })],
    ['another role', () => ({ role: 'builder' })],
  ])('does not hold with a hold of %s', (_, change) => {
    const tampered = of('plan-started', (event) => ({
      ...event,
      hold: { ...event.hold, ...change(event.hold) },
    })) as (event: RunEvent) => RunEvent;
    const n = at(record, 'plan-started');
    const links = record.links.slice(0, n + 1);
    const bad = rewritten({ ...record, links, around: null }, tampered);
    expect(verify(bad).bad).toMatchObject({ rule: 'budget' });
  });
});
