import { redBaseWords } from '../gate/red-base.ts';
import type { PhaseRun, Run } from '../run/run.ts';
import { codeSpan, plainText } from '../text/neutralise.ts';

/** Where that is mended, and what makes CI look again. */
export const mendBase = ({ base }: Pick<Run, 'base'>): string =>
  `Mend ${codeSpan(base.branch, 60)} first, then press **Update branch** on the pull request`;

/** What was red on the base too when CI last spoke about a phase, and where that is mended; null: nothing was. */
export function redBaseNote(run: Run, { candidates }: PhaseRun): string | null {
  const judged = candidates.findLast(({ ci }) => ci !== null)?.ci;
  const words = redBaseWords(judged?.base, run.base);
  return words === null ? null : `${plainText(words, 500)} ${mendBase(run)}.`;
}
