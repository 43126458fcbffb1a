interface Line {
  readonly text: string;
}

const ASKED = /^GitHub is asked on ([0-9a-f]{7}) for /;
const NOT_RERUN = /^failed jobs not run again on ([0-9a-f]{7}): (.+)$/;
const NONE_BEFORE = /^0 jobs failed on the base ([0-9a-f]{7}) already$/;

/**
 * The journal as people read it. Its lines are part of the stored record, so they stay as they were written; what is
 * refused on every head for the same reason is said once, without the question before it.
 */
export function shownJournal<L extends Line>(journal: readonly L[]): readonly L[] {
  const said = new Set<string>();
  return journal.flatMap((line, index) => {
    const next = NOT_RERUN.exec(journal[index + 1]?.text ?? '');
    if (next !== null && ASKED.exec(line.text)?.[1] === next[1]) return [];
    const [, head, why] = NOT_RERUN.exec(line.text) ?? [];
    if (head === undefined || why === undefined) return [inGoodWords(line)];
    if (said.has(why)) return [];
    said.add(why);
    const text = `failed jobs on ${head} cannot be run once more, nor on any later commit: ${why}`;
    return [{ ...line, text: why.includes('permission') ? text : line.text }];
  });
}

function inGoodWords<L extends Line>(line: L): L {
  const base = NONE_BEFORE.exec(line.text)?.[1];
  return base === undefined ? line : { ...line, text: `no job had failed on the base ${base}` };
}
