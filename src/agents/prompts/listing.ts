import { nameText } from './fence.ts';

const MAX_PATHS = 1_500;
/** On the cautious side, as texts are estimated everywhere. */
const CHARS_PER_TOKEN = 3;
/** Of what a model can be told: files take half of it, and its answer a quarter. */
const SHARE = 1 / 8;

/** Paths of a repository, in the room that the model has for them. */
export function listing(paths: readonly string[], maxContext = Infinity): string {
  const sorted = paths.map(nameText).sort();
  let room = maxContext * SHARE * CHARS_PER_TOKEN;
  const over = sorted.findIndex((path) => (room -= path.length + 1) < 0);
  const shown = sorted.slice(0, over === -1 ? MAX_PATHS : Math.min(over, MAX_PATHS));
  const more = sorted.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
