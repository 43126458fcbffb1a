import { describe, expect, it } from '@jest/globals';
import { present } from '../../../src/core/report/present.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { HEADS, MOMENTS } from './moments.ts';
import { at, ends, input, run } from './runs.ts';

const checks = (of: Run) => present(input(of)).checks;
const told = (of: Run) => checks(of).map(({ name, conclusion }) => `${name}: ${conclusion}`);

describe('the checks', () => {
  it('are none before something was pushed', () => {
    expect(checks(MOMENTS['the first call'])).toEqual([]);
    expect(checks(run(ends({ phase: null }, 1)))).toEqual([]);
  });

  it('are none while nobody has judged the head', () => {
    expect(checks(MOMENTS['waiting for CI'])).toEqual([]);
  });

  it('of a run that is sent back', () => {
    expect(checks(MOMENTS['sent back'])).toMatchSnapshot();
  });

  it('of a run that is ready for review', () => {
    expect(checks(MOMENTS['ready for review'])).toMatchSnapshot();
  });

  it.each([
    ['sent back', ['autopack / audit: failure']],
    ['out of attempts', ['autopack / audit: neutral', 'autopack / run: action_required']],
    ['out of money', ['autopack / audit: success', 'autopack / run: failure']],
    ['cancelled', ['autopack / audit: neutral', 'autopack / run: cancelled']],
    ['ready for review', ['autopack / audit: success', 'autopack / run: success']],
    ['merged', ['autopack / audit: success', 'autopack / run: success']],
    ['changed by people', ['autopack / run: null']],
  ] as const)('of a run that is %s', (name, wanted) => {
    expect(told(MOMENTS[name])).toEqual(wanted);
  });

  it('stand on the head of the branch, under a name that is the same each time', () => {
    const [audit, whole] = checks(MOMENTS['ready for review']);
    expect([audit?.head, whole?.head]).toEqual([HEADS.c, HEADS.c]);
    expect(audit?.externalId).toBe(`142-1:T2.P1:1:audit:${HEADS.c}`);
    expect(whole?.externalId).toBe(`142-1:-:0:run:${HEADS.c}`);
  });

  it('are never a success on a head that nobody verified', () => {
    const pushed = MOMENTS['changed by people'];
    expect(
      checks(pushed).map(({ head, conclusion }) => [head === pushed.head, conclusion]),
    ).toEqual([[true, null]]);
  });

  it('take the promotion back when the pull request is closed without a merge', () => {
    const closed = MOMENTS['closed'];
    expect(closed.updatedAt).toBe(at(60));
    expect(told(closed)).toEqual(['autopack / audit: success', 'autopack / run: failure']);
  });
});
