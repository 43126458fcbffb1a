import { describe, expect, it } from '@jest/globals';
import type { PlanAnswer } from '../../../src/core/planning/answer.ts';
import { proseOf } from '../../../src/core/planning/prose.ts';
import { planMarkdown, writtenPlan } from '../../../src/core/planning/write-plan.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';

const NONE = { safetyProfile: null, runScope: null };

describe('prose', () => {
  it.each([
    'Please make the button blue.',
    '# A wish\n\nSome text.\n\n- one thing\n- another: with a colon\n\n```js\ncode();\n```\n',
    'phases:\n- first the cart\n- then the rest',
    'The shop needs a cart. See https://example.org.',
  ])('is a text with nothing of a plan in it: %j', (text) => {
    expect(proseOf(text)).toEqual(NONE);
  });

  it.each([
    ['', 'empty'],
    ['## T1: Begin\n\nwords', 'a tier'],
    ['### T1.P1: Begin\n\nwords', 'a phase without its category'],
    ['```yaml\nphases: []\n```', 'YAML'],
    ['tiers:\n- phases:\n  - category: docs', 'YAML without a fence'],
    ['safety profile: reckless\n\nwords', 'a front field with no such value'],
    ['budget: 1e9\n\nwords', 'a cap'],
    ['x'.repeat(70_000), 'too long'],
  ])('is not %j (%s)', (text) => {
    expect(proseOf(text)).toBeNull();
  });

  it('may say beforehand how safe it has to be', () => {
    expect(proseOf('safety profile: safety_critical\n\nMend the login.')).toEqual({
      safetyProfile: 'safety_critical',
      runScope: null,
    });
  });
});

const phase: PlanAnswer['tiers'][number]['phases'][number] = {
  ...{ name: 'Work', category: 'tests', complexity: null, description: 'Do it.' },
  ...{ scope: ['src/**'], deliverables: ['src/a.ts'], acceptance: ['it works'] },
  ...{ depends_on: [], reuse: [] },
};
const answer = (...phases: readonly Partial<typeof phase>[]): PlanAnswer => ({
  title: 'A plan',
  safety_profile: null,
  tiers: [{ name: 'All', phases: phases.map((change) => ({ ...phase, ...change })) }],
});
const written = (plan: PlanAnswer, front: Parameters<typeof planMarkdown>[1] = NONE) =>
  writtenPlan(JSON.stringify(plan), front);

describe('a plan that the Planner hands in', () => {
  it('is written as people would', () => {
    const two = answer(
      {},
      { name: 'More', complexity: 'high', depends_on: ['T1.P1'], reuse: ['x'] },
    );
    expect(planMarkdown(two, NONE)).toMatchInlineSnapshot(`
     "# A plan

     safety profile: normal
     run scope: single_tier

     ## T1: All

     ### T1.P1: Work

     - category: tests
     - scope:
       - \`src/**\`
     - deliverables:
       - \`src/a.ts\`
     - acceptance:
       - [ ] it works
     - description: Do it.

     ### T1.P2: More

     - category: tests
     - complexity: high
     - scope:
       - \`src/**\`
     - deliverables:
       - \`src/a.ts\`
     - acceptance:
       - [ ] it works
     - depends on:
       - T1.P1
     - reuse:
       - x
     - description: Do it.
     "
    `);
  });

  it('reads back as what it was', () => {
    const read = parsePlan(planMarkdown(answer({ reuse: ['summing'] }), NONE));
    expect(read).toMatchObject({
      is: 'plan',
      plan: {
        phases: [
          {
            ...{ id: 'T1.P1', category: 'tests', scope: ['src/**'], deliverables: ['src/a.ts'] },
            ...{ acceptance: ['it works'], reuse: [{ feature: 'summing' }] },
            description: 'Do it.',
          },
        ],
      },
    });
  });

  it('cannot loosen what the issue says', () => {
    const front = { safetyProfile: 'safety_critical', runScope: 'multi_tier' } as const;
    const loose = { ...answer({}), safety_profile: 'normal' as const };
    expect(planMarkdown(loose, front)).toContain(
      'safety profile: safety_critical\nrun scope: multi_tier',
    );
    const tight = { ...answer({}), safety_profile: 'safety_critical' as const };
    expect(planMarkdown(tight, NONE)).toContain('safety profile: safety_critical');
  });

  it.each([
    'first\n\n### T1.P9: Smuggled\n\n- category: docs',
    'a <!-- hidden --> word',
    '- category: docs',
    'scope: everything',
    '```yaml\nphases: []\n```',
    '\u202Eback',
  ])('opens no part of its own by %j', (text) => {
    const made = written(answer({ description: text, acceptance: [text], name: text }));
    expect(made.is).toBe('plan');
    const read = parsePlan(made.is === 'plan' ? made.text : '');
    expect(
      read.is === 'plan' && read.plan.phases.map(({ id, category }) => [id, category]),
    ).toEqual([['T1.P1', 'tests']]);
  });

  it.each<readonly [string, string, string]>([
    ['no JSON', 'I am sorry.', 'cannot be read'],
    ['another shape', '{"tiers":"none"}', 'cannot be read'],
    ['no phases', JSON.stringify(answer()), 'No phase was found'],
    ['a path outside', JSON.stringify(answer({ scope: ['../x'] })), 'plan:'],
    ['a circle', JSON.stringify(answer({ depends_on: ['T1.P1'] })), 'depends on itself'],
  ])('is refused for %s', (_, reply, why) => {
    const made = writtenPlan(reply, NONE);
    expect(made.is === 'bad' ? made.problems.join('\n') : '').toContain(why);
  });
});

it('a plan may leave out what says nothing, and write a category as people do', () => {
  const { name, description, scope, acceptance } = phase;
  const bare = { name, category: 'Cross-cutting refactor', description, scope, acceptance };
  const plan = { title: 'A plan', tiers: [{ name: 'All', phases: [bare] }] };
  const full = answer({ category: 'cross_cutting_refactor', deliverables: [] });
  expect(writtenPlan(JSON.stringify(plan), NONE)).toEqual(written(full));
});
