import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_BODY } from '../../../src/core/report/limits.ts';
import { mergeIsland, pullIsland, pullTitle } from '../../../src/core/report/pull-request.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { longPlan } from './long-plan.ts';
import { HEADS, MOMENTS } from './moments.ts';
import { begun, input } from './runs.ts';
import { fold } from '../../../src/core/run/evolve.ts';

const island = (of: Run): string => pullIsland(input(of));
const line = (of: Run, start: string): string | undefined =>
  island(of)
    .split('\n')
    .find((each) => each.startsWith(start));

describe('the pull request', () => {
  it.each(['sent back', 'ready for review', 'changed by people'] as const)(
    'of a run that is %s',
    (name) => {
      expect(island(MOMENTS[name])).toMatchSnapshot();
    },
  );

  it('of a run that failed says so first, and tells nobody to merge', () => {
    const failed = MOMENTS['out of attempts'];
    const text = island(failed);
    expect(text).toMatchSnapshot();
    expect(text.startsWith('> 🧯 **This run failed;')).toBe(true);
    expect(text).toContain('`attempts_exhausted`');
    expect(text).toContain('[issue 142](https://github.com/o/r/issues/142)');
    expect(text).not.toMatch(/Before you merge|Closes|git revert|approve or merge/);
    expect(island(MOMENTS['cancelled'])).toContain('**This run was cancelled;');
  });

  it('calls nothing proven that CI or a later commit puts in doubt', () => {
    expect(line(MOMENTS['ready for review'], '| T1.P2')).toContain('✔ unique');
    expect(line(MOMENTS['changed by people'], '| T2.P1')).toContain('○ unique (tenant, id): not');
    const run = MOMENTS['ready for review'];
    const told = (ci: 'red' | null): string | undefined => {
      const phases = run.phases.map((phase) => ({
        ...phase,
        candidates: phase.candidates.map((one) => ({
          ...one,
          ci: one.ci === null || ci === null ? null : { ...one.ci, verdict: ci },
        })),
      }));
      return line({ ...run, phases }, '| T1.P1');
    };
    expect(told('red')).toContain('○ unique (tenant, id): not verified, CI is red');
    expect(told(null)).toContain('○ unique (tenant, id): not verified, CI has not reported');
  });

  it('counts what CI and gate found with what the Auditor found', () => {
    expect(line(MOMENTS['out of attempts'], '- CI on')).toMatch(
      /🔴 red · open findings: 2 major \(F-1, ci\.yml › e2e fails in T1\.P2\), 3 minor/,
    );
  });

  it('names models in one order, however the record keeps them', () => {
    const run = MOMENTS['ready for review'];
    const spentBy = Object.fromEntries(Object.entries(run.spentBy).toReversed());
    expect(island({ ...run, spentBy })).toBe(island(run));
  });

  it('quotes what the plan asks for as it was written', () => {
    const run = MOMENTS['ready for review'];
    const criterion = "`greeting('  Ada ')` is `a || b`";
    const phases = run.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({
        ...one,
        audit: one.audit && {
          ...one.audit,
          acceptance: [{ criterion, proven: true, evidence: 'seen' }],
        },
      })),
    }));
    expect(line({ ...run, phases }, '| T1.P1')).toContain(
      "✔ `greeting('  Ada ')` is `a \\|\\| b`: seen |",
    );
  });

  it('closes its issue and no other', () => {
    expect(island(MOMENTS['merged']).match(/\b(closes|fixes|resolves)\b.*/gi)).toEqual([
      'Closes #142',
    ]);
  });

  it('tells the caps as people have raised them', () => {
    const raised = { tokens: 500_000, microUsd: 2_000_000 };
    const text = island({ ...MOMENTS['ready for review'], raised });
    expect(text).toContain('of $8.00, ');
    expect(text).toContain('of 2.5M tokens');
  });

  it('tells nothing of CI about a head that CI has not seen', () => {
    expect(line(MOMENTS['ready for review'], '- CI on')).toContain('🟢 green');
    const later = line(MOMENTS['changed by people'], '- CI on [`e1e1e1e`]');
    expect(later).toContain('🟡 not known');
  });

  it('says which commits are of people, and that they came after the verification', () => {
    const later = MOMENTS['changed by people'];
    expect(line(later, '- Commits by people')).toMatch(/e1e1e1e.* by bob/);
    expect(line(later, '- Verified head')).toContain('being verified');
    expect(line(later, '- Verified head')).toContain('c1c1c1c');
  });

  it('tells what is not proven first, and how much more there is', () => {
    const run = MOMENTS['ready for review'];
    const acceptance = Array.from({ length: 9 }, (_, n) => ({
      ...{ criterion: `rule ${n}`, proven: n !== 8, evidence: 'seen' },
    }));
    const phases = run.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({
        ...one,
        audit: one.audit && { ...one.audit, acceptance },
      })),
    }));
    expect(line({ ...run, phases }, '| T1.P1')).toMatch(
      /\| ✖ rule 8: seen<br>✔ rule 0.*<br>3 more in the review \|$/,
    );
  });

  it('keeps its end however much there is to tell', () => {
    const run = MOMENTS['ready for review'];
    const acceptance = Array.from({ length: 80 }, () => ({
      ...{ criterion: '<'.repeat(300), proven: true, evidence: '<'.repeat(300) },
    }));
    const phases = Array.from({ length: 60 }, () => run.phases[0] as Run['phases'][number]).map(
      (phase) => ({
        ...phase,
        candidates: phase.candidates.map((one) => ({
          ...one,
          audit: one.audit && { ...one.audit, acceptance },
        })),
      }),
    );
    const long = island({ ...run, phases });
    expect(long.length).toBeLessThanOrEqual(40_000);
    expect(long).toContain('I cannot approve or merge.');
  });

  it.each([
    ['Fixes #12 and closes o/r#3', 'Fixes issue #12 and closes issue o/r#3 (#142)'],
    [
      'Resolves https://github.com/o/r/issues/1',
      'Resolves issue https://github.com/o/r/issues/1 (#142)',
    ],
    ['[skip ci] quick', '(skip ci) quick (#142)'],
    ['hello @team\nsecond', 'hello @ team second (#142)'],
    ['  ', 'Plan (#142)'],
    ['\u202Eevil\u200B', 'evil (#142)'],
    [`${'x'.repeat(199)}😀😀`, `${'x'.repeat(199)} (#142)`],
  ])('has a title that does nothing: %j', (title, becomes) => {
    const events = begun.map((event) =>
      event.type === 'run-started' ? { ...event, issue: { number: 142, title } } : event,
    );
    expect(pullTitle(fold(undefined, events))).toBe(becomes);
  });
});

describe('the island', () => {
  const START = '<!-- autopack:island:start -->';
  const END = '<!-- autopack:island:end -->';

  it('of a long plan says first what is needed before a merge, and takes in nothing of people when it is cut', () => {
    const long = longPlan(100, 100, 'a name | '.repeat(9));
    const links = { ...long.links, owner: 'o'.repeat(39), name: 'r'.repeat(100) };
    const island = pullIsland({ ...long, links });
    expect(island.length).toBeLessThanOrEqual(40_000);
    expect(island.indexOf('## Before you merge')).toBeLessThan(200);
    expect(island).toContain('I cannot approve or merge.');
    expect(island).toContain('<details><summary>What changed in 100 phases</summary>');
    const people = `${START}${END}\n${'p'.repeat(45_000)}`;
    expect(mergeIsland(people, island)).toContain(`… (cut)\n\n</details>\n${END}\npppp`);
    expect(pullIsland(longPlan(21, 21)).endsWith('|\n\n</details>')).toBe(true);
    expect(pullIsland(longPlan(20, 20))).not.toContain('<details>');
  });

  it('is put behind what people wrote', () => {
    expect(mergeIsland('Mine.\n', 'ours')).toBe(`Mine.\n\n${START}\nours\n${END}`);
    expect(mergeIsland('', 'ours')).toBe(`${START}\nours\n${END}`);
  });

  it('replaces the one before and leaves the text around it', () => {
    const body = `Before.\n${START}\nold\n${END}\nAfter.`;
    expect(mergeIsland(body, 'new')).toBe(`Before.\n${START}\nnew\n${END}\nAfter.`);
  });

  it('is not multiplied by an end that stands alone', () => {
    const once = mergeIsland(`${END} torn`, 'ours');
    expect(mergeIsland(once, 'ours')).toBe(once);
  });

  it('takes no text of people with it when a beginning stands alone', () => {
    expect(mergeIsland(mergeIsland(`${START} torn`, 'a'), 'b')).toContain('torn');
  });

  it('is cut where people left little room, and left out where they left none', () => {
    const people = 'p'.repeat(60_000);
    const merged = mergeIsland(people, 'line\n'.repeat(4_000));
    expect(merged.startsWith(people)).toBe(true);
    expect(merged.endsWith(END)).toBe(true);
    expect(merged.length).toBeLessThanOrEqual(MAX_BODY);
    expect(mergeIsland(people, 'line\n'.repeat(4_000))).toBe(
      mergeIsland(merged, 'line\n'.repeat(4_000)),
    );
    const all = 'p'.repeat(64_900);
    expect(mergeIsland(all, 'ours')).toBe(all);
  });

  it('once written is not written again, whatever people do to its markers', () => {
    const piece = fc.oneof(fc.constantFrom(START, END, '\n', 'text'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = mergeIsland(pieces.join(''), 'ours');
        expect(mergeIsland(once, 'ours')).toBe(once);
        expect(once).toContain(`${START}\nours\n${END}`);
      }),
    );
  });

  it('shows the heads of each phase', () => {
    expect(line(MOMENTS['ready for review'], '| T1.P2')).toContain(HEADS.b2);
  });
});
