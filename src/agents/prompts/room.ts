import { clamp } from '../../core/text/neutralise.ts';

/** On the cautious side, as texts are estimated everywhere. */
const CHARS_PER_TOKEN = 3;
/** What is told to a model that has less room than this is told shorter, so that some is left for files. */
const SMALL = 16_000;

/**
 * Characters that each of the list of paths, the plan, the repository's instructions and the feedback may take, of
 * what the model can be told. Files take half of that at the most, and the answer a quarter.
 */
export const roomIn = (maxContext = Infinity): number =>
  maxContext * (maxContext < SMALL ? 1 / 16 : 1 / 8) * CHARS_PER_TOKEN;

const LEAST = 200;

/** Texts as far as there is room, the first first; what would hardly begin is left out. */
export function fitting<T extends { readonly text: string }>(
  texts: readonly T[],
  maxContext?: number,
): readonly T[] {
  let room = roomIn(maxContext);
  return texts.flatMap((one) => {
    if (room < Math.min(LEAST, one.text.length)) return [];
    const text = one.text.length > room ? clamp(one.text, Math.floor(room)) : one.text;
    room -= text.length;
    return [{ ...one, text }];
  });
}
