import { describe, expect, it } from '@jest/globals';
import { present } from '../../../src/core/report/present.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { HEADS, MOMENTS } from './moments.ts';
import { at, ends, finding, input, run } from './runs.ts';

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

  it('point to the lines of what is open, the worst first', () => {
    const [audit] = checks(MOMENTS['sent back']);
    expect(audit?.annotations).toEqual([
      {
        ...{ path: 'src/repo.ts', line: 88, level: 'failure' },
        title: 'F-1: Query ignores tenant_id',
        message: 'Tenant A reads what is of tenant B.',
      },
    ]);
  });

  it('take no more annotations than GitHub does, and none of what is closed', () => {
    const sent = MOMENTS['sent back'];
    const ids = Array.from({ length: 70 }, (_, n) => `F-${n + 1}`);
    const findings = ids.map((id, n) =>
      finding(n + 1, { id, severity: n < 60 ? 'minor' : 'major' }),
    );
    const phases = sent.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({
        ...one,
        audit: one.audit && { ...one.audit, findings: ids },
      })),
    }));
    const notes = checks({ ...sent, findings, phases })[0]?.annotations ?? [];
    expect(notes).toHaveLength(50);
    expect(notes.filter(({ level }) => level === 'failure')).toHaveLength(10);
    const closed = findings.map((one) => ({ ...one, status: 'dismissed' as const }));
    expect(checks({ ...sent, findings: closed, phases })[0]?.annotations).toBeUndefined();
  });

  it('name each phase, and link to its commit and the issue', () => {
    const whole = checks(MOMENTS['ready for review'])[1];
    expect(whole?.summary).toContain('| T1.P1 Schema | done | 1 | [`a1a1a1a`](https://github.com');
    expect(whole?.summary).toContain('[issue 142](https://github.com/o/r/issues/142)');
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
