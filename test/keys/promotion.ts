/** What comes after a run that succeeded. */
import type { RunEvent } from '../../src/core/run/event.ts';
import type { Seen } from '../../src/core/run/observation.ts';
import type { Settings } from './settings.ts';
import { HEAD, next, through } from './world.ts';

const SUCCEEDED: readonly RunEvent[] = [
  ...through({}),
  { type: 'run-succeeded', at: 0, head: HEAD },
];

const PULL: Seen['pull'] = {
  ...{ number: 8, state: 'open', draft: false, head: HEAD, title: '', body: '' },
  ...{ mergeable: 'yes', mergeCommit: null },
};

/** The pull request is ready, and nothing stands in its way. */
export const merging = (settings: Settings): unknown =>
  next(settings, { category: 'docs', events: SUCCEEDED, seen: { pull: PULL } });

/** Somebody merged it, and the issue is closed. */
export const cleaning = (settings: Settings): unknown => {
  const promoted: RunEvent = {
    ...{ type: 'run-promoted', at: 0, head: HEAD, merge: HEAD, verified: true },
  };
  return next(settings, { events: [...SUCCEEDED, promoted], seen: { issueOpen: false } });
};
