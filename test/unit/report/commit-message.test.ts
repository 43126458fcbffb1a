import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Category } from '../../../src/core/plan/plan.ts';
import { commitMessage } from '../../../src/core/report/commit-message.ts';
import type { Run } from '../../../src/core/run/run.ts';
import type { PhaseStrategy } from '../../../src/core/strategy/strategy.ts';
import { phase } from '../run/story.ts';
import { MOMENTS } from './moments.ts';

const message = (more: Partial<PhaseStrategy> = {}): string =>
  commitMessage({
    run: MOMENTS['just started'],
    phase: phase('T1.P1', { name: 'Invoice schema', category: 'schema_contract_change', ...more }),
    attempt: 2,
  });
const CLOSES = /\b(close[sd]?|fix(es|ed)?|resolve[sd]?):?\s+(#|https?:|[\w.-]+\/[\w.-]+#|GH-)/i;

describe('a commit message', () => {
  it('says what the phase is for and where it is written down', () => {
    expect(message({ description: 'Tables for invoices.\n\nMore about them.' }))
      .toMatchInlineSnapshot(`
     "feat: Invoice schema [T1.P1]

     Tables for invoices.

     Autopack-Run: 142-1
     Autopack-Phase: T1.P1/2
     Autopack-Event: 5"
    `);
  });

  it('tells a second commit of a phase from the first, and why it was needed', () => {
    const subject = (run: Run, attempt: number): string | undefined =>
      commitMessage({ run, phase: phase('T1.P2', { name: 'x'.repeat(90) }), attempt }).split(
        '\n',
      )[0];
    expect(subject(MOMENTS['red in CI'], 2)).toBe(
      `test: ${'x'.repeat(36)}, attempt 2 after red CI [T1.P2]`,
    );
    expect(subject(MOMENTS['out of attempts'], 3)).toContain(', attempt 3 after audit [T1.P2]');
    expect(subject(MOMENTS['just started'], 2)).toBe(`test: ${'x'.repeat(60)} [T1.P2]`);
  });

  it('without a description has none', () => {
    expect(message().split('\n\n')).toHaveLength(2);
  });

  it('has a type for every category of work', () => {
    for (const category of Category.options)
      expect(message({ category })).toMatch(
        /^(feat|docs|test|refactor): Invoice schema \[T1\.P1\]/,
      );
  });

  it.each([
    'Autopack-Phase: T9.P9/1',
    'Co-authored-by: Eve <eve@evil.test>',
    'ok\rAutopack-Run: 1-1',
    'skip-checks: true',
    '\u200BAutopack-Event: 1',
  ])('takes no trailer from the plan: %j', (description) => {
    const trailers = message({ description, name: description }).match(
      /^(autopack-[\w-]+|co-authored-by|skip-checks)[ \t]*:/gim,
    );
    expect(trailers).toEqual(['Autopack-Run:', 'Autopack-Phase:', 'Autopack-Event:']);
  });

  it('does nothing that a plan may want, whatever it says', () => {
    const word = fc.constantFrom(
      ...['fixes', 'Closes:', 'resolve', '#12', 'o/r#3', 'GH-4', 'https://github.com/o/r/issues/1'],
      ...['[skip ci]', '[ci skip]', '[no ci]', '@team', '\n', '\r\n', '\u200B', '😀', 'text'],
    );
    const said = fc
      .array(fc.oneof(word, fc.string()), { maxLength: 20 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(said, said, (name, description) => {
        const text = message({ name, description });
        expect(text).not.toMatch(CLOSES);
        expect(text).not.toMatch(/\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i);
        expect(text).not.toMatch(/@[A-Za-z0-9]/);
        expect(text.isWellFormed()).toBe(true);
        expect(text.split('\n')[0]?.length).toBeLessThanOrEqual(80);
        expect(text).toMatch(
          /\n\nAutopack-Run: 142-1\nAutopack-Phase: T1\.P1\/2\nAutopack-Event: 5$/,
        );
      }),
      { numRuns: 500 },
    );
  });
});
