import type { Usage } from '../budget.ts';

type Stop = 'complete' | 'truncated' | 'refused';

/** From this share of its room on, an answer that does not end was cut off, whatever the provider says (v7 section 13). */
const NEARLY_ALL = 0.95;

/** How an answer ended: every answer is one object, so one that ends otherwise goes on. */
export function stopOf(
  reply: { readonly stop: Stop; readonly text: string; readonly usage: Usage | null },
  room: number,
): Stop {
  const isFull = (reply.usage?.output ?? 0) >= room * NEARLY_ALL;
  return reply.stop === 'complete' && isFull && !/[}`]\s*$/.test(reply.text)
    ? 'truncated'
    : reply.stop;
}
