import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Run } from './run.ts';

/** A state that large ends its run; one step adds less than what the ledger takes beyond it. */
export const MAX_STATE_BYTES = 160 * 1_024;
/** Of texts: with fewer characters no state comes near. */
const LIGHT = 20_000;

/**
 * Null: the run's state can be written down for as long as it goes on. What failed is kept in it for the next attempt,
 * so it grows with every attempt, and what cannot be recorded must not happen.
 */
export function tooLarge(run: Run): string | null {
  const chars = run.phases.reduce((sum, { evidence, candidates }) => {
    const said = evidence.reduce((all, { text }) => all + text.length, 0);
    return sum + candidates.reduce((all, { ci }) => all + charsOf(ci), said);
  }, 0);
  // A character may take six bytes when it is written as an escape.
  if (chars < LIGHT) return null;
  const bytes = utf8ToBytes(JSON.stringify(run)).length;
  return bytes <= MAX_STATE_BYTES
    ? null
    : `What failed in this run fills ${Math.round(bytes / 1_024)} KiB of its record, and ${MAX_STATE_BYTES / 1_024} KiB is the most.`;
}

const charsOf = (ci: Run['phases'][number]['candidates'][number]['ci']): number =>
  ci === null
    ? 0
    : (ci.tests?.failing ?? []).reduce(
        (sum, { name, message }) => sum + name.length + message.length,
        ci.excerpt.length,
      );
