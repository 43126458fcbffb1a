import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { sha256Hex } from '../../../src/core/hash.ts';
import { begun, given, hold, kept, MINUTE, strategy } from './story.ts';

const rules = strategy();
const build = (promptHash: string): RunEvent => ({
  ...{ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1 },
  hold: { ...hold('builder'), promptHash },
});
const { id } = hold('builder');
const repair = (promptHash: string): RunEvent => ({
  ...{ type: 'repair-started', at: 0, phase: 'T1.P1', attempt: 1 },
  hold: { ...hold('builder'), id: '7-1.T1.P1.builder.2', promptHash },
});

describe('a call whose prompt another version of Autopack wrote', () => {
  // The hash is for people who look a run up: whoever goes on renders its prompts anew.
  it.each([
    ['is under way', [], 0],
    ['was left alone', [], 11 * MINUTE],
    ['is answered', [kept(id)], 0],
    ['was lost', [{ type: 'call-lost', at: 0, hold: id }], 0],
  ] as const)('goes on as it would have when it %s', (_, then, now) => {
    const ours = (promptHash: string) => given(rules, begun, build(promptHash), ...then);
    const [old, own] = [ours(sha256Hex('old')), ours(sha256Hex('new'))];
    expect(old.when({ now })).toEqual(own.when({ now }));
    expect(old.run.phases).toEqual(own.run.phases);
  });

  it('is mended by a prompt of this one', () => {
    const after = (promptHash: string) =>
      given(rules, begun, build(sha256Hex('old')), kept(id), repair(promptHash));
    expect(after(sha256Hex('old')).run.phases).toEqual(after(sha256Hex('new')).run.phases);
  });
});
