import { describe, expect, it } from '@jest/globals';
import { runSummary, summaryMarkdown } from '../../../src/core/report/run-summary.ts';
import { MOMENTS } from './moments.ts';

describe('the summary of a pass', () => {
  const done = runSummary(MOMENTS['merged']);

  it('has what a machine wants to know of a run', () => {
    expect(done).toEqual({
      ...{ issue: 142, run_id: '142-1', title: 'Invoices', state: 'DONE_SUCCESS', pr: 143 },
      phases: [
        { id: 'T1.P1', state: 'COMPLETE', attempts: 1 },
        { id: 'T1.P2', state: 'COMPLETE', attempts: 2 },
        { id: 'T2.P1', state: 'COMPLETE', attempts: 1 },
      ],
      ...{ tokens: 288_400, cost_usd: 2.87 },
    });
  });

  it('is a table for people', () => {
    const started = runSummary(MOMENTS['just started']);
    expect(summaryMarkdown([done, started], ['The key is missing.'])).toMatchInlineSnapshot(`
     "## Autopack

     | Issue | Run | State | Phases | PR | Spent |
     |---|---|---|---|---|---|
     | #142 Invoices | \`142-1\` | DONE_SUCCESS | 3 of 3 | #143 | $2.87, 288k tokens |
     | #142 Invoices | \`142-1\` | PHASE_QUEUEING | 0 of 3 |  | $0.00, 0 tokens |

     **Needs a person**
     - The key is missing."
    `);
  });

  it('says that there is nothing to do', () => {
    expect(summaryMarkdown([], [])).toContain('No run is open and no issue asks for one.');
  });

  it('shows titles and problems as the text they are', () => {
    const text = summaryMarkdown(
      [{ ...done, title: '@team | <b> fixes #1' }],
      ['![x](https://evil.test)'],
    );
    expect(text).not.toMatch(/@team|<b>|fixes #1|!\[|https:/);
    expect(
      text
        .split('\n')
        .find((line) => line.startsWith('| #142'))
        ?.match(/(?<!\\)\|/g),
    ).toHaveLength(7);
  });
});
