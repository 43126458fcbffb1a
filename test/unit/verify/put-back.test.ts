import { expect, it } from '@jest/globals';
import { ledgerBranch, marker } from '../../../src/core/names.ts';
import { snapshotBlock } from '../../../src/core/report/snapshot.ts';
import { aRecord, SEAL } from './a-record.ts';

/** Somebody deletes the ledger; what another process seals of it is older than what this one has seen of it. */
it('a ledger that was put back ends its run for every process, however much one has seen of it', async () => {
  const record = await aRecord();
  const { github, ports, issue } = record;
  const { links } = await record.read();
  const oidOf = (n: number): string => links[n]?.oid ?? '';
  const [sealed, seen] = [
    await ports.ledger.kept('1-1', oidOf(5)),
    await ports.ledger.kept('1-1', oidOf(10)),
  ];
  if (sealed === undefined || seen === undefined) throw new Error('no such steps');
  const { oid, run } = sealed;
  const comments = github.state.issues.get(issue)?.comments ?? [];
  comments.splice(0, comments.length);
  const snapshot = { repoId: run.repo.id, issue, runId: '1-1', seq: run.seq, oid };
  await ports.forge.comment(issue, `${marker.status('1-1')}\n${snapshotBlock(snapshot, SEAL)}`);
  github.deleteLedger('1-1');
  const said = async (): Promise<string> => {
    const now = await ports.forge.issue(issue);
    return now?.ours.map(({ body }) => body).join('\n') ?? '';
  };

  ports.tips.clear();
  await record.pass();
  const first = await said();
  expect(first).toContain('Somebody deleted the run’s ledger');
  expect(first).not.toContain('cannot be trusted');
  const tip = github.tip(ledgerBranch('1-1'));

  // Another process, which had been further when the ledger went.
  ports.tips.set(issue, seen);
  expect(seen.run.seq).toBeGreaterThan(run.seq + 1);
  await record.pass();
  expect(await said()).toBe(first);
  expect(github.tip(ledgerBranch('1-1'))).toBe(tip);
});
