import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';

const planOf = (text: string): Plan => {
  const parsed = parsePlan(text);
  if (parsed.is === 'bad') throw new Error(JSON.stringify(parsed.problems, null, 1));
  return parsed.plan;
};

const told = (text: string): readonly string[] =>
  parsePlan(text).problems.map((p) => `${p.line ?? '-'} ${p.code}: ${p.message} ${p.fix}`);

const codes = (text: string): readonly string[] =>
  parsePlan(text).problems.map(({ code, line }) => `${line ?? '-'} ${code}`);

const PHASE = '## T1.P1: A\n- category: general\n- acceptance: it works\n';

describe('what governs the whole plan is read wherever people put it before the plan, and never lost', () => {
  it.each([
    [
      'front matter',
      `---\nsafety_profile: safety_critical\nrun_scope: multi_tier\n---\n\n${PHASE}`,
    ],
    ['a rule right below it', `safety profile: safety_critical\n---\n${PHASE}`],
    ['a heading', `# Safety profile: safety_critical\n\n${PHASE}`],
    ['an issue form', `### Safety profile\n\nsafety_critical\n\n### Plan\n\n${PHASE}`],
    ['a list, in bold', `- **Safety profile:** safety_critical\n\n${PHASE}`],
    ['a mark of a Windows editor before it', `\u{feff}safety profile: safety_critical\n\n${PHASE}`],
  ])('%s', (_, text) => {
    expect(planOf(text).safetyProfile).toBe('safety_critical');
  });

  it.each([
    [
      'in a tier',
      '## T1: A\n\nsafety profile: safety_critical\n\n### T1.P1: B\n- category: docs',
      3,
    ],
    ['in a phase', '## T1.P1: B\n- category: docs\n\nrun scope: single_tier', 4],
    ['in a list of a phase', '## T1.P1: B\n- category: docs\n- safety profile: safety_critical', 3],
    ['in a heading', '## T1.P1: B\n- category: docs\n\n## Run scope: single_tier', 4],
  ])('it is refused %s', (_, text, line) => {
    expect(codes(text)).toEqual([`${line} plan/late-front`]);
  });

  it('an issue form without an answer says nothing', () => {
    expect(planOf(`### Run scope\n\n_No response_\n\n### Plan\n\n${PHASE}`).runScope).toBe(
      'multi_tier',
    );
  });
});

describe('fields are read as word processors, chat models and other languages write them', () => {
  const scopeOf = (fields: string): readonly string[] | undefined =>
    planOf(`## T1.P1: A\n- category: general\n- acceptance: x\n\n${fields}`).phases[0]?.scope;

  it.each([
    ['broken over two lines', '**Scope:** src/a.ts,\nsrc/b.ts'],
    ['below a name alone', '- **Scope**\n  - src/a.ts\n  - src/b.ts'],
    ['behind an emoji', '- 📁 **Scope:** src/a.ts, src/b.ts'],
    ['with an emoji in bold', '- **📁 Scope:** src/a.ts, src/b.ts'],
    ['with a colon of full width', '- scope： src/a.ts, src/b.ts'],
    ['with a space before the colon', '- Scope\u{202f}: src/a.ts, src/b.ts'],
    ['with hard spaces', '-\u{a0}scope:\u{a0}src/a.ts, src/b.ts'],
    ['with the bullets of a word processor', '•\tscope: src/a.ts, src/b.ts'],
    ['in curly quotes', '- scope: ‘src/a.ts’, “src/b.ts”'],
    ['as links', '- scope: [src/a.ts](https://github.com/o/r/blob/main/src/a.ts), [src/b.ts](b)'],
    ['with words in parentheses', '- scope (only these): src/a.ts, src/b.ts'],
  ])('%s', (_, fields) => {
    expect(scopeOf(fields)).toEqual(['src/a.ts', 'src/b.ts']);
  });

  it('headings have emoji, bold words and colons of full width', () => {
    const { tiers, phases } = planOf(
      '## 🏗️ **Tier 1**: Base\n### 1️⃣ **Phase 1：表**\n- category: docs\n### ✅ Phase 2 — Words\n- category: docs',
    );

    expect(tiers.map(({ id, name }) => `${id} ${name}`)).toEqual(['T1 Base']);
    expect(phases.map(({ id, name }) => `${id} ${name}`)).toEqual(['T1.P1 表', 'T1.P2 Words']);
  });

  it('a list of phases below a tier needs no check boxes', () => {
    const { phases } = planOf(
      '## T1: Login\n\n- Phase 1: Form\n  - category: general\n  - scope:\n    - src/login/**\n- Phase 2: Words\n  - category: docs\n',
    );

    expect(phases.map(({ id, name, scope }) => [id, name, scope])).toEqual([
      ['T1.P1', 'Form', ['src/login/**']],
      ['T1.P2', 'Words', []],
    ]);
  });

  it('other names for acceptance, and YAML that holds a list in a text', () => {
    const yaml =
      '```yaml\nphases:\n  - name: B\n    category: docs\n    scope: |\n      a.md\n      b.md\n    acceptance: |\n      - one\n      - two\n```';

    expect(
      planOf('## T1.P1: A\n- category: docs\n\n### Success criteria\n\n- one').phases[0],
    ).toMatchObject({
      acceptance: ['one'],
    });
    expect(planOf(yaml).phases[0]).toMatchObject({
      scope: ['a.md', 'b.md'],
      acceptance: ['one', 'two'],
    });
  });

  it('a rule between two phases is no description', () => {
    expect(planOf(`${PHASE}\n---\n\n## T1.P2: B\n- category: docs`).phases[0]?.description).toBe(
      '',
    );
  });
});

describe('what a field says is not turned into something else', () => {
  it('nothing is nothing', () => {
    const [phase] = planOf(
      '## T1.P1: A\n- category: docs\n- read only: none\n- deliverables: None\n- depends on: N/A\n- acceptance: n/a',
    ).phases;

    expect(phase).toMatchObject({
      readOnlyContext: [],
      deliverables: [],
      dependsOn: [],
      acceptance: [],
    });
  });

  it.each(['none', 'All', 'everything'])('a scope of `%s` is asked about', (word) => {
    expect(told(`## T1.P1: A\n- category: docs\n- scope: ${word}`)).toEqual([
      `3 plan/bad-path: \`${word.toLowerCase()}\` names no path as the scope. Name paths, or remove the field: without it every path that is not protected may change.`,
    ]);
  });

  it('words are no path', () => {
    expect(
      told(
        '## T1.P1: A\n- category: docs\n- scope: the parser and its tests\n- read only: We need it',
      ),
    ).toEqual([
      '3 plan/bad-path: “the parser and its tests” holds spaces. A path that does stands in backticks; words stand outside of the field. Write paths relative to the repository, with `/`, as they are on the default branch.',
      '4 plan/bad-path: “We need it” holds spaces. A path that does stands in backticks; words stand outside of the field. Write paths relative to the repository, with `/`, as they are on the default branch.',
    ]);
    expect(planOf('## T1.P1: A\n- category: docs\n- scope: `a b.md`').phases[0]?.scope).toEqual([
      'a b.md',
    ]);
  });

  it('what is said beside a path goes to the model', () => {
    const [phase] = planOf(
      '## T1.P1: A\n- category: docs\n- scope: src/a.ts (only the exports), src/b.ts - keep its API\n- deliverables:\n  - `src/c.ts` — new',
    ).phases;

    expect(phase).toMatchObject({
      scope: ['src/a.ts', 'src/b.ts'],
      deliverables: ['src/c.ts'],
      description: '- `src/a.ts`: only the exports\n- `src/b.ts`: keep its API\n- `src/c.ts`: new',
    });
  });

  it('dependencies may be named with words beside them, together, and by their names', () => {
    const text = ['One', 'Two', 'Three', 'Four', 'Five']
      .map((name, index) => `## T1.P${index + 1}: ${name}\n- category: docs\n- depends on: `)
      .map(
        (phase, index) =>
          phase + ['none', 'T1.P1 (One)', 'P1 and Phase 2', 'three', 'Phase 4: Four'][index],
      )
      .join('\n');

    expect(planOf(text).phases.map(({ dependsOn }) => dependsOn)).toEqual([
      [],
      ['T1.P1'],
      ['T1.P1', 'T1.P2'],
      ['T1.P3'],
      ['T1.P4'],
    ]);
  });

  it('no phase is told to depend on itself', () => {
    const text = (on: string) => `## T1.P1: A\n- category: docs\n- depends on: ${on}`;

    expect(told(text('T1.P11'))).toEqual([
      '3 plan/unknown-dependency: Phase T1.P1 depends on `T1.P11`, which is not a phase of this plan. Remove it: there is no other phase.',
    ]);
    expect(told(text('T1.P1'))).toEqual([
      '3 plan/cyclic-dependency: Phase T1.P1 depends on itself. Remove that dependency.',
    ]);
    expect(told(`${text('T1.P11')}\n## T1.P2: B\n- category: docs`)[0]).toMatch(
      /Did you mean `T1\.P2`\?$/,
    );
  });

  it('a name among fields that is none is told with the place for text', () => {
    const list = '## T1.P1: A\n- category: docs\n- Abhängig von: T1.P2';

    expect(told(list)[0]).toMatch(
      /^3 plan\/unknown-field: There is no field `Abhängig von`\. Use one of .* Text for the model stands outside of the list of fields\.$/,
    );
    expect(codes('## T1.P1: A\n- category: docs\n\n**Goal:** small\n**Scope:** src/a.ts')).toEqual([
      '4 plan/unknown-field',
    ]);
    expect(codes('## T1.P1: A\n- category: docs\n\nGoal: small\nScope: src/a.ts')).toEqual([
      '4 plan/unknown-field',
    ]);
  });

  it('fields in a table are refused, and a table of something else is not', () => {
    const table = '| Field | Value |\n|---|---|\n| Scope | src/a.ts |';

    expect(codes(`## T1.P1: A\n- category: docs\n\n${table}`)).toEqual(['4 plan/field-table']);
    expect(codes(`## T1.P1: A\n- category: docs\n\n${table.replace('Scope', 'Size')}`)).toEqual([]);
    const goods = '| Category | Goods |\n|---|---|\n| Tea | 12 |';
    expect(codes(`## T1.P1: A\n- category: docs\n\n${goods}`)).toEqual([]);
  });

  it('a phase that is ticked off is built, and that is told', () => {
    expect(
      told('## T1: A\n- [x] T1.P1 Write\n  - category: docs\n- [ ] T1.P2 Read\n  - category: docs'),
    ).toEqual([
      '2 plan/ticked-phase: Phase “Write” is ticked off, and is built all the same. Remove it if it is done.',
    ]);
  });

  it('a criterion that YAML takes for a map is told as that', () => {
    const text = (entry: string) =>
      `\`\`\`yaml\nphases:\n  - name: B\n    category: docs\n    acceptance:\n      - ${entry}\n\`\`\``;

    expect(told(text('the test: passes'))).toEqual([
      '6 plan/yaml-shape: This entry is no text: YAML takes `word: rest` for a key with a value. Put the whole entry into quotes: `- "word: rest"`.',
    ]);
    expect(planOf(text('"the test: passes"')).phases[0]?.acceptance).toEqual(['the test: passes']);
  });
});
