import { describe, expect, it } from '@jest/globals';
import { ConflictError, TransientError, UserError } from '../../../src/core/errors.ts';
import { callModel } from '../../../src/engine/call.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { quiet } from '../../support/quiet.ts';
import { begun, given, phase, sha, strategy } from './story.ts';
import { succeeded } from './stories.ts';

const priced = (output: number) => ({ input: 1, cachedInput: 0.1, output, checked: '2026-11-01' });
const small = { maxContext: 4_000, maxOutput: 8_192, structuredOutputs: true, temperature: true };
const MONEY: Partial<Strategy> = {
  fallback: ['m', 'dear', 'unpriced', 'short', 'cheap', 'cheapest'],
  prices: {
    m: priced(4),
    dear: priced(5),
    short: priced(1),
    cheap: priced(2),
    cheapest: priced(1),
  },
  capabilities: { short: small },
};

/** What happens, in order, when a call of the Builder is wanted under these caps. */
async function wanted(
  caps: {
    readonly phase?: number;
    readonly run?: number;
    readonly microUsd?: number;
    readonly capabilities?: Strategy['capabilities'];
    readonly after?: readonly RunEvent[];
  } = {},
  { text, output } = { text: '{}', output: 10 },
  show: () => Promise<void> = () => Promise.resolve(),
  failing: readonly Error[] = [],
) {
  const plain = strategy([phase('T1.P1', { tokenCap: caps.phase ?? 300_000 })], MONEY);
  const { phase: _phase, run: tokenCap = 5_000_000, microUsd: costCapMicroUsd = null } = caps;
  const rules = {
    ...plain,
    capabilities: caps.capabilities ?? plain.capabilities,
    run: { ...plain.run, tokenCap, costCapMicroUsd },
  };
  const told: string[] = [];
  const tell = (event: RunEvent): void => {
    told.push(
      event.type === 'run-failed' ? `${event.failure.state} ${event.failure.reason}` : event.type,
    );
    if (event.type === 'answer-kept' && event.stop !== 'complete') told.push(event.stop);
    if (event.type === 'build-started' && event.hold.because !== undefined)
      told.push(`${event.hold.model}: ${event.hold.because}`);
  };
  const models = {
    countTokens: () => 1_000,
    call: ({ model }: { readonly model: string }) => {
      told.push(model === 'm' ? 'called' : `called ${model}`);
      const usage = { input: 1_000, cachedInput: 0, output };
      return Promise.resolve({ is: 'answer', text, stop: 'complete', usage });
    },
  };
  const clock = { now: () => 0 };
  const failures = [...failing];
  const write = (events: readonly RunEvent[]): Promise<void> => {
    const failure = events.some(({ type }) => type === 'answer-kept')
      ? failures.shift()
      : undefined;
    if (failure !== undefined) return Promise.reject(failure);
    return Promise.resolve(events.forEach(tell));
  };
  const pause = (ms: number): Promise<void> => Promise.resolve(void told.push(`waited ${ms}`));
  // Only what a call needs of a pass.
  const pass = {
    strategy: rules,
    run: () => given(rules, ...(caps.after ?? [begun])).run,
    note: tell,
    write,
    ports: {
      ...{ models, clock, worker: 'me', leaseMs: 1_000, secretsIn: () => [], log: quiet, pause },
    },
  } as unknown as Pass;
  const ask = (model: string) =>
    ({ model, maxOutputTokens: 8_192, system: '', user: '' }) as Parameters<
      typeof callModel
    >[1]['request'];
  await callModel(
    pass,
    {
      ...{ phase: 'T1.P1', role: 'builder', request: ask('m'), ask },
      started: (hold) => ({ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold }),
    },
    show,
  );
  return told;
}

describe('a call', () => {
  it('is written down before it is made', async () => {
    expect(await wanted()).toEqual(['build-started', 'called', 'answer-kept']);
  });

  it.each([
    // A thousand tokens are reckoned with, of which at least 666 are meant, and 8,192 for the answer.
    [8_192 + 666, ['build-started', 'called', 'answer-kept']],
    [8_192 + 665, ['DONE_FAILED_ENVIRONMENT no_room']],
  ])(
    'is not made where it surely does not fit into what the model takes: %i',
    async (maxContext, told) => {
      const capabilities = { m: { ...small, maxContext } };
      expect(await wanted({ capabilities })).toEqual(told);
    },
  );

  it('is made though GitHub takes nothing to show of it just now', async () => {
    const rest = () => Promise.reject(new TransientError('a rest', { retryAfterMs: 1_000 }));
    expect(await wanted({}, undefined, rest)).toEqual(['build-started', 'called', 'answer-kept']);
    const gone = () => Promise.reject(new UserError('github/suspended', 'no', 'act'));
    await expect(wanted({}, undefined, gone)).rejects.toThrow('no');
  });

  it('has its answer written as soon as GitHub takes it', async () => {
    const failures = [
      new TransientError('gone'),
      new TransientError('a rest', { retryAfterMs: 60_000 }),
    ];
    expect(await wanted({}, undefined, undefined, failures)).toEqual([
      ...['build-started', 'called', 'waited 1000', 'waited 60000', 'answer-kept'],
    ]);
  });

  it.each([
    [
      'the fourth time it is not taken',
      Array.from({ length: 4 }, () => new TransientError('gone')),
    ],
    ['longer than a minute', [new TransientError('gone', { retryAfterMs: 3_600_000 })]],
    ['where another process took over', [new ConflictError('gone')]],
  ])('has its answer left to the next pass %s', async (_, failures) => {
    await expect(wanted({}, undefined, undefined, failures)).rejects.toThrow('gone');
  });

  it('that does not fit is not made', async () => {
    expect(await wanted({ run: 9_000 })).toEqual(['DONE_FAILED_BUDGET_EXHAUSTED token_cap']);
  });

  it('that does not fit is not made about a head that came after success: that is not verified', async () => {
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: sha(2), head: sha(5), after: sha(2) },
      commits: [{ sha: sha(5), by: 'bob' }],
    };
    const after = [...succeeded(sha(2)), theirs];
    expect(await wanted({ run: 9_000, after })).toEqual(['promotion-blocked']);
  });

  it('over the cap of its phase asks for a person', async () => {
    expect(await wanted({ phase: 9_000 })).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW phase_token_cap',
    ]);
  });

  it('that the money left cannot pay goes to the first of the ladder that it can pay', async () => {
    expect(await wanted({ microUsd: 34_018 })).toEqual(['build-started', 'called', 'answer-kept']);
    expect(await wanted({ microUsd: 34_017 })).toEqual([
      ...['build-started', 'cheap: what is left of the money cannot pay m'],
      ...['called cheap', 'answer-kept'],
    ]);
    expect(await wanted({ microUsd: 9_000 })).toEqual(['DONE_FAILED_BUDGET_EXHAUSTED cost_cap']);
  });

  it('over a cap in tokens is no cheaper anywhere else', async () => {
    expect(await wanted({ run: 9_000, microUsd: 34_017 })).toEqual([
      'DONE_FAILED_BUDGET_EXHAUSTED token_cap',
    ]);
  });

  it('that fills its room and does not end was cut off', async () => {
    const made = ['build-started', 'called', 'answer-kept'];
    expect(await wanted({}, { text: '{"edits":[', output: 8_000 })).toEqual([...made, 'truncated']);
    expect(await wanted({}, { text: '{"edits":[]}', output: 8_000 })).toEqual(made);
  });
});
