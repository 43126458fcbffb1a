/** Runs told from their beginning to very different ends, for the fold. */
import type { RunEvent } from '../../../src/core/run/event.ts';
import { EVERY } from './every-event.ts';
import {
  audited,
  begun,
  ciSaid,
  hold,
  kept,
  phase,
  pushed,
  sha,
  started,
  strategy,
} from './story.ts';

export const HEAD = sha(2);
const rules = strategy([phase('T1.P1'), phase('T1.P2')]);
export const fromStart = [...started(rules), begun];
export const complete: RunEvent = { type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD };
/** The whole of a run of one phase that goes well. */
export const succeeded = (head: string): readonly RunEvent[] => [
  ...[begun, ...pushed(head), ciSaid(head, 'green'), ...audited(head, 'approve')],
  { type: 'phase-completed', at: 0, phase: 'T1.P1', head },
  { type: 'run-succeeded', at: 0, head },
];
export const calling: RunEvent = {
  type: 'build-started',
  at: 0,
  phase: 'T1.P1',
  attempt: 1,
  hold: hold('builder'),
};

export const STORIES: Readonly<Record<string, readonly RunEvent[]>> = {
  'goes well': [
    ...[
      ...fromStart,
      ...pushed(HEAD),
      ciSaid(HEAD, 'green'),
      ...audited(HEAD, 'approve'),
      complete,
    ],
    { type: 'queue-entered', at: 0 },
    { type: 'phase-skipped', at: 0, phase: 'T1.P2', reason: 'not wanted' },
  ],
  'is mended': [
    ...[...fromStart, ...pushed(HEAD), ciSaid(HEAD, 'red')],
    { ...EVERY['attempt-failed'] },
    ...[...pushed(sha(3), 2, HEAD), ...audited(sha(3), 'revise'), ciSaid(sha(3), 'green')],
  ],
  'is changed by people': [
    ...fromStart,
    ...pushed(HEAD),
    { ...EVERY['branch-advanced'], before: HEAD },
  ],
  'loses an answer': [...fromStart, calling, EVERY['call-lost']],
  'is declined': [...fromStart, calling, EVERY['call-refused']],
  'is refused by the gate': [
    ...fromStart,
    calling,
    kept(hold('builder').id),
    EVERY['edits-refused'],
  ],
  'is cancelled in a call': [...fromStart, calling, EVERY['command-seen'], EVERY['run-failed']],
};
