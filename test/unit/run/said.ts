/** Commands that somebody says, and what they come to. */
import type { Permission } from '../../../src/core/permission.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CommandSeen, Seen } from '../../../src/core/run/observation.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn } from './told.ts';

export const HEAD = sha(2);
/** Its first phase has one attempt, and the second waits for it. */
export const rules = strategy([
  phase('T1.P1', { builderAttempts: 1 }),
  phase('T1.P2', { dependsOn: ['T1.P1'] }),
]);
const failing: readonly RunEvent[] = [
  begun,
  ...pushed(HEAD),
  ciSaid(HEAD, 'red'),
  {
    ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
    evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
  },
];
export const failed = [...failing, ...eventsIn(given(rules, ...failing).when())];

interface Said {
  readonly after?: readonly RunEvent[];
  readonly by?: Permission;
  readonly seen?: Partial<Seen>;
  readonly rules?: Strategy;
}

/** What a command comes to: whether it was taken, its answer, and the facts. */
export function say(
  text: string,
  { after = failed, by = 'write', seen = {}, rules: own = rules }: Said = {},
) {
  const command: CommandSeen = {
    ...{ id: `C-${text}`, at: 0, actor: { id: 5, login: 'alice' } },
    text: `/autopack ${text}`,
    permission: by,
  };
  const events = eventsIn(given(own, ...after).when({ ...seen, commands: [command] }));
  const [heard, ...facts] = events;
  if (heard?.type !== 'command-seen') throw new Error('the command was not heard');
  return { taken: heard.accepted, answer: heard.answer, facts, after: [...after, ...events] };
}
export const names = (facts: readonly RunEvent[]): readonly string[] =>
  facts.map(({ type }) => type);
