import { describe, expect, it } from '@jest/globals';
import { callModel } from '../../../src/engine/call.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { begun, given, phase, strategy } from './story.ts';

/** What happens, in order, when a call of the Builder is wanted under these caps. */
async function wanted(caps: { readonly phase?: number; readonly run?: number } = {}) {
  const plain = strategy([phase('T1.P1', { tokenCap: caps.phase ?? 300_000 })]);
  const rules = { ...plain, run: { ...plain.run, tokenCap: caps.run ?? 5_000_000 } };
  const told: string[] = [];
  const tell = (event: RunEvent): void => {
    told.push(
      event.type === 'run-failed' ? `${event.failure.state} ${event.failure.reason}` : event.type,
    );
  };
  const models = {
    countTokens: () => 1_000,
    call: () => {
      told.push('called');
      const usage = { input: 1_000, cachedInput: 0, output: 10 };
      return Promise.resolve({ is: 'answer', text: '{}', stop: 'complete', usage });
    },
  };
  const clock = { now: () => 0 };
  // Only what a call needs of a pass.
  const pass = {
    strategy: rules,
    run: () => given(rules, begun).run,
    note: tell,
    write: (events: readonly RunEvent[]) => Promise.resolve(events.forEach(tell)),
    ports: { models, clock, worker: 'me', leaseMs: 1_000, secretsIn: () => [] },
  } as unknown as Pass;
  const request = { model: 'm', maxOutputTokens: 8_192, system: '', user: '' } as never;
  await callModel(
    pass,
    {
      ...{ phase: 'T1.P1', role: 'builder', request },
      started: (hold) => ({ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold }),
    },
    () => Promise.resolve(),
  );
  return told;
}

describe('a call', () => {
  it('is written down before it is made', async () => {
    expect(await wanted()).toEqual(['build-started', 'called', 'answer-kept']);
  });

  it('that does not fit is not made', async () => {
    expect(await wanted({ run: 9_000 })).toEqual(['DONE_FAILED_BUDGET_EXHAUSTED token_cap']);
  });

  it('over the cap of its phase asks for a person', async () => {
    expect(await wanted({ phase: 9_000 })).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW phase_token_cap',
    ]);
  });
});
