import { describe, expect, it } from '@jest/globals';
import { ciNeeds } from '../../../src/core/gate/needs.ts';
import { phase, strategy } from '../run/story.ts';

const { ci } = strategy();
const said = (
  mayStart: boolean | null,
  more: Partial<typeof ci> = {},
  profile = 'normal' as 'normal' | 'strict',
) =>
  ciNeeds(strategy([phase('T1.P1', { ciProfile: profile })], { ci: { ...ci, ...more } }), mayStart);

describe('what the app lacks for CI', () => {
  it('is nothing where it may start runs, or nobody can tell', () => {
    expect(said(true)).toEqual([]);
    expect(said(null, { preflight: 'gate.yml' })).toEqual([]);
  });

  it('is named for the rerun that there would be', () => {
    expect(said(false)).toMatchObject([{ level: 'should', code: 'github/no-actions-write' }]);
    expect(said(false)[0]?.fix).toContain('actions: write');
    expect(said(false, {}, 'strict')).toEqual([]);
    const mixed = [phase('T1.P1', { ciProfile: 'strict' }), phase('T1.P2')];
    expect(ciNeeds(strategy(mixed, { ci }), false)).toHaveLength(1);
  });

  it('is named for the gate workflow, which would end the run', () => {
    const [problem] = said(false, { preflight: 'gate.yml' }, 'strict');
    expect(problem?.message).toContain('gate.yml');
  });
});
