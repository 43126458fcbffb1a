import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/core/plan/parse.ts';

/** The problems of a plan, one a line: level, line, code, what and what to do. */
const told = (text: string): string =>
  parsePlan(text)
    .problems.map((p) => `${p.level} ${p.line ?? '-'} ${p.code}: ${p.message} ${p.fix}`)
    .join('\n');

const phase = (...fields: readonly string[]): string =>
  ['## T1.P1: A', '', '- category: docs', ...fields].join('\n');

describe('what is wrong with a plan is told with its line and a fix', () => {
  it.each<[string, string, string]>([
    ['empty', ' \n', 'plan/empty'],
    ['too large', 'x'.repeat(65_537), 'plan/too-large'],
    ['too large in bytes, not in characters', 'é'.repeat(33_000), 'plan/too-large'],
    ['too long', '\n'.repeat(4_000) + 'a', 'plan/too-many-lines'],
    ['no phases', '# Idea\n\nDo something nice.', 'plan/no-phases'],
    [
      'a tier without phases',
      '## T1: A\n### T1.P1: B\n- category: docs\n## T2: C',
      'plan/empty-tier',
    ],
    ['an id twice', `${phase()}\n${phase()}`, 'plan/duplicate-id'],
    ['no category', '## T1.P1: A', 'plan/no-category'],
    ['a bad id', '```yaml\nphases:\n  - id: "a b"\n    category: docs\n```', 'plan/bad-id'],
    [
      'fields without a phase',
      '## T1: A\n### Setup\n- category: docs\n- scope: x\n### T1.P1: B\n- category: docs',
      'plan/fields-without-phase',
    ],
    [
      'a tier inside a tier',
      '## T1: A\n### T2: B\n#### T2.P1: C\n- category: docs',
      'plan/heading-depth',
    ],
    ['a phase beside its tier', '## T1: A\n## T1.P1: B\n- category: docs', 'plan/heading-depth'],
    [
      'a phase inside a phase',
      '## T1.P1: B\n- category: docs\n### T1.P2: C\n- category: docs',
      'plan/heading-depth',
    ],
    [
      'a field beside its phase',
      '## T1.P1: B\n- category: docs\n## Acceptance\n- x',
      'plan/heading-depth',
    ],
    [
      'a phase before the tiers',
      '## T1.P1: B\n- category: docs\n# Tier 2: C\n## T2.P1: D\n- category: docs',
      'plan/phase-without-tier',
    ],
    ['a slip in a heading', '## T1.P1: B\n- category: docs\n## Phsae 2: C', 'plan/unknown-section'],
    ['a section after the plan', `${phase()}\n# Notes\nThanks`, 'plan/ignored-section'],
    ['an empty field', phase('- scope:'), 'plan/empty-field'],
    ['a field twice', phase('- scope: a', '- scope: b'), 'plan/duplicate-field'],
    ['too many entries', phase(`- scope: ${'a,'.repeat(101)}`), 'plan/too-many-entries'],
    ['a long description', `${phase()}\n\n${'word '.repeat(5_000)}`, 'plan/description-too-long'],
    ['caps in an issue', `budget: 1e9\n\n${phase()}`, 'plan/unknown-field'],
    ['YAML without a fence', 'Do:\n\nphases:\n  - name: A\n    category: docs', 'plan/yaml-fence'],
    ['YAML in a fence', '```\ntiers:\n  - phases:\n    - category: x\n```', 'plan/yaml-fence'],
    ['two plans', '```yaml\nphases: []\n```\n```yaml\nphases: []\n```', 'plan/two-plans'],
    ['hidden characters', `${phase()}\n\nDo\u{e0041}\u{e0042} it`, 'plan/hidden-characters'],
    [
      'the front field twice',
      `run scope: multi_tier\nrun scope: single_tier\n\n${phase()}`,
      'plan/duplicate-field',
    ],
  ])('%s', (_, text, code) => {
    const { problems } = parsePlan(text);

    expect(problems.map((problem) => problem.code)).toContain(code);
    for (const problem of problems) expect(problem.fix).not.toBe('');
  });

  it('names the nearest field, category, value and phase', () => {
    const text = [
      'safety profile: strict',
      '',
      '## T1.P1: A',
      '- categry: tests',
      '- complexity: hgih',
      '- category: testing',
      '- budget: 1e9',
      '## T1.P2: B',
      '- category: docs',
      '- depends on: T1.P11, T1.P2',
    ].join('\n');

    expect(told(text)).toMatchInlineSnapshot(`
     "must 1 plan/unknown-value: \`strict\` is no value of \`safety profile\`. Use one of \`normal\`, \`safety_critical\`.
     must 4 plan/unknown-field: There is no field \`categry\`. Did you mean \`category\`?
     must 5 plan/unknown-value: \`hgih\` is no value of \`complexity\`. Use one of \`low\`, \`medium\`, \`high\`.
     must 6 plan/unknown-category: There is no category \`testing\`. Did you mean \`tests\`?
     must 7 plan/unknown-field: There is no field \`budget\`. Caps, models and rules are set in \`.github/autopack.yml\` on the default branch, never in an issue.
     must 10 plan/unknown-dependency: Phase T1.P2 depends on \`T1.P11\`, which is not a phase of this plan. Did you mean \`T1.P1\`?
     must 10 plan/cyclic-dependency: Phase T1.P2 depends on itself. Remove that dependency."
    `);
  });

  it('quotes a value as it was written', () => {
    const text = ['## T1.P1: A', '- category: general, tests', '- builder mode: as you-like'];

    expect(told(text.join('\n'))).toMatchInlineSnapshot(`
     "must 2 plan/unknown-category: There is no category \`general, tests\`. A phase has one category: keep the one with the most risk, or split the phase.
     must 3 plan/unknown-value: \`as you-like\` is no value of \`builder mode\`. Use one of \`tweak_light\`, \`scaffolding_heavy\`, \`refactor_heavy\`, \`schema_heavy\`."
    `);
  });

  it('asks nobody for headings where the YAML is what cannot be read', () => {
    const fenced = (yaml: string): string => told(`\`\`\`yaml\ntiers:\n${yaml}\n\`\`\``);

    expect(fenced('  - name: A\n scope: x')).toMatch(/^must 4 plan\/yaml: .*$/);
    expect(fenced('  name: A')).toMatch(/^must 2 plan\/yaml-shape: .*$/);
    expect(fenced('  - name: A')).toContain('plan/no-phases');
  });

  it('tells of loops and of waiting for a later tier', () => {
    const text = [
      '## T1: A',
      '### T1.P1: a',
      '- category: docs',
      '- depends on: T1.P2',
      '### T1.P2: b',
      '- category: docs',
      '- depends on: T1.P1, T2.P1',
      '## T2: B',
      '### T2.P1: d',
      '- category: docs',
    ].join('\n');

    expect(told(text)).toMatchInlineSnapshot(`
     "must 4 plan/cyclic-dependency: Phases wait for each other: T1.P1 → T1.P2 → T1.P1. Remove one of these dependencies.
     must 7 plan/later-dependency: Phase T1.P2 depends on T2.P1, which is in a later tier. Tiers run one after the other: move one of the two phases."
    `);
  });

  it('refuses paths that are not what they look like', () => {
    const paths = [
      '../../etc/passwd',
      'a/./b',
      '/etc/passwd',
      'C:/x',
      'a\\\\b',
      'a//b',
      'a\0b',
      'src/\u202egnp.exe',
      'src/a\u200bb.ts',
      'p\u0430ckage.json',
      '.GIT/config',
      '~/x',
      '!src/x',
      '+(a|b)',
    ];

    expect(told(phase('- scope:', ...paths.map((path) => `  - \`${path}\``))))
      .toMatchInlineSnapshot(`
     "must 5 plan/bad-path: The path \`../../etc/passwd\` leaves its directory by \`..\`. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 6 plan/bad-path: The path \`a/./b\` holds a \`.\` segment. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 7 plan/bad-path: The path \`/etc/passwd\` is absolute. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 8 plan/bad-path: The path \`C:/x\` begins with a drive letter. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 9 plan/bad-path: The path \`a\\\\b\` holds a backslash; directories are separated by \`/\`. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 10 plan/bad-path: The path \`a//b\` holds an empty segment. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 11 plan/bad-path: The path \`a<U+0000>b\` holds hidden characters: U+0000. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     should 11 plan/hidden-characters: The plan holds characters that cannot be seen: U+202E, U+200B, U+0000. They are left out. Remove them, unless they came with pasted text and mean nothing.
     must 12 plan/bad-path: The path \`src/<U+202E>gnp.exe\` holds hidden characters: U+202E. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 13 plan/bad-path: The path \`src/a<U+200B>b.ts\` holds hidden characters: U+200B. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 14 plan/bad-path: The path \`pаckage.json\` mixes scripts in \`pаckage\`: а U+0430. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 15 plan/bad-path: The path \`.GIT/config\` reaches into \`.git\`. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 16 plan/bad-path: The path \`~/x\` is absolute. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 17 plan/bad-path: The path \`!src/x\` begins with \`!\`, and exclusions are not supported. Write paths relative to the repository, with \`/\`, as they are on the default branch.
     must 18 plan/bad-path: The path \`+(a|b)\` uses an extended glob, which is not supported. Write paths relative to the repository, with \`/\`, as they are on the default branch."
    `);
  });

  it('takes paths in one script, and names with brackets', () => {
    const paths = ['документы/пакет.json', 'app/(group)/[id]/page.tsx', './src/', '.gitignore'];
    const parsed = parsePlan(phase('- scope:', ...paths.map((path) => `  - ${path}`)));

    expect(parsed).toMatchObject({
      is: 'plan',
      problems: [],
      plan: {
        phases: [
          { scope: ['документы/пакет.json', 'app/(group)/[id]/page.tsx', 'src/**', '.gitignore'] },
        ],
      },
    });
  });

  it('takes hidden characters out of what a model is given', () => {
    const parsed = parsePlan(`${phase()}\n\nDo\u{e0041}\u{e0042}\u2060 it\u202e ⚠️`);

    expect(parsed).toMatchObject({ plan: { phases: [{ description: 'Do it ⚠' }] } });
  });
});

describe('YAML that attacks', () => {
  const fenced = (yaml: string): string => `Hello\n\n\`\`\`yaml\n${yaml}\n\`\`\``;

  it.each<[string, string]>([
    ['an alias', 'phases:\n  - &a { name: x }\n  - *a'],
    ['a bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nphases: [*b,*b]'],
    ['a tag', 'phases:\n  - !!js/function "x"'],
    ['a merge key', 'phases:\n  - <<: { name: x }'],
    ['a double key', 'phases: []\nphases: []'],
    ['deep nesting', `phases: ${'['.repeat(40)}${']'.repeat(40)}`],
    ['very deep nesting', `phases: ${'['.repeat(30_000)}`],
    ['a prototype', 'phases: []\n__proto__: { polluted: true }'],
    ['two documents', 'phases: []\n---\nphases: []'],
    ['a list for a name', 'phases:\n  - name: [x]\n    category: docs'],
    ['broken text', 'phases: [\n'],
    ['a plan that is no map', 'phases:\n- x'],
  ])('%s is refused within the fence', (_, yaml) => {
    const { is, problems } = parsePlan(fenced(yaml));

    expect(is).toBe('bad');
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
    for (const { line = 1 } of problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(fenced(yaml).split('\n').length);
    }
  });
});
