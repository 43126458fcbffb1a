import { expect, it } from '@jest/globals';
import { aboutToAsk } from '../../../src/engine/ask-ci.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { begun, given, pushed, sha, strategy } from './story.ts';

const HEAD = sha(2);
const wish = { phase: 'T1.P1', head: HEAD, what: 'the failed jobs once more' };

/** What is written before GitHub is asked, by a pass over these events. */
async function written(...events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
  const { run } = given(strategy(), begun, ...pushed(HEAD), ...events);
  const told: RunEvent[] = [];
  const pass = {
    run: () => run,
    ports: { clock: { now: () => 7 } },
    write: async (more: readonly RunEvent[]) => void told.push(...more),
  };
  await aboutToAsk(pass as unknown as Pass, wish);
  return told;
}

it('writes a wish down before GitHub hears it, and a crash lets it stand', async () => {
  const asked = await written();
  expect(asked).toEqual([{ type: 'ci-asked', at: 7, ...wish }]);
  expect(await written(...asked)).toEqual([]);
});

it('is another wish when it is for something else', async () => {
  const other: RunEvent = { type: 'ci-asked', at: 1, ...wish, what: 'the gate workflow, try 1' };
  expect(await written(other)).toHaveLength(1);
});
