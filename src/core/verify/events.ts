import { z } from 'zod';
import { sha256Hex } from '../hash.ts';
import { Digest, Instant } from '../ids.ts';
import { RunEvent } from '../run/event.ts';
import type { Link, Wrong } from './evidence.ts';

/** Stands in a message for an event that is too large for it. */
const Pointer = z.strictObject({ type: z.string(), at: Instant, payload: Digest });

export type Read<T> =
  { readonly is: 'read'; readonly value: T } | { readonly is: 'wrong'; readonly wrong: Wrong };

/** The events of one commit: from its message, or from a file that is named by its hash. */
export function eventsOf(link: Link): Read<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (const line of link.said?.lines ?? []) {
    const event = eventOf(link, line);
    if (event.is === 'wrong') return event;
    events.push(event.value);
  }
  return { is: 'read', value: events };
}

function eventOf(link: Link, line: string): Read<RunEvent> {
  const json = jsonOf(line);
  const pointer = Pointer.safeParse(json);
  if (!pointer.success) return parsed(json, line);
  const { payload, type } = pointer.data;
  const path = `payloads/${payload}.json`;
  const text = link.files.get(path) ?? null;
  if (text === null) return wrong(`${path} with the event ${type}`, 'no such file');
  if (sha256Hex(text) !== payload) return wrong(`${path} hashes to its name`, sha256Hex(text));
  const event = parsed(jsonOf(text), path);
  if (event.is === 'read' && event.value.type !== type)
    return wrong(`${type} in ${path}`, event.value.type);
  return event;
}

function parsed(json: unknown, where: string): Read<RunEvent> {
  const event = RunEvent.safeParse(json);
  return event.success
    ? { is: 'read', value: event.data }
    : wrong('an event that this version of Autopack knows', where.slice(0, 120));
}

const wrong = (expected: string, found: string): Read<never> => ({
  is: 'wrong',
  wrong: { rule: 'events', expected, found },
});

/** Undefined: not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
