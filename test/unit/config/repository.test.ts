import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRepositoryConfig } from '../../../src/config/repository.ts';

const told = (text: string): string => {
  const parsed = parseRepositoryConfig(text);
  if (parsed.is === 'ok') return `ok ${JSON.stringify(parsed.config)}`;
  return parsed.problems
    .map((p) => `${p.where}:${p.line ?? '-'}:${p.column ?? '-'} ${p.code}: ${p.message} ${p.fix}`)
    .join('\n');
};

describe('a repository’s configuration', () => {
  it('may be missing or empty', () => {
    expect(parseRepositoryConfig(null)).toEqual({ is: 'ok', config: { version: 1 } });
    expect(parseRepositoryConfig('\n')).toEqual({ is: 'ok', config: { version: 1 } });
    expect(told('# version: 1\n# budget:\n')).toBe('ok {"version":1}');
  });

  it('is read with numbers as people write them', () => {
    expect(
      told('version: 1\nbudget: { usd: 6, tokens: 2_000_000 }\nci: { settle: 0s } # at once\n'),
    ).toBe('ok {"version":1,"budget":{"tokens":2000000,"usd":6},"ci":{"settle":"0s"}}');
  });

  it('names what it does not know, with line, column and the nearest key', () => {
    const text = `version: 1
budgets: { usd: 6 }
budget:
  token: 100000
  usd: -1
  attempts_per_phase: 1e999
ci:
  settle: 10
models: { builder: gpt-5.4, falback: [x] }
who: { start: triage }
protected: ['../x']
`;

    expect(told(text)).toMatchInlineSnapshot(`
     ".github/autopack.yml:2:1 config/unknown-key: There is no key \`budgets\`. Did you mean \`budget\`?
     .github/autopack.yml:4:3 config/unknown-key: There is no key \`budget.token\`. Did you mean \`tokens\`?
     .github/autopack.yml:5:3 config/bad-value: \`budget.usd\` is -1; it has to be more than 0. docs/configuration.md of Autopack lists every key with its values.
     .github/autopack.yml:6:3 config/bad-value: \`budget.attempts_per_phase\` is Infinity; it has to be a number. docs/configuration.md of Autopack lists every key with its values.
     .github/autopack.yml:8:3 config/bad-value: \`ci.settle\` is 10; it has to be a time with its unit, such as 90s, 10m or 2h. docs/configuration.md of Autopack lists every key with its values.
     .github/autopack.yml:9:29 config/unknown-key: There is no key \`models.falback\`. Did you mean \`fallback\`?
     .github/autopack.yml:10:8 config/bad-value: \`who.start\` is "triage"; it has to be one of \`write\`, \`maintain\`, \`admin\`. docs/configuration.md of Autopack lists every key with its values.
     .github/autopack.yml:11:13 config/bad-value: \`protected.0\`: The path \`../x\` leaves its directory by \`..\`. docs/configuration.md of Autopack lists every key with its values."
    `);
  });

  it.each([
    ['budget: { usd: 1 }', '`version` is missing; it has to be `1`.'],
    ['version: 2', '`version` is 2; it has to be `1`.'],
    [
      'version: 1\nci: { required: test }',
      '`ci.required` is "test"; it has to be a list. Write `[test]`.',
    ],
    ['version: 1\nci: 3', '`ci` is 3; it has to be a map of keys.'],
    [
      'version: 1\nprotected: ["", x]',
      '`protected.0` is ""; it has to be a text that is not empty.',
    ],
    [
      'version: 1\nbudget: { ci_runs: 1.5 }',
      '`budget.ci_runs` is 1.5; it has to be a whole number.',
    ],
    [
      'version: 1\nbudget: { ci_runs: 5000 }',
      '`budget.ci_runs` is 5000; it has to be at most 1000.',
    ],
    [
      'version: 1\npromotion: { auto_merge: "yes" }',
      '`promotion.auto_merge` is "yes"; it has to be `true` or `false`.',
    ],
    ['version: 1\nwho:', '`who` is empty; it has to be a map of keys.'],
    ['- 1', 'The file is a list; it has to be a map of keys.'],
  ])('says what stands there and what may: %j', (text, words) => {
    expect(told(text)).toContain(words);
    expect(told(text)).not.toMatch(/Invalid|expected|received/);
  });

  it.each([
    ['version: 1\nbudget:\n\tusd: 5', ':3:1 config/yaml: The line is indented with a tab'],
    ['version: 1\nbudget:\n usd: 5\n   tokens: 1', 'so that it is not clear what belongs to what'],
    ['version:1\nbudget:\n  usd:5', 'with a space after the colon'],
    ['version: 1\nbudget:\n\u00a0\u00a0usd: 5', 'looks like a space and is none'],
    ['version: 1\nprotected: [**/lock]', 'Put it into quotes: `"**/name"`'],
    ['version: 1\nbudget: {}\nbudget: {}', ':3:1 config/yaml: This key stands twice'],
    ['version: 1\n---\nversion: 1', 'because of a line `---`. Remove that line.'],
    ['budget: {}', 'Begin the file with the line `version: 1`.'],
    [
      'version: 1\nbudget: { tokens: 200k }',
      'is "200k"; it has to be a number. Write the number alone',
    ],
    ['version: 1\nbudget: { usd: "5" }', 'is "5"; it has to be a number. Write the number alone'],
  ])('tells in plain words, once, how to mend %j', (text, words) => {
    expect(told(text)).toContain(words);
    expect(told(text).split('\n')).toHaveLength(1);
  });

  it('a number that is too large is told its limit once', () => {
    expect(told('version: 1\nbudget: { ci_runs: 1e99 }').split('\n')).toEqual([
      expect.stringContaining('at most 1000'),
    ]);
  });

  it('keeps what is sound of a file that is not, so that its other faults can be told', () => {
    const text =
      'ci: { required: test, settle: 1m }\nmodels: { builder: m, falback: [x] }\nnone: 1\n';
    const parsed = parseRepositoryConfig(text);
    expect(parsed.is === 'bad' && parsed.rest).toEqual({
      version: 1,
      ci: { settle: '1m' },
      models: { builder: 'm' },
    });
  });

  it.each<[string, string]>([
    ['an alias', 'version: 1\nprotected: &a [x]\nallow_protected: *a'],
    ['an anchor', 'version: &v 1'],
    ['a double key', 'version: 1\nversion: 1'],
    ['a tag', 'version: !!int "1"'],
    ['a merge key', '<<: { version: 1 }\nversion: 1'],
    ['a prototype', 'version: 1\n__proto__: { a: 1 }'],
    ['two documents', 'version: 1\n---\nversion: 1'],
    ['no map', '- 1'],
    ['a number that is none', 'version: 1\nbudget: { usd: .nan }'],
    ['an endless number', 'version: 1\nbudget: { usd: .inf }'],
    ['no version', 'budget: { usd: 1 }'],
    ['another version', 'version: 2'],
    ['too much', `version: 1\n#${'x'.repeat(65_536)}`],
    ['a workflow outside its folder', 'version: 1\nci: { dispatch: [../x.yml] }'],
    ['a gate that is no file', 'version: 1\nci: { preflight: ./gate }'],
    ['deep nesting', `version: ${'['.repeat(50)}${']'.repeat(50)}`],
  ])('with %s is refused', (_, text) => {
    expect(parseRepositoryConfig(text).is).toBe('bad');
  });

  it('never throws, whatever the file holds', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'version: 1',
        'budget:',
        '  usd: 1',
        '- a',
        '{',
        ']',
        '? x',
        '&a *a',
        '<<: x',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const parsed = parseRepositoryConfig(text);
        if (parsed.is === 'ok') return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { line: at = 1 } of parsed.problems) {
          expect(at).toBeGreaterThanOrEqual(1);
          expect(at).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
