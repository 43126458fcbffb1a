import type { Action } from '../../../src/core/run/action.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';

/** The events that are to be recorded. */
export const eventsIn = (actions: readonly Action[]): readonly RunEvent[] =>
  actions.flatMap((action) => (action.do === 'record' ? action.events : []));

/** What is to be done, with what is recorded by the names of its events. */
export const types = (actions: readonly Action[]): readonly string[] =>
  actions.flatMap((action) =>
    action.do === 'record' ? action.events.map((event) => event.type) : [action.do],
  );

/** The state and reason that a run ends with. */
export const failure = (actions: readonly Action[]): readonly string[] =>
  eventsIn(actions).flatMap((event) =>
    event.type === 'run-failed' ? [`${event.failure.state} ${event.failure.reason}`] : [],
  );
