import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { Plan } from '../../../src/core/plan/plan.ts';
import { cpuNow } from '../../support/cpu.ts';

/** Lines as plans hold them, well-formed and not. */
const line = fc.oneof(
  fc.constantFrom(
    '## T1: Data',
    '# Tier 2 – API',
    '### T1.P1: Schema',
    '### Phase: x',
    '#### Acceptance',
    '- category: tests',
    '- category: nonsense',
    '- [ ] T1.P2 Task',
    '  - scope: `src/**`, ../x',
    '- depends on: T1.P1, T9.P9',
    '**Scope:** a, b',
    '- acceptance:',
    '  - [ ] it works',
    '```yaml',
    'tiers:',
    'phases: [{ name: a, category: docs }]',
    '```',
    '<!-- autopack:state -->',
    '<!--',
    '> - > quoted',
    'safety profile: normal',
    '',
    '---',
    '===',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const text = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'));

describe('any text at all', () => {
  it('is a sound plan or a list of problems on its own lines, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 2_000 })), (body) => {
        const parsed = parsePlan(body);
        const lines = body.replace(/\r\n?/g, '\n').split('\n').length;
        for (const problem of parsed.problems) {
          expect(problem.line ?? 1).toBeGreaterThanOrEqual(1);
          expect(problem.line ?? 1).toBeLessThanOrEqual(lines);
        }
        if (parsed.is === 'plan') {
          Plan.parse(parsed.plan);
          expect(parsed.problems.every(({ level }) => level === 'should')).toBe(true);
        } else expect(parsed.problems.some(({ level }) => level === 'must')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  const full = (part: string): string => part.repeat(Math.floor(65_536 / part.length));
  const nested = Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(i * 2)}- a`).join('\n');
  const yaml = (body: string): string => `\`\`\`yaml\nphases: ${body}`.slice(0, 65_536);

  it.each<[string, string]>([
    ['image openers', full('![')],
    ['link openers', full('[a](')],
    ['comment openers', full('<!--')],
    ['10,000 nested lists', nested.slice(0, 65_536)],
    ['10,000 check boxes', full('- [ ] a\n')],
    ['check boxes up to the limit', '- [ ] a\n'.repeat(990)],
    ['quotes', full('>')],
    ['list markers', full('- ')],
    ['number markers', full('1. ')],
    ['nested quotes and lists', '> > - - a\n'.repeat(240)],
    ['emphasis', full('**a*')],
    ['links back', full('](')],
    ['underlined headings', full('a\n=\n')],
    ['fences', full('```\n')],
    ['references', full('[a]: b\n')],
    ['keys', `## T1.P1: A\n${'- a: b\n'.repeat(900)}`],
    ['stars in bold keys', `## T1.P1: A\n\n${full('**a')}`.slice(0, 65_536)],
    ['YAML brackets', yaml(full('['))],
    ['YAML anchors', yaml(full('&a '))],
    ['YAML flow keys', yaml(`{${Array.from({ length: 1_900 }, (_, i) => `k${i}`).join(',')}}`)],
    ['YAML flow entries', yaml(`{${full('a,')}`)],
    ['YAML keys', yaml(Array.from({ length: 1_990 }, (_, i) => `\nk${i}: 1`).join(''))],
  ])('%s are read or refused in time that grows with their length', (_, body) => {
    const plain = took(full('word '));
    expect(took(body) / plain).toBeLessThan(MOST_TIMES);
  });
});

/** Of the time that a plain text of the same length takes; what is quadratic takes thousands of times as long. */
const MOST_TIMES = 60;

/** The best of three, in ms: others may be at work on this machine. */
const took = (body: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const started = cpuNow();
      parsePlan(body);
      return cpuNow() - started;
    }),
  );
