import { nameText } from './fence.ts';
import { roomIn } from './room.ts';

const MAX_PATHS = 1_500;
/** Paths of a repository, in the room that the model has for them. */
export function listing(paths: readonly string[], maxContext?: number): string {
  const sorted = paths.map(nameText).sort();
  let room = roomIn(maxContext);
  const over = sorted.findIndex((path) => (room -= path.length + 1) < 0);
  const shown = sorted.slice(0, over === -1 ? MAX_PATHS : Math.min(over, MAX_PATHS));
  const more = sorted.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
