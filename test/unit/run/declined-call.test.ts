import { expect, it } from '@jest/globals';
import { callModel } from '../../../src/engine/call.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import { quiet } from '../../support/quiet.ts';
import { begun, given, strategy } from './story.ts';

it('whoever runs us is told why a provider declined a call, in the log and without secrets', async () => {
  const told: unknown[] = [];
  const rules = strategy();
  const reply = { is: 'declined', kind: 'environment', detail: 'HTTP 401 word', retryAfterMs: 9 };
  // Only what a call needs of a pass.
  const pass = {
    ...{ strategy: rules, run: () => given(rules, begun).run, note: () => undefined },
    write: () => Promise.resolve(),
    ports: {
      ...{ clock: { now: () => 0 }, worker: 'me', leaseMs: 1_000 },
      models: { countTokens: () => 1_000, call: () => Promise.resolve(reply) },
      redact: (text: string) => text.replace('word', 'gone'),
      log: { ...quiet, warn: (...line: readonly unknown[]) => told.push(line) },
    },
  } as unknown as Pass;
  await callModel(
    pass,
    {
      ...{ phase: 'T1.P1', role: 'builder' },
      request: { model: 'm', maxOutputTokens: 8_192, system: '', user: '' } as never,
      started: (hold) => ({ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold }),
    },
    () => Promise.resolve(),
  );
  expect(told).toEqual([
    [
      expect.objectContaining({ model: 'm', kind: 'environment', detail: 'HTTP 401 gone' }),
      'the provider declined a call',
    ],
  ]);
});
