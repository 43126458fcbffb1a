import { ARTEFACTS_VERSION, rendered } from '../core/artefacts/render.ts';
import type { Pass } from './pass.ts';

/**
 * Renders a run that is over from its whole history, and writes the texts into the ledger in the very step that
 * ends it. A history that cannot be read is written down as well, so that it is tried once and not for ever.
 */
export async function recordArtefacts(pass: Pass): Promise<void> {
  const { ports, strategy } = pass;
  const { plan, runId } = pass.tip();
  const before = await ports.ledger.history(pass.tip());
  const at = ports.clock.now();
  const common = { type: 'artefacts-recorded', at, version: ARTEFACTS_VERSION } as const;
  if (before === null) {
    ports.log.warn({ run: runId }, 'the history of the ledger cannot be read');
    await pass.write([{ ...common, tree: null, files: 0 }]);
    return;
  }
  const events = [...before, ...pass.noted()];
  const { texts, tree } = rendered({ run: pass.run(), strategy, plan, events });
  await pass.writeArtefacts([{ ...common, tree, files: texts.size }], texts);
  ports.onArtefacts?.(runId, texts);
}
