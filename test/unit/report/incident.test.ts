import { describe, expect, it } from '@jest/globals';
import { choicesFor } from '../../../src/core/report/choices.ts';
import { incidentComment } from '../../../src/core/report/incident.ts';
import { RunFailure } from '../../../src/core/run/event.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { MOMENTS } from './moments.ts';
import { BASE } from '../run/story.ts';
import { ends, LINKS, pushes, RULES, run, starts } from './runs.ts';

const FIRST = { phase: 'T1.P1', before: BASE, head: 'a1'.repeat(20), minute: 1 };

const incident = (of: Run): string | null =>
  incidentComment({ run: of, strategy: RULES, links: LINKS });

describe('the incident', () => {
  it.each(['out of attempts', 'out of money', 'cancelled'] as const)(
    'of a run that is %s',
    (name) => {
      expect(incident(MOMENTS[name])).toMatchSnapshot();
    },
  );

  it('is there only when a run failed', () => {
    expect(incident(MOMENTS['waiting for CI'])).toBeNull();
    expect(incident(MOMENTS['merged'])).toBeNull();
  });

  it('of a run that pushed nothing has no code to look at', () => {
    const early = incident(run(starts('T1.P1', 1), ends({ phase: 'T1.P1', detail: 'No.' }, 2)));
    expect(early).not.toContain('git fetch');
    expect(early).not.toContain('| Try |');
    expect(early).toContain('Last verified: nothing yet.');
  });

  it('tells the caps as people have raised them', () => {
    const raised = { tokens: 500_000, microUsd: 2_000_000 };
    const text = incident({ ...MOMENTS['out of money'], raised });
    expect(text).toContain('of $8.00, ');
    expect(text).toContain('of 2.5M tokens');
    expect(text).toMatch(/\| Tokens \| [\d,]+ \| 2,500,000 \|/);
    expect(text).toMatch(/\| Money \| \S+ \| \$8\.00 \|/);
  });

  it('says first which test failed, what the tries have in common, and what was no fault of theirs', () => {
    const moment = MOMENTS['out of attempts'];
    const log = [
      'ci.yml › e2e: failure',
      'The failed jobs were not run once more: the app lacks the permission actions: write.',
      '## e2e',
      '##[group]Run actions/checkout@v4',
      '##[group]Run node --test',
      '✖ adds | `x` (1.04ms)',
      '✖ failing tests:',
      '  AssertionError [ERR_ASSERTION]: 6 == 5',
      '##[error]Process completed with exit code 1.',
    ].join('\n');
    const phases = moment.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({
        ...one,
        rerun: { runs: [], at: 1, refused: 'the app lacks the permission actions: write' },
        ci: one.ci && { ...one.ci, excerpt: log },
      })),
    }));
    const text = incident({ ...moment, phases }) ?? '';
    expect(text).toContain("**Why** `adds ¦ 'x'` fails in 2 of 3 tries.");
    expect(text).toContain(
      "[🔴 CI](https://github.com/o/r/actions/runs/902) | `adds ¦ 'x'` fails: AssertionError [ERR\\_ASSERTION]\\: 6 == 5 |",
    );
    expect(text).toContain('| the same as in try 1 |');
    expect(text).toContain('What failed there in CI, by its log: `node --test`');
    expect(text.match(/lacks the permission/g)).toHaveLength(1);
  });

  it('says of a head that nobody judged why', () => {
    const early = [starts('T1.P1', 1), ...pushes({ ...FIRST, attempt: 1 })];
    const failure = { reason: 'ci_not_registered', phase: 'T1.P1', detail: 'No CI.' } as const;
    expect(incident(run(...early, ends(failure, 9)))).toContain(
      '| ⚪ no verdict | what is required of CI never started on it |',
    );
  });

  it('counts rules that passed in one line, and says nothing after them that is not there', () => {
    const moment = MOMENTS['out of attempts'];
    const gate = [
      { rule: 'no-op', verdict: 'pass' as const, note: '' },
      { rule: 'syntax', verdict: 'pass' as const, note: '1 of 1 files parsed' },
      { rule: 'symbols', verdict: 'warn' as const, note: '' },
    ];
    const phases = moment.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({ ...one, gate })),
    }));
    expect(incident({ ...moment, phases })).toContain(
      '**Gate of the last commit**\n- warn, symbols\n- pass: no-op, syntax (1 of 1 files parsed)\n',
    );
  });

  it('names the phase once', () => {
    const heading = incident(MOMENTS['out of attempts'])?.split('\n')[2];
    expect(heading?.match(/T1\.P2/g)).toHaveLength(1);
  });

  it.each(RunFailure.shape.reason.options)('tells what can be done about %s', (reason) => {
    const of = run(ends({ reason, detail: 'It ended.', phase: null }, 2));
    const text = incident(of);
    expect(text).toContain(`\`${reason}\``);
    for (const choice of choicesFor(reason, null, { run: of, strategy: RULES }))
      expect(text).toContain(`- ${choice}`);
  });
});
