import { describe, expect, it } from '@jest/globals';
import { headline, type Headline } from '../../../src/core/report/headline.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { BASE, ci, hold, MINUTE } from '../run/story.ts';
import { HEADS, MOMENTS } from './moments.ts';
import { at, input, pushes, run, starts } from './runs.ts';

function said(of: Run, seen: Partial<Seen> = {}): Headline {
  const all = input(of, seen);
  return headline(all.run, all.strategy, all.seen);
}

describe('the headline', () => {
  it.each([
    ['just started', 'queued', 'autopack:running'],
    ['the first call', 'building', 'autopack:running'],
    ['waiting for CI', 'waiting for CI', 'autopack:running'],
    ['red in CI', 'fixing', 'autopack:running'],
    ['sent back', 'auditing', 'autopack:running'],
    ['out of attempts', 'failed', 'autopack:failed'],
    ['out of money', 'stopped (budget)', 'autopack:failed'],
    ['cancelled', 'cancelled', 'autopack:failed'],
    ['ready for review', 'ready for review', 'autopack:ready'],
    ['changed by people', 'auditing', 'autopack:running'],
    ['merged', 'merged', 'autopack:done'],
    ['closed', 'closed', 'autopack:failed'],
  ] as const)('of a run that is %s: %s, %s', (name, word, label) => {
    expect(said(MOMENTS[name])).toMatchObject({ word, label });
  });

  it('names the try that is at work, and between two calls the next one', () => {
    expect(said(MOMENTS['the first call']).next).toContain('T1.P1, try 1 of 3.');
    expect(said(MOMENTS['red in CI']).next).toContain('T1.P2, try 2 of 3.');
    expect(said(MOMENTS['mending']).next).toContain('T1.P2, try 2 of 3.');
  });

  it('tells people who have to take a label off', () => {
    const by = 'the label autopack:hold';
    const held = said({ ...MOMENTS['waiting for CI'], held: { by, at: at(5) } });
    expect(held).toMatchObject({ word: 'held by you', label: 'autopack:needs-human' });
    expect(held.next).toContain('`autopack:hold`');
    const mona = said({ ...MOMENTS['waiting for CI'], held: { by: 'mona', at: at(5) } });
    expect(mona.next).toContain('/autopack resume');
    const why = 'Somebody deleted the branch.';
    const asked = said({ ...MOMENTS['waiting for CI'], held: { by: 'x', at: at(5), why } });
    expect(asked).toMatchObject({ word: 'needs you' });
    expect(asked.next).toContain(why);
  });

  it('names the Auditor and the head it reads', () => {
    const call = { type: 'audit-started', at: at(4), phase: 'T1.P1', head: HEADS.a } as const;
    const work = { phase: 'T1.P1', before: BASE, head: HEADS.a, minute: 1 };
    const reading = run(starts('T1.P1', 1), ...pushes(work), { ...call, hold: hold('auditor') });
    expect(said(reading)).toMatchObject({ word: 'auditing' });
    expect(said(reading).next).toContain('`a1a1a1a`');
  });

  it('names until when a provider is left alone', () => {
    const own = hold('builder', { phase: 'T1.P1' });
    const call = [
      { type: 'build-started', at: at(1), phase: 'T1.P1', attempt: 1, hold: own },
      {
        type: 'call-refused',
        ...({ at: at(2), hold: own.id, kind: 'transient', detail: '429', retryAt: at(7) } as const),
      },
    ] as const;
    const declined = run(starts('T1.P1', 1), ...call);
    expect(said(declined)).toMatchObject({ word: 'queued' });
    expect(said(declined).next).toContain('ask again from 2026-09-20 10:07 UTC on');
    expect(said(declined).next).not.toContain('in a row');
    const often = run(starts('T1.P1', 1), ...call, ...call, ...call);
    expect(said(often).next).toContain('declined 3 in a row; after 10 the run ends.');
  });

  it('says that a record which cannot be trusted is left alone', () => {
    const frozen = said(MOMENTS['merged'], { frozen: 'a commit is not signed' });
    expect(frozen).toMatchObject({ word: 'needs you', label: 'autopack:needs-human' });
    expect(frozen.next).toContain('a commit is not signed');
    expect(frozen.next).toContain('`autopack/state/142-1`');
    // Its branch belongs to no run without its record: a new one would not touch it.
    expect(frozen.next).toContain('`autonomous/142-1`');
  });
});

describe('a wait for CI', () => {
  const waits = MOMENTS['waiting for CI'];
  const next = (seen: Partial<Seen>): string => said(waits, seen).next;

  it('has a beginning and an end', () => {
    const running = next({ ci: ci(HEADS.a, null), now: at(4) });
    expect(running).toContain('since 2026-09-20 10:02 UTC, until 2026-09-22 10:02 UTC at most');
  });

  it('promises no more time than the limit that ends it leaves', () => {
    const gone =
      'if it has not started by 2026-09-20 10:12 UTC, the run ends (`ci_not_registered`)';
    expect(next({})).toContain(gone);
    const nothing = { head: HEADS.a, workflowRuns: [], otherChecks: [] };
    expect(next({ ci: nothing, now: at(4) })).toContain(gone);
    const all = input(waits, { ci: nothing, now: at(4) });
    const run = { ...all.strategy.run, waitHours: 0.1 };
    expect(headline(all.run, { ...all.strategy, run }, all.seen).next).toContain(
      'until 2026-09-20 10:08 UTC at most',
    );
  });

  it('does not promise the long wait to a name that may be no job of what runs', () => {
    const words = next({ ci: ci(HEADS.a, null), now: at(4) });
    expect(words).toContain(
      'If test does not turn up in it, the run ends when it is over (`ci_not_registered`).',
    );
    const all = input(waits, { ci: ci(HEADS.a, null), now: at(4) });
    const rules = { ...all.strategy.ci, required: ['CI'] };
    const named = headline(all.run, { ...all.strategy, ci: rules }, all.seen);
    expect(named.next).not.toContain('ci_not_registered');
  });

  it('names what is required and has not turned up', () => {
    const all = input(waits, { ci: ci(HEADS.a, 'success'), now: at(4) });
    const rules = { ...all.strategy.ci, required: ['ci', 'deploy'] };
    const said = headline(all.run, { ...all.strategy, ci: rules }, all.seen);
    expect(said.next).toContain('Required, and not there yet: deploy.');
    expect(said.next).toContain('`ci_not_registered`');
  });

  it('gives a gate workflow that was asked for the time to turn up', () => {
    const all = input(waits, { ci: ci(HEADS.a, 'success'), now: at(6) });
    const phases = waits.phases.map((phase) => ({
      ...phase,
      candidates: phase.candidates.map((one) => ({
        ...one,
        preflight: { attempt: 1, at: at(5), refused: null },
      })),
    }));
    const rules = { ...all.strategy.ci, preflight: 'gate.yml' };
    const said = headline({ ...waits, phases }, { ...all.strategy, ci: rules }, all.seen);
    expect(said.next).toContain('(gate.yml)');
    expect(said.next).toContain('if it has not started by 2026-09-20 10:15 UTC');
  });

  it('says what it waits for', () => {
    const running = { ...ci(HEADS.a, null) };
    expect(next({ ci: running, now: at(4) })).toContain('(.github/workflows/ci.yml)');
  });

  it('says that nothing has started', () => {
    const nothing = { head: HEADS.a, workflowRuns: [], otherChecks: [] };
    expect(next({ ci: nothing, now: at(4) })).toContain('No workflow has started on it yet.');
  });

  it('asks for the approval that only a person can give', () => {
    const held = ci(HEADS.a, null);
    const workflowRuns = held.workflowRuns.map((one) => ({ ...one, status: 'waiting' as const }));
    const asks = said(waits, { ci: { ...held, workflowRuns }, now: at(4) });
    expect(asks).toMatchObject({
      ...{ word: 'waiting for workflow approval', label: 'autopack:needs-human' },
    });
    expect(asks.next).toContain('**Approve and run workflows**');
  });

  it('does not speak of CI on another head', () => {
    expect(next({ ci: ci(HEADS.b, null), now: at(4) + MINUTE })).not.toContain('ci.yml');
  });
});
