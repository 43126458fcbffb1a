import type { Amount, Hold, Role } from '../core/budget.ts';
import type { CapHit } from '../core/run/cap-hit.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { ModelRequest } from '../ports.ts';

/** A model call to be made for a phase; `started` makes the event that writes its hold down. */
export interface Call {
  readonly phase: string;
  readonly role: Role;
  readonly request: ModelRequest;
  /** The same to another model, where the money left cannot pay the first; left out: nobody else is asked. */
  readonly ask?: (model: string) => ModelRequest;
  readonly started: (hold: Hold) => RunEvent;
  /** Which cap the call would break, for calls that belong to no phase; left out, the phase's caps hold. */
  readonly capHit?: (amount: Amount) => CapHit | null;
  /** `leave`: a call that does not fit is not made, and nothing else comes of it. */
  readonly ifOver?: 'leave' | undefined;
  /** What is kept of the answer; left out, all of it. */
  readonly kept?: (text: string) => string;
}
