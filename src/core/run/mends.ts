import type { Want } from '../context/look.ts';
import type { RunEvent } from './event.ts';
import type { OpenCall } from './run.ts';

/** How an answer that is not of use as it is gets another call within its attempt, and how often. */
type Mends = Pick<OpenCall, 'repairs' | 'rests' | 'looks'>;

/** So often a part of an answer is asked for once more, at the most. */
export const MAX_REPAIRS = 2;
/** So often an answer goes on where it was cut off, at the most. */
const MAX_RESTS = 4;
/** So often it is shown what it asks for. */
const MAX_LOOKS = 4;

/** What such a call adds to those before; each kind is counted by itself. */
export function mendsSoFar(
  { repairs, rests, looks }: Mends,
  { rest, look }: Extract<RunEvent, { type: 'repair-started' }>,
): Mends {
  const before: Mends = {
    ...(repairs === undefined ? {} : { repairs }),
    ...(rests === undefined ? {} : { rests }),
    ...(looks === undefined ? {} : { looks }),
  };
  if (look !== undefined) return { ...before, looks: [...(looks ?? []), look] };
  return rest === true
    ? { ...before, rests: (rests ?? 0) + 1 }
    : { ...before, repairs: (repairs ?? 0) + 1 };
}

interface SoFar {
  readonly repairs?: number | undefined;
  readonly rests?: number | undefined;
  readonly looks?: readonly (readonly Want[])[] | undefined;
}

/**
 * Whether an answer may be asked for more: for what could not be used of it, or, with what is finished so far,
 * for the rest of it. One that does not get on is not asked for the rest again.
 */
export const mayBeMended = ({ repairs = 0, rests = 0 }: SoFar, finished: number | null): boolean =>
  repairs < MAX_REPAIRS &&
  (finished === null || rests === 0 || (rests < MAX_RESTS && finished > rests));

/** Whether an answer that asks to be shown something is: not for ever, and not what it was shown already. */
export const mayLook = ({ repairs = 0, looks = [] }: SoFar, look: readonly Want[]): boolean =>
  repairs < MAX_REPAIRS &&
  looks.length < MAX_LOOKS &&
  look.some(({ op, arg }) => !looks.flat().some((one) => one.op === op && one.arg === arg));
