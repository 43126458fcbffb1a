import { TransientError } from '../core/errors.ts';
import { RepositoryMovedError } from './failures.ts';

/** What takes GitHub too long, or too much, for many things at once it may have the time for in parts. */
export async function inHalves<T, R>(
  items: readonly T[],
  ask: (some: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  try {
    return await ask(items);
  } catch (error) {
    const isTooMuch = error instanceof TransientError && error.retryAfterMs === undefined;
    if (!isTooMuch || error instanceof RepositoryMovedError || items.length <= 1) throw error;
    const half = Math.ceil(items.length / 2);
    const first = await inHalves(items.slice(0, half), ask);
    return [...first, ...(await inHalves(items.slice(half), ask))];
  }
}
