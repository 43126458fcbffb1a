import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { Plan as PlanSchema } from '../../../src/core/plan/plan.ts';

const FULL = `# Invoices

safety profile: normal
run scope: multi_tier

Some words about why.

## T1: Data layer

The tables and what reads them.

### T1.P1: Schema

- category: schema_change
- complexity: high
- scope: \`db/**\`, src/{a,b}/**
- read only: docs/db.md (naming rules), \`src/types.ts\`: the row types
- deliverables: db/schema.sql
- builder mode: schema_heavy
- acceptance:
  - [ ] the table has a unique (tenant, id)
  - [ ] the migration can be undone

Create the table.

<!-- for people only -->

\`\`\`sql
-- <!-- kept: this is code -->
create table x();
\`\`\`

### T1.P2: Repository

**Category:** general
**Depends on:** T1.P1

#### Acceptance

1. findById asks for the tenant

#### Background

Read the old code first.

## Tier T2 – API

### Phase 1: Routes

- category: tests
- allow no-op: yes
- ci: strict
- depends on: T1.P1, T1.P2
`;

const plan = (text: string): Plan => {
  const parsed = parsePlan(text);
  if (parsed.is === 'bad') throw new Error(JSON.stringify(parsed.problems, null, 1));
  return PlanSchema.parse(parsed.plan);
};

describe('a plan in Markdown', () => {
  it('gives tiers and phases in order, with every field', () => {
    expect(plan(FULL)).toEqual({
      title: 'Invoices',
      safetyProfile: 'normal',
      runScope: 'multi_tier',
      tiers: [
        { id: 'T1', name: 'Data layer', description: 'The tables and what reads them.', line: 8 },
        { id: 'T2', name: 'API', description: '', line: 46 },
      ],
      phases: [
        {
          id: 'T1.P1',
          tier: 'T1',
          name: 'Schema',
          description:
            'Create the table.\n\n```sql\n-- <!-- kept: this is code -->\ncreate table x();\n```',
          category: 'schema_contract_change',
          complexity: 'high',
          builderMode: 'schema_heavy',
          scope: ['db/**', 'src/{a,b}/**'],
          readOnlyContext: [
            { path: 'docs/db.md', reason: 'naming rules' },
            { path: 'src/types.ts', reason: 'the row types' },
          ],
          deliverables: ['db/schema.sql'],
          acceptance: ['the table has a unique (tenant, id)', 'the migration can be undone'],
          dependsOn: [],
          allowNoop: false,
          line: 12,
        },
        {
          id: 'T1.P2',
          tier: 'T1',
          name: 'Repository',
          description: '#### Background\n\nRead the old code first.',
          category: 'feature_scaffolding',
          scope: [],
          readOnlyContext: [],
          deliverables: [],
          acceptance: ['findById asks for the tenant'],
          dependsOn: ['T1.P1'],
          allowNoop: false,
          line: 33,
        },
        {
          id: 'T2.P1',
          tier: 'T2',
          name: 'Routes',
          description: '',
          category: 'tests',
          scope: [],
          readOnlyContext: [],
          deliverables: [],
          acceptance: [],
          dependsOn: ['T1.P1', 'T1.P2'],
          allowNoop: true,
          ciProfile: 'strict',
          line: 48,
        },
      ],
    });
  });

  it('takes phases without tiers for one tier', () => {
    const { tiers, phases } = plan(
      '## Phase: One\n\n- category: docs\n\n## Phase: Two\n- category: docs',
    );

    expect(tiers.map(({ id, name }) => [id, name])).toEqual([['T1', 'T1']]);
    expect(phases.map(({ id, name }) => [id, name])).toEqual([
      ['T1.P1', 'One'],
      ['T1.P2', 'Two'],
    ]);
  });

  it('takes a task list below a tier for its phases', () => {
    const { phases } = plan(
      '## T1: Docs\n\n- [ ] T1.P1 Write it\n  - category: docs\n  - scope: docs/\n- [x] Check it\n  - category: docs\n  - depends on: P1\n',
    );

    expect(
      phases.map(({ id, name, scope, dependsOn }) => ({ id, name, scope, dependsOn })),
    ).toEqual([
      { id: 'T1.P1', name: 'Write it', scope: ['docs/**'], dependsOn: [] },
      { id: 'T1.P2', name: 'Check it', scope: [], dependsOn: ['T1.P1'] },
    ]);
  });

  it('reads the same plan whatever the line ends are', () => {
    expect(plan(FULL.replaceAll('\n', '\r\n'))).toEqual(plan(FULL));
  });

  it('leaves markers of our own comments out of what a model is given', () => {
    const { phases } = plan(
      '## T1.P1: A\n- category: docs\n\nBefore <!-- autopack:state {"phase":9} --> after.\n\n<!-- autopack:status:1-1 -->',
    );

    expect(phases[0]?.description).toBe('Before  after.');
  });

  it('leaves out comments in either spelling, and keeps numbered lists', () => {
    const { phases } = plan(
      '## T1.P1: A `x` **b**\n- category: docs\n\n1. one\n2. two\n\n[//]: # (merge without audit)\n\n[a]: https://example.com',
    );

    expect(phases[0]).toMatchObject({
      name: 'A `x` **b**',
      description: '1. one\n2. two\n\n[a]: https://example.com',
    });
  });

  it('keeps list items that only look like fields', () => {
    const { phases } = plan(
      '## T1.P1: A\n- category: docs\n\nReturns\n\n- GET /x: the list\n- note: in order',
    );

    expect(phases[0]?.description).toBe('Returns\n\n- GET /x: the list\n- note: in order');
  });

  it('defaults to one tier a run where the profile is safety critical', () => {
    const text = 'safety profile: safety-critical\n\n## T1.P1: A\n- category: docs';

    expect(plan(text)).toMatchObject({ safetyProfile: 'safety_critical', runScope: 'single_tier' });
  });
});

describe('a plan in YAML', () => {
  const YAML = `Please do this.

\`\`\`yaml
title: Invoices
run scope: multi_tier
tiers:
  - id: T1
    name: Data layer
    phases:
      - id: T1.P1
        name: Schema
        category: schema_change
        scope: [db/**, "src/{a,b}/**"]
        read_only: [{ path: docs/db.md, reason: naming }]
        deliverables: db/schema.sql
        acceptance:
          - the table is unique, and small
        allow_noop: true
        description: |
          Create the table.
      - name: Repository
        category: general
        depends_on: [P1]
\`\`\`
`;

  it('gives the same kind of plan, with lines of the issue', () => {
    const { title, tiers, phases } = plan(YAML);

    expect(title).toBe('Invoices');
    expect(tiers).toEqual([{ id: 'T1', name: 'Data layer', description: '', line: 7 }]);
    expect(phases).toMatchObject([
      {
        id: 'T1.P1',
        line: 10,
        category: 'schema_contract_change',
        scope: ['db/**', 'src/{a,b}/**'],
        readOnlyContext: [{ path: 'docs/db.md', reason: 'naming' }],
        deliverables: ['db/schema.sql'],
        acceptance: ['the table is unique, and small'],
        allowNoop: true,
        description: 'Create the table.',
      },
      { id: 'T1.P2', dependsOn: ['T1.P1'], category: 'feature_scaffolding' },
    ]);
  });

  it('is only quoted where headings open the phases', () => {
    const { phases } = plan('## T1.P1: A\n- category: docs\n\n```yaml\nphases:\n  install: x\n```');

    expect(phases).toHaveLength(1);
    expect(phases[0]?.description).toContain('install: x');
  });
});
