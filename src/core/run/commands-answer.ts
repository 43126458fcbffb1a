import type { Strategy } from '../strategy/strategy.ts';
import type { RunEvent } from './event.ts';
import type { CommandSeen, Seen } from './observation.ts';
import type { Run } from './run.ts';

/** What a command comes to: one line for the person who gave it, and facts. */
export interface Answer {
  readonly accepted: boolean;
  readonly text: string;
  readonly events: readonly RunEvent[];
}

export const no = (text: string): Answer => ({ accepted: false, text, events: [] });

export const yes = (text: string, ...events: readonly RunEvent[]): Answer => ({
  accepted: true,
  text,
  events,
});

export interface Heard {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
  readonly command: CommandSeen;
  readonly args: readonly string[];
}
