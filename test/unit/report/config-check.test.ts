import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { configCheck } from '../../../src/core/report/config-check.ts';
import type { CheckWanted } from '../../../src/core/report/checks.ts';

const { defaults } = planning(loadDefaults(), { now: () => Date.UTC(2026, 9, 1) });
const HEAD = 'a'.repeat(40);
const check = (text: string | null): CheckWanted => configCheck(HEAD, defaults(text));

describe('the check of a configuration', () => {
  it('shows what each category would be governed by', () => {
    const { summary, ...rest } = check('version: 1\nbudget: { usd: 6 }\n');
    // Hashes of our own files change with every word in them.
    expect({ ...rest, summary: summary.replace(/\b[0-9a-f]{12}\b/g, '…') }).toMatchSnapshot();
  });

  it('is the defaults where the file is taken away', () => {
    const { conclusion, summary } = check(null);
    expect(conclusion).toBe('success');
    expect(summary).toContain('| docs any | docs | low | normal | 2 / 1 |');
  });

  it.each([
    ['a slip', 'version: 1\nbudget:\n  token: 5\n', [3, 'failure', 'config/unknown-key']],
    ['a model', 'version: 1\nmodels:\n  auditor: gpt-0\n', [3, 'failure', 'config/unknown-model']],
    ['broken YAML', 'version: 1\nci: [\n', [3, 'failure', 'config/yaml']],
    [
      'a cap',
      'version: 1\nci: {}\nbudget: { tokens: 1000 }\n',
      [3, 'warning', 'plan/call-exceeds-cap'],
    ],
  ])('names the line of %s', (_what, text, [line, level, title]) => {
    const { conclusion, annotations = [] } = check(text);
    expect(conclusion).toBe(level === 'failure' ? 'failure' : 'success');
    expect(annotations[0]).toMatchObject({ path: '.github/autopack.yml', line, level, title });
  });

  it('says no more than GitHub takes', () => {
    const keys = Array.from({ length: 200 }, (_, n) => `key${n}: 1\n`).join('');
    expect(check(`version: 1\n${keys}`).annotations?.length).toBeLessThanOrEqual(50);
  });

  it('acts on nothing that the file says', () => {
    const { summary, annotations } = check('version: 1\n"@org/team <!-- x -->": Fixes #1\n');
    const said = JSON.stringify([summary, annotations]);
    expect(said).not.toMatch(/@org|<!--|Fixes #/);
  });

  it('is found again by its head', () => {
    expect(check(null).externalId).toBe(`-:-:0:config:${HEAD}`);
  });
});
