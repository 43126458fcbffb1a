import { ARTEFACTS_VERSION, rendered } from '../artefacts/render.ts';
import type { RunEvent } from '../run/event.ts';
import { fold } from '../run/evolve.ts';
import type { Link, Wrong } from './evidence.ts';
import type { Frozen } from './state.ts';

type Recorded = Extract<RunEvent, { type: 'artefacts-recorded' }>;

/**
 * The folder of a commit is what the record says was written last, and that is what the record renders to. The
 * attacker edits a summary that people read in place of the record. Texts of another version of us cannot be
 * rendered again: of those only the name of the folder is compared.
 */
export function artefactsWrong(
  link: Link,
  events: readonly RunEvent[],
  frozen: Frozen,
): Wrong | null {
  const index = events.findLastIndex((event) => isWritten(event));
  const last = events[index];
  const expected = last !== undefined && isWritten(last) ? last.tree : null;
  if (link.artefacts !== expected) return wrong(expected, link.artefacts);
  const isNew = events.slice(-(link.said?.lines.length ?? 0)).some((event) => event === last);
  if (last === undefined || !isWritten(last) || !isNew || last.version !== ARTEFACTS_VERSION)
    return null;
  const before = events.slice(0, index);
  const { strategy, plan } = frozen;
  const { tree } = rendered({ run: fold(undefined, before), strategy, plan, events: before });
  return tree === last.tree ? null : wrong(tree, last.tree);
}

const isWritten = (event: RunEvent): event is Recorded =>
  event.type === 'artefacts-recorded' && event.tree !== null;

const wrong = (expected: string | null, found: string | null): Wrong => ({
  rule: 'artefacts',
  expected: expected === null ? 'no artefacts' : `the folder ${expected}`,
  found: found === null ? 'no folder' : found,
});
