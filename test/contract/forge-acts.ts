/** What the forge's suites do again and again, on whatever GitHub is open. */
import type { RunId, Sha } from '../../src/core/ids.ts';
import { codeBranch } from '../../src/core/names.ts';
import type { RunWorld } from '../../src/ports.ts';
import { firstEntry } from './a-run.ts';
import type { ContractWorld } from './world.ts';

export interface PersonsRun {
  readonly number: number;
  readonly runId: RunId;
  readonly head: Sha;
  readonly branch: string;
}

export function forgeActs(open: () => ContractWorld) {
  const issue = (body = 'A plan'): Promise<number> => open().openIssue('Build it', body);
  return {
    issue,
    /** A run whose branch has one commit of a person on it. */
    run: async (): Promise<PersonsRun> => {
      const world = open();
      const number = await issue();
      const runId = `${number}-1`;
      await world.ledger.create(runId, world.base, firstEntry(runId, world));
      const branch = codeBranch(runId);
      const head = await world.push(branch, { 'src/b.ts': `export const b = ${number};\nb;\n` });
      return { number, runId, head, branch };
    },
    look: (
      { number, runId }: Pick<PersonsRun, 'number' | 'runId'>,
      recorded: Sha,
      pr: number | null = null,
    ): Promise<RunWorld> => open().forge.world({ issue: number, runId, recorded, pr }),
    /** What GitHub requires, as it is told with the rest. */
    required: async (
      { number, runId }: Pick<PersonsRun, 'number' | 'runId'>,
      recorded: Sha,
      pr: number | null,
    ): Promise<RunWorld['required']> => {
      const ask = { issue: number, runId, recorded, pr, required: true };
      return (await open().forge.world(ask)).required;
    },
    openPull: (runId: RunId): Promise<number> =>
      open().forge.openPull({ runId, base: 'main', title: 'A title', body: 'A body' }),
  };
}
