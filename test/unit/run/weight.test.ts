import { expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { MAX_STATE_BYTES, tooLarge } from '../../../src/core/run/weight.ts';
import { begun, given, hold, kept, phase, strategy } from './story.ts';
import { failure, types } from './told.ts';

const rules = strategy([phase('T1.P1', { builderAttempts: 40, escalation: 'm2' })]);

/** Another text each time, as log ends are: each of its characters takes six bytes where it is written down. */
const tried = (attempt: number): readonly RunEvent[] => {
  const own = hold('builder', { id: `b${attempt}` });
  const text = `${String.fromCharCode(1 + (attempt % 8)).repeat(3_000)}${'é'.repeat(2_999)}`;
  return [
    { type: 'build-started', at: 0, phase: 'T1.P1', attempt, hold: own },
    kept(own.id),
    {
      ...{ type: 'edits-refused', at: 0, phase: 'T1.P1', attempt, gate: [] },
      evidence: { kind: 'refused', attempt, head: null, text },
    },
  ];
};
const after = (attempts: number) =>
  given(rules, begun, ...Array.from({ length: attempts }, (_, n) => tried(n + 1)).flat());

it('ends a run before what failed in it cannot be written down any more', () => {
  const sizes = Array.from({ length: 9 }, (_, n) => JSON.stringify(after(n).run).length);
  expect(sizes.every((size, n) => n === 0 || size > (sizes[n - 1] ?? 0))).toBe(true);
  const last = Array.from({ length: 12 }, (_, n) => n).findLast(
    (n) => tooLarge(after(n).run) === null,
  );
  expect(last).toBeGreaterThan(4);
  const [light, heavy] = [after(last ?? 0), after((last ?? 0) + 1)];
  expect(types(light.when())).not.toContain('run-failed');
  expect(failure(heavy.when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW run_health']);
  expect(Buffer.byteLength(JSON.stringify(light.run))).toBeLessThanOrEqual(MAX_STATE_BYTES);
  expect(Buffer.byteLength(JSON.stringify(heavy.run))).toBeGreaterThan(MAX_STATE_BYTES);
});
