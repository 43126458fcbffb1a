/** What the ledger's suites do again and again, on whatever GitHub is open. */
import type { RunId, Sha } from '../../src/core/ids.ts';
import type { LedgerTip } from '../../src/ports.ts';
import { firstEntry, governed } from './a-run.ts';
import type { ContractWorld } from './world.ts';

export function ledgerActs(open: () => ContractWorld) {
  let issue = 100;
  return {
    /** The next issue, that no run has yet; it need not exist. */
    fresh: (): number => (issue += 1),
    /** A run of its own for each test. */
    begin: async (): Promise<{ readonly runId: RunId; readonly tip: LedgerTip }> => {
      const world = open();
      issue += 1;
      const runId = `${issue}-1`;
      const tip = await world.ledger.create(runId, world.base, firstEntry(runId, world));
      return { runId, tip };
    },
    readBack: (): Promise<LedgerTip | undefined> => open().otherLedger().latest(issue),
    code: (tip: LedgerTip): Promise<{ readonly head: Sha; readonly tree: Sha }> =>
      open().ledger.prepareCode({
        before: tip.run.head,
        edits: governed(
          {
            op: 'update',
            path: 'src/a.ts',
            mode: '100644',
            before: 'x',
            after: 'export const a = 2;\n',
          },
          { op: 'create', path: 'bin/run', mode: '100755', after: '#!/bin/sh\n' },
          { op: 'delete', path: 'README.md', mode: '100644', before: 'hello\n' },
        ),
        message: 'A change',
      }),
  };
}
