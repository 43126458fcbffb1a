/** Makes a failing story small: as few faults as still break the same rule. */
import type { PlacedFault } from './faults.ts';
import type { Outcome } from './stage.ts';

const ruleOf = (violation: string | null): string | null => violation?.split(':')[0] ?? null;

/** Halves, then single faults: a list that fails without any of its faults comes back empty. */
export async function shrink(
  outcome: Outcome,
  replay: (faults: readonly PlacedFault[]) => Promise<Outcome>,
): Promise<readonly PlacedFault[]> {
  const rule = ruleOf(outcome.violation);
  const fails = async (faults: readonly PlacedFault[]): Promise<boolean> =>
    ruleOf((await replay(faults)).violation) === rule;
  let kept = outcome.faults;
  if (!(await fails(kept))) return kept;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let from = 0; from < kept.length;) {
      const less = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(less)) kept = less;
      else from += size;
    }
  return kept;
}
