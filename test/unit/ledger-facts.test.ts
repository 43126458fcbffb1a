import { describe, expect, it } from '@jest/globals';
import type { Hold } from '../../src/core/budget.ts';
import { type LedgerFact, heard } from '../../src/ledger-facts.ts';
import type { Ledger, LedgerEntry, LedgerTip } from '../../src/ports.ts';

const hold: Hold = {
  ...{ id: 'h1', role: 'builder', phase: 'T1.P1', model: 'gpt-5.4', tokens: 500, microUsd: 70 },
  ...{ promptHash: 'p', lease: { worker: 'w', until: 1 } },
};
const run = (state: string, answer: string | null | undefined) =>
  ({ state, call: answer === undefined ? null : { hold, answer } }) as unknown as LedgerTip['run'];
const tip = (at: LedgerTip['run']): LedgerTip => ({ runId: '1-1', run: at }) as LedgerTip;

/** What is heard of one append. */
async function factsOf(before: LedgerTip['run'], entry: LedgerEntry): Promise<LedgerFact[]> {
  const facts: LedgerFact[] = [];
  const ledger = { append: async () => tip(entry.run) } as unknown as Ledger;
  const ears = { fact: (fact: LedgerFact) => void facts.push(fact), run: () => undefined };
  await heard(ledger, ears).append(tip(before), entry);
  return facts;
}
const kept = {
  ...{ type: 'answer-kept', at: 1, hold: 'h1', usage: null, stop: 'complete' },
  ...{ settled: { tokens: 40, microUsd: 6 }, anomaly: false, answer: 'a' },
} as unknown as LedgerEntry['events'][number];
const lost = { type: 'call-lost', at: 1, hold: 'h1' } as const;
const failed = { type: 'run-failed', at: 1 } as unknown as LedgerEntry['events'][number];
const OPEN = run('PHASE_EXECUTION', null);
const RESTING = run('PHASE_EXECUTION', undefined);
const FAILED = run('DONE_FAILED_REQUIRES_HUMAN_REVIEW', undefined);

describe('what a ledger takes', () => {
  it('counts a call that was answered at what it cost', async () => {
    expect(await factsOf(OPEN, { events: [kept], run: RESTING })).toEqual([
      expect.objectContaining({ outcome: 'answered', tokens: 40, microUsd: 6, model: 'gpt-5.4' }),
    ]);
  });

  it('counts a call that was lost at all that was set aside', async () => {
    expect(await factsOf(OPEN, { events: [lost], run: RESTING })).toEqual([
      expect.objectContaining({ outcome: 'lost', tokens: 500, microUsd: 70 }),
    ]);
  });

  it('counts a call that the end of the run cuts off, once', async () => {
    expect(await factsOf(OPEN, { events: [lost, failed], run: FAILED })).toEqual([
      expect.objectContaining({ outcome: 'lost' }),
      { is: 'run-ended', state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' },
    ]);
    expect(await factsOf(OPEN, { events: [failed], run: FAILED })).toHaveLength(2);
    expect(await factsOf(run('PHASE_EXECUTION', 'a'), { events: [failed], run: FAILED })).toEqual([
      { is: 'run-ended', state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' },
    ]);
  });

  it('counts the end of a run once, whatever comes after', async () => {
    expect(await factsOf(FAILED, { events: [], run: FAILED })).toEqual([]);
  });
});
