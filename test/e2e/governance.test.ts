import { expect, it, jest } from '@jest/globals';
import { ACTS, runGovernance } from '../demo/governance/run.ts';
import { reportGovernance } from '../demo/governance/report.ts';

jest.setTimeout(300_000);

it('plays every act of the governance demo, each proven by what GitHub shows', async () => {
  const told: string[] = [];
  const result = await runGovernance((line) => told.push(line));
  const missing = result.acts.flatMap(({ act, proofs }) =>
    Object.entries(proofs).flatMap(([name, isSo]) => (isSo ? [] : [`${act} ${name}`])),
  );
  expect({ missing, broken: result.broken }).toEqual({ missing: [], broken: null });
  expect(result).toMatchObject({ plan: 'governance', ok: true });
  expect(result.acts.map(({ title }) => title)).toEqual(ACTS);
  expect(result.runs).toHaveLength(3);

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
      ...{ github_requests: 0, llm_calls: 0, wall_ms: 0 },
    },
    (line) => table.push(line),
  );
  expect(table.filter((line) => line.startsWith('✘'))).toHaveLength(ACTS.length);
  expect(table.join('\n')).toContain('NOT notice');
  expect(table.join('\n')).toContain('The story broke off: the run did not get there');
});
