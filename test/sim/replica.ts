/** One process of ours: passes in turn, every call of a port an instant at which anything may happen. */
import { ConflictError, TransientError, UserError } from '../../src/core/errors.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';

/** A call that waits for the scheduler. */
export interface Parked {
  readonly method: string;
  readonly args: readonly unknown[];
  /** Does the call's work on the world. */
  readonly run: () => Promise<unknown>;
  readonly answer: (value: unknown) => void;
  readonly refuse: (error: Error) => void;
}

export type PassEnd =
  | { readonly is: 'over'; readonly wakeAt: number | null }
  | { readonly is: 'put-off'; readonly error: Error }
  | { readonly is: 'broken'; readonly error: unknown };

/** A process between its start and its death. */
export interface Incarnation {
  readonly name: string;
  /** The call it stands at; undefined while no pass is open. */
  parked(): Parked | undefined;
  /** Begins a piece of work and comes back when it stands at a call or is over. */
  begin(work: Work): Promise<PassEnd | undefined>;
  /** Lets the call go on, and comes back when the next one is reached or the pass is over. */
  resume(deliver: (call: Parked) => void): Promise<PassEnd | undefined>;
}

/** A pass over a run, or whatever else a process of ours does in turn. */
export type Work = (ports: EnginePorts) => Promise<{ readonly wakeAt: number | null }>;

type Stop = PassEnd | undefined;

export function incarnation(name: string, wire: (gate: Gate) => EnginePorts): Incarnation {
  let parked: Parked | undefined;
  let stopped: ((stop: Stop) => void) | undefined;
  const gate: Gate = (method, args, run) =>
    new Promise((answer, refuse) => {
      if (parked !== undefined) throw new Error(`${name}: two calls at once: ${method}`);
      parked = { method, args, run, answer, refuse };
      stopped?.(undefined);
    });
  const ports = wire(gate);
  const untilStop = (): Promise<Stop> =>
    new Promise((resolve) => {
      stopped = resolve;
    });
  return {
    name,
    parked: () => parked,
    begin: (work) => {
      const stop = untilStop();
      void endOf(ports, work).then((end) => stopped?.(end));
      return stop;
    },
    resume: (deliver) => {
      const call = parked;
      if (call === undefined) throw new Error(`${name} stands at no call`);
      parked = undefined;
      const stop = untilStop();
      deliver(call);
      return stop;
    },
  };
}

export type Gate = (
  method: string,
  args: readonly unknown[],
  run: () => Promise<unknown>,
) => Promise<unknown>;

/** Passes fail as they do in the queue; whatever is none of our own errors is a defect. */
async function endOf(ports: EnginePorts, work: Work): Promise<PassEnd> {
  try {
    const { wakeAt } = await work(ports);
    return { is: 'over', wakeAt };
  } catch (error) {
    const known =
      error instanceof TransientError ||
      error instanceof ConflictError ||
      error instanceof UserError;
    return known ? { is: 'put-off', error } : { is: 'broken', error };
  }
}

/** A port of which every method waits at the gate. */
export function gated<T extends object>(name: string, port: T, gate: Gate): T {
  const entries = Object.entries(port) as [string, (...args: unknown[]) => Promise<unknown>][];
  return Object.fromEntries(
    entries.map(([method, call]) => [
      method,
      (...args: unknown[]) => gate(`${name}.${method}`, args, () => call(...args)),
    ]),
  ) as T;
}
