import { lastCandidate, phaseOf } from '../core/run/evolve-phase.ts';
import type { Pass } from './pass.ts';

interface Asked {
  readonly phase: string;
  readonly head: string;
  /** The same words mean the same wish. */
  readonly what: string;
}

/**
 * Writes down what GitHub is about to be asked for. The write is the fence: whoever looks at an old world, in which
 * nobody has ended the run, cannot make it. After a crash the wish stands, and what it is for is asked again.
 */
export async function aboutToAsk(pass: Pass, { phase, head, what }: Asked): Promise<void> {
  const candidate = lastCandidate(phaseOf(pass.run(), phase));
  if (candidate?.head === head && candidate.asked === what) return;
  await pass.write([{ type: 'ci-asked', at: pass.ports.clock.now(), phase, head, what }]);
}
