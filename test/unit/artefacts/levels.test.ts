import { describe, expect, it } from '@jest/globals';
import { budgetRows } from '../../../src/core/artefacts/budget.ts';
import { begun, given, strategy } from '../run/story.ts';

const rules = strategy();
const { run } = given(rules, begun);
const level = (share: number) => {
  const spent = { tokens: rules.run.tokenCap * share, microUsd: 0, calls: 1 };
  return budgetRows({ ...run, spent }, rules).find(
    ({ of, cap }) => of === 'run' && cap === 'tokens',
  )?.level;
};

describe('a budget', () => {
  it('is a warning from 75 % on', () => {
    expect([level(0.749), level(0.75)]).toEqual(['ok', 'warning']);
  });

  it('is critical from 90 % on', () => {
    expect([level(0.899), level(0.9)]).toEqual(['warning', 'critical']);
  });
});
