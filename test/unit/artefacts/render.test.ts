import { describe, expect, it } from '@jest/globals';
import { ARTEFACTS_VERSION, rendered } from '../../../src/core/artefacts/render.ts';
import { finding, judges, ends, RULES, starts } from '../report/runs.ts';
import { hold, kept } from '../run/story.ts';
import { failed, recordOf, SECOND, WORK } from './records.ts';

const folder = '.autonomous_runs/142-1/';
const texts = (record = failed()): ReadonlyMap<string, string> => rendered(record).texts;
const text = (name: string, record = failed()): string =>
  texts(record).get(`${folder}${name}`) ?? `no ${name}`;

describe('the artefacts of a run', () => {
  it('have the names that v7 gives them', () => {
    expect([...texts().keys()].map((path) => path.replace(folder, '')).sort()).toMatchSnapshot();
  });

  it('are the same whenever they are rendered', () => {
    expect(rendered(failed())).toEqual(rendered(failed()));
  });

  // Where only the tree differs, ARTEFACTS_VERSION has to be counted up: older ledgers are not rendered that way.
  it('are of this version', () => {
    expect({ version: ARTEFACTS_VERSION, tree: rendered(failed()).tree }).toMatchSnapshot();
  });

  it('change when the record does', () => {
    const other = rendered(failed({ detail: 'Something else.' }));
    expect(other.tree).not.toBe(rendered(failed()).tree);
  });

  it.each(['run_summary.md', 'tiers/tier_01_data_layer.md', 'phases/phase_01_T1.P2.md'])(
    'read well: %s',
    (name) => {
      expect(text(name)).toMatchSnapshot();
    },
  );

  it('say which files were named for a phase, and what that cost', () => {
    const own = hold('builder', { id: '142-1.T1.P1.locator.1', role: 'locator', model: 'small' });
    const located = recordOf(
      starts('T1.P1', 1),
      { type: 'locate-started', at: 0, phase: 'T1.P1', hold: own },
      kept(own.id),
      { type: 'files-located', at: 0, phase: 'T1.P1', paths: ['src/a.ts', 'src/`b`.ts'] },
      ends({}, 34),
    );
    const said = text('phases/phase_01_T1.P1.md', located);
    expect(said).toContain("- Files that the Locator named: `src/a.ts`, `src/'b'.ts`");
    expect(said).toContain('| locator:small | 1 | 1,000 |');
  });

  it('count one file as one', () => {
    const small = recordOf(...WORK, ends({}, 34));
    const events = small.events.map((event) =>
      event.type === 'edits-committed' ? { ...event, files: 1 } : event,
    );
    expect(text('phases/phase_01_T1.P1.md', { ...small, events })).toContain(': 1 file, +188 -12');
  });

  it('say of the debt what is open, because its word knows minor findings only', () => {
    expect(text('run_summary.md')).toContain(
      '- Debt: `has_minor_issues`: 1 major and 3 minor open, 9 minor may be left; a major one has no word of its own in v7',
    );
    expect(text('run_summary.md', recordOf(...WORK.slice(0, 1)))).toContain(
      '- Debt: `clean`: 0 major and 0 minor open, 9 minor may be left\n',
    );
  });

  it('tick a criterion only where CI was green on the try that was audited', () => {
    const ticked = (record = failed()): boolean =>
      text('phases/phase_01_T1.P1.md', record).includes('- [x] ');
    const acceptance = ['unique (tenant, id)'];
    const phases = RULES.phases.map((phase) => ({ ...phase, acceptance }));
    const record = { ...failed(), strategy: { ...RULES, phases } };
    expect(ticked(record)).toBe(true);
    const events = record.events.map((event) =>
      event.type === 'ci-finished'
        ? { ...event, report: { ...event.report, verdict: 'red' as const } }
        : event,
    );
    expect(ticked({ ...record, events })).toBe(false);
  });

  it('never give up a file that was written before', () => {
    const reopened = recordOf(
      ...WORK,
      ends({}, 34),
      { type: 'run-reopened', at: 0, by: { id: 5, login: 'alice' } },
      { type: 'phase-retried', at: 0, phase: 'T1.P2', attempts: 1 },
    );
    const after = [...texts(reopened).keys()];
    expect(after).toEqual(expect.arrayContaining([...texts().keys()]));
    expect(text('incident/summary.md', reopened)).toBe(text('incident/summary.md'));
  });

  it('hold no incident where nothing failed', () => {
    const names = [...texts(recordOf(...WORK)).keys()];
    expect(names.filter((name) => name.includes('incident'))).toEqual([]);
  });
});

describe('the index of issues', () => {
  const counts = (record = failed()): unknown =>
    (JSON.parse(text('issues/run_issue_index.json', record)) as { counts: unknown }).counts;

  it('counts distinct keys, however often one was found', () => {
    // Two of the Auditor, two warnings of the gate, and a failure of CI that is gone.
    const all = { distinct: 5, open_major: 1, open_minor: 3, closed: 1, expected: 0 };
    expect(counts()).toEqual(all);
    const again = judges(SECOND, {
      verdict: 'revise',
      findings: [finding(3, { key: 'k1' })],
      round: 2,
    });
    const record = recordOf(...WORK, ...again, ends({}, 34));
    expect(counts(record)).toEqual(all);
  });

  it('names phases and tiers of each', () => {
    const { issues } = JSON.parse(text('issues/run_issue_index.json')) as {
      issues: readonly { key: string; phases: string[]; tiers: string[] }[];
    };
    expect(issues.find(({ key }) => key === 'k1')).toMatchObject({
      phases: ['T1.P2'],
      tiers: ['T1'],
    });
    expect(issues.map(({ key }) => key)).toEqual(issues.map(({ key }) => key).toSorted());
  });
});

describe('names from a plan', () => {
  it('cannot leave the folder', () => {
    const base = failed();
    const [tier] = base.strategy.tiers;
    const [phase] = base.strategy.phases;
    if (tier === undefined || phase === undefined) throw new Error('no parts');
    const strategy = {
      ...base.strategy,
      tiers: [{ ...tier, name: '../../etc/Passwd' }],
      phases: [{ ...phase, id: 'a/../..' }],
    };
    const names = [...texts({ ...base, strategy }).keys()];
    expect(names.filter((name) => name.split('/').includes('..'))).toEqual([]);
    expect(names).toContain(`${folder}tiers/tier_01_etc_passwd.md`);
  });
});

describe('a record that was read back', () => {
  it('renders to the same texts, in whatever order its keys stand', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      const fields = Object.entries(value).map(([key, field]) => [key, turned(field)] as const);
      return Object.fromEntries(fields.toReversed());
    };
    const record = failed();
    expect(rendered(turned(record) as typeof record).tree).toBe(rendered(record).tree);
  });
});
