import { describe, expect, it } from '@jest/globals';
import { choicesFor } from '../../../src/core/report/choices.ts';
import { incidentComment } from '../../../src/core/report/incident.ts';
import { RunFailure } from '../../../src/core/run/event.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { MOMENTS } from './moments.ts';
import { ends, LINKS, RULES, run, starts } from './runs.ts';

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
    expect(text).toMatch(/\| Tokens \| \d+ \| 2500000 \|/);
    expect(text).toMatch(/\| Money \| \S+ \| \$8\.00 \|/);
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
