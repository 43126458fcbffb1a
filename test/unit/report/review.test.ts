import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/core/findings.ts';
import { reviewsOf } from '../../../src/core/report/review.ts';
import { threadsOver } from '../../../src/core/report/threads.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { HEADS, MOMENTS } from './moments.ts';
import { finding, judges, opened, pushes, RULES, run, starts } from './runs.ts';
import { BASE } from '../run/story.ts';

const work = { phase: 'T1.P1', before: BASE, head: HEADS.a, minute: 1 };
const audited = (findings: readonly Finding[], fixed: readonly string[] = []): Run =>
  run(
    starts('T1.P1', 1),
    ...pushes(work),
    opened,
    ...judges(work, { verdict: 'revise', findings: [...findings], fixed: [...fixed] }),
  );
const drafts = (of: Run) => reviewsOf(of, RULES).map(({ draft }) => draft);

describe('a review', () => {
  it('of a head that is sent back', () => {
    expect(drafts(MOMENTS['sent back']).at(-1)).toMatchSnapshot();
  });

  it('of a head that is approved', () => {
    expect(drafts(MOMENTS['merged']).at(-1)).toMatchSnapshot();
  });

  it('is there for every head that was audited, and no other', () => {
    const heads = drafts(MOMENTS['merged']).map(({ head }) => head);
    expect(heads).toEqual([HEADS.a, HEADS.b2, HEADS.c]);
  });

  it('has the worst findings on lines, six at the most, and the others below', () => {
    const many = Array.from({ length: 9 }, (_, n) =>
      finding(n + 1, { severity: n < 7 ? 'minor' : 'major', line: n + 1 }),
    );
    const [draft] = drafts(audited(many));
    expect(draft?.comments.map(({ line }) => line)).toEqual([8, 9, 1, 2, 3, 4]);
    expect(draft?.body).toContain('<summary>3 findings not on a line of the diff</summary>');
    for (const id of ['F-5', 'F-6', 'F-7']) expect(draft?.body).toContain(`**${id} ·`);
  });

  it('says all of it without a line, where GitHub takes no lines any more', () => {
    const findings = [finding(1, { line: 3 }), finding(2, { path: null, line: null })];
    const [wanted] = reviewsOf(audited(findings), RULES);
    expect(wanted?.plain).toMatchObject({ head: null, comments: [] });
    expect(wanted?.plain.body).toContain('<summary>2 findings not on a line of the diff</summary>');
    expect(wanted?.plain.body).toContain('**F-1 ·');
    expect(wanted?.plain.body).toContain(wanted?.marker);
  });

  it('offers what would stand there, in a fence that it cannot leave', () => {
    const text = (suggestion: string) =>
      drafts(audited([finding(1, { suggestion })]))[0]?.comments[0]?.body;
    expect(text('a + b;')).toContain('\n\n```suggestion\na + b;\n```\n\n');
    expect(text('````\n@all')).toContain('\n\n`````suggestion\n````\n@all\n`````\n\n');
  });

  it('names a finding without a place', () => {
    const [draft] = drafts(audited([finding(1, { path: null, line: null })]));
    expect(draft?.comments).toEqual([]);
    expect(draft?.body).toContain('<summary>1 finding not on a line of the diff</summary>');
  });

  it('tells what an earlier review found and is gone', () => {
    const again = { ...work, attempt: 2, before: HEADS.a, head: HEADS.b, minute: 20 };
    const fixed = run(
      ...[starts('T1.P1', 1), ...pushes(work), opened],
      ...judges(work, { verdict: 'revise', findings: [finding(1)] }),
      {
        ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1, evidence: [] },
      },
      ...pushes(again),
      ...judges(again, { round: 2, fixed: ['F-1'] }),
    );
    const body = drafts(fixed).at(-1)?.body;
    expect(body).toContain('(round 2 of 3): 🟢 no findings · 1 earlier fixed');
    expect(body).toContain('| ✅ `F-1` |');
  });

  it('can be found again by its first line', () => {
    for (const { marker, draft } of reviewsOf(MOMENTS['merged'], RULES))
      expect(draft.body.startsWith(`${marker}\n`)).toBe(true);
  });
});

describe('a thread is over', () => {
  const thread = { id: 't', finding: 'F-1', resolved: false, answered: false };
  const over = (status: Finding['status'], more: Partial<typeof thread> = {}) =>
    threadsOver({ findings: [finding(1, { status })] }, [{ ...thread, ...more }]).length;

  it('when its finding is fixed, and only then', () => {
    expect((['open', 'dismissed', 'fixed'] as const).map((status) => over(status))).toEqual([
      0, 0, 1,
    ]);
    expect(over('fixed', { finding: 'F-2' })).toBe(0);
  });

  it('but not when it is closed already or a person wrote in it', () => {
    expect(over('fixed', { resolved: true })).toBe(0);
    expect(over('fixed', { answered: true })).toBe(0);
  });
});
