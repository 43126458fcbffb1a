import { expect, it } from '@jest/globals';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import { STORIES } from './stories.ts';
import { ci, MINUTE, phase, sha, strategy, world } from './story.ts';
import { eventsIn } from './told.ts';

const rules = strategy([phase('T1.P1'), phase('T1.P2')], {
  run: { ...strategy().run, costCapMicroUsd: 5_000_000 },
  raise: { maxTokens: 9_000_000, maxMicroUsd: 9_000_000, needs: 'write' },
});
const COMMANDS = [
  ...['cancel', 'finish', 'hold', 'resume', 'stop-after', 'retry T1.P1', 'retry T1.P2'],
  ...['retry T1.P1 --attempts 3', 'rollback T1.P1', 'rollback T1.P1 --continue', 'budget +200k'],
  ...['budget +$2', 'dismiss F-1 fine', 'explain T1.P1', 'status'],
];
const pull = {
  ...{ number: 8, draft: false, title: '', body: '', mergeCommit: null },
  mergeable: 'yes',
} as const;

/** The events that are written in one step when a run starts. */
const STARTED = 4;

/** What may be seen of a run's branch and pull request when a command comes. */
const worlds = (head: string, snapshot: string): readonly Partial<Seen>[] => [
  {},
  { pull: { ...pull, state: 'open', head }, ci: ci(head, 'success') },
  { pull: { ...pull, state: 'closed', head } },
  { pull: { ...pull, state: 'merged', head, mergeCommit: sha(900) } },
  { issueOpen: false },
  { labels: ['autopack:hold'] },
  { branch: { is: 'ahead', head: sha(901), commits: [{ sha: sha(901), by: 'bob' }] } },
  { branch: { is: 'gone' } },
  { branch: { is: 'moved-back', head: snapshot } },
];

/** Decides and writes down until something outside is asked for, as a pass does. */
function settle(
  before: readonly RunEvent[],
  seen: Partial<Seen>,
  now: number,
): readonly RunEvent[] {
  let events = before;
  let { branch } = world(seen);
  for (let step = 0; step < 30; step += 1) {
    const run = fold(undefined, events);
    const [first] = decide(run, rules, world({ ...seen, branch, now }));
    const more = first === undefined ? [] : eventsIn([first]);
    if (more.length === 0) return events;
    if (more.some(({ type }) => type === 'branch-advanced')) branch = { is: 'as-recorded' };
    events = [...events, ...more];
  }
  throw new Error('it does not come to rest');
}

const asking = (text: string, n: number): Seen['commands'][number] => ({
  ...{ id: `C${n}`, at: MINUTE, actor: { id: 5, login: 'alice' }, permission: 'admin' },
  text: `/autopack ${text}`,
});

it('two commands in a row leave a run that can be told and goes on deciding, whenever they come', () => {
  let cases = 0;
  for (const story of Object.values(STORIES))
    for (let length = STARTED; length <= story.length; length += 1) {
      const events = story.slice(0, length);
      const { head, snapshot } = fold(undefined, events);
      for (const seen of worlds(head, snapshot))
        for (const first of COMMANDS)
          for (const second of [first, 'resume', 'retry T1.P1']) {
            const say = `${String(length)} ${first}, ${second}, ${JSON.stringify(seen).slice(0, 80)}`;
            try {
              const once = settle(events, { ...seen, commands: [asking(first, 1)] }, 10 * MINUTE);
              settle(once, { ...seen, commands: [asking(second, 2)] }, 20 * MINUTE);
            } catch (error) {
              throw new Error(say, { cause: error });
            }
            cases += 1;
          }
    }
  expect(cases).toBeGreaterThan(1_000);
});
