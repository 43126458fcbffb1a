/** A plan with as many phases as one may have, twenty a tier, and its first phases done. */
import { fold } from '../../../src/core/run/evolve.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { StatusInput } from '../../../src/core/report/status-input.ts';
import { BASE, phase, started, strategy } from '../run/story.ts';
import { completes, input, judges, pushes, says, starts } from './runs.ts';

const MINUTES = 10;

export function longPlan(count: number, done: number, name = 'Work'): StatusInput {
  const ids = Array.from(
    { length: count },
    (_, n) => `T${Math.floor(n / 20) + 1}.P${(n % 20) + 1}`,
  );
  const rules = strategy(ids.map((id) => phase(id, { name })));
  const events: RunEvent[] = [...started(rules), starts(ids[0] ?? '', 1)];
  let before: string = BASE;
  for (const [n, id] of ids.slice(0, done).entries()) {
    const head = (n + 1).toString(16).padStart(3, '0').padEnd(40, 'a');
    const work = { phase: id, before, head, minute: n * MINUTES };
    events.push(...pushes(work), says(work, 'green'), ...judges(work));
    events.push(...completes(work, ids[n + 1] ?? null));
    before = head;
  }
  return { ...input(fold(undefined, events)), strategy: rules };
}
