import { undoMessage } from '../core/report/commit-message.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { Pass } from './pass.ts';

/** Takes a phase that was given up off the branch: one commit with the last snapshot's tree, in one step with the ledger. */
export async function undo(pass: Pass, { phase }: { readonly phase: string }): Promise<void> {
  const { ports, strategy } = pass;
  // The commit names the number of its event, so what was noted before is written first.
  await pass.flush();
  const run = pass.run();
  const message = undoMessage(run, limitsOf(strategy, phase));
  const before = run.head;
  const { head, tree } = await ports.ledger.prepareUndo({ before, to: run.snapshot, message });
  const at = ports.clock.now();
  await pass.writeWithCode([{ type: 'phase-undone', at, phase, before, head, tree }], {
    before,
    head,
  });
}
