import { expect, it, jest } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACTS, runGovernance } from '../demo/governance/run.ts';
import { reportGovernance } from '../demo/governance/report.ts';

jest.setTimeout(300_000);

it('plays every act of the governance demo, each proven by what GitHub shows', async () => {
  const told: string[] = [];
  const folder = await mkdtemp(path.join(tmpdir(), 'autopack-governance-'));
  const result = await runGovernance((line) => told.push(line), folder);
  const missing = result.acts.flatMap(({ act, proofs }) =>
    Object.entries(proofs).flatMap(([name, isSo]) => (isSo ? [] : [`${act} ${name}`])),
  );
  expect({ missing, broken: result.broken }).toEqual({ missing: [], broken: null });
  expect(result).toMatchObject({ plan: 'governance', ok: true });
  expect(result.acts.map(({ title }) => title)).toEqual(ACTS);
  expect(result.runs).toHaveLength(3);

  const kept = async (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8');
  expect(await kept('issue-8.md')).toContain('### 🧯 Run `8-1` stopped');
  expect(await kept('pull-2.md')).toContain('**Audit of T1.P1');
  expect(await kept('record-8-1/incident/summary.md')).toContain('token_cap');
  expect(await kept('repository/NOTICE')).toContain('vendor/keyring');
  await rm(folder, { recursive: true });

  const table: string[] = [];
  reportGovernance(result, (line) => table.push(line));
  expect(table.filter((line) => line.startsWith('✔'))).toHaveLength(ACTS.length);
  expect(told.filter((line) => line.startsWith('\nAct '))).toHaveLength(ACTS.length);
});

it('tells of an act that did not happen', () => {
  const table: string[] = [];
  const act = { act: 1, title: ACTS[0] ?? '', happened: false, proofs: { notice: false } };
  reportGovernance(
    {
      ...{
        plan: 'governance',
        ok: false,
        acts: [act],
        runs: [],
        broken: 'the run did not get there',
      },
      ...{ github_requests: 0, llm_calls: 0, wall_ms: 0, folder: '/tmp/f', kept: [] },
    },
    (line) => table.push(line),
  );
  expect(table.filter((line) => line.startsWith('✘'))).toHaveLength(ACTS.length);
  expect(table.join('\n')).toContain('NOT notice');
  expect(table.join('\n')).toContain('The story broke off: the run did not get there');
});
