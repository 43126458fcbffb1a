import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { proseOf } from '../../../src/core/planning/prose.ts';

const codes = (text: string): readonly string[] =>
  parsePlan(text).problems.map(({ code, line }) => `${line ?? '-'} ${code}`);

describe('a text with the fields of phases is meant as a plan', () => {
  it.each([
    ['numbered headings', '# Shop\n\n## 1.1 Schema\n- category: schema_change\n- scope: db/**', 4],
    ['steps', '## Step A: Parser\n\n**Category:** general\n**Scope:** src/a.ts', 3],
    [
      'a numbered list',
      '1. **Create it**\n   - Category: general\n2. Test it\n   - Category: tests',
      1,
    ],
    ['a table', '| Phase | Category | Scope |\n|---|---|---|\n| Schema | general | db/** |', 1],
  ])('%s', (_, text, line) => {
    expect(codes(text).filter((code) => !code.endsWith('no-phases'))).toEqual([
      `${line} plan/${text.startsWith('|') ? 'field-table' : 'fields-without-phase'}`,
    ]);
    expect(proseOf(text)).toBeNull();
  });

  it.each([
    ['a sentence', 'fix the typo in README'],
    ['a list of things to do', '# Limits\n\n- [ ] Create `src/limit.ts`\n- [ ] Add tests'],
    ['an issue form', '### Category\n\ndocs\n\n### Acceptance criteria\n\n- [ ] it answers 200'],
    ['a report with names like fields', '- files: a.ts\n- category: billing\n- scope: everybody'],
    ['a table of something else', '| Product | Category |\n|---|---|\n| Tea | drinks |'],
  ])('and %s is prose', (_, text) => {
    expect(proseOf(text)).not.toBeNull();
  });
});
