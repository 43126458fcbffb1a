import { expect, it } from '@jest/globals';
import type { GithubClient } from '../../../src/github/client.ts';
import { githubForge } from '../../../src/github/forge.ts';

const HEAD = 'a'.repeat(40);
const ci = '.github/workflows/ci.yml';

/** One workflow run that was cancelled when one of its jobs had failed already. */
const client = {
  read: async (route: string) =>
    route.endsWith('/actions/runs')
      ? {
          workflow_runs: [
            { id: 1, path: ci, event: 'push', head_sha: HEAD, run_attempt: 1, check_suite_id: 5 },
          ].map((run) => ({ ...run, status: 'completed', conclusion: 'cancelled' })),
        }
      : {
          check_runs: ['failure', 'timed_out', 'cancelled', 'stale', 'success'].map(
            (conclusion) => ({
              ...{
                name: `a ${conclusion}`,
                status: 'completed',
                conclusion,
                check_suite: { id: 5 },
              },
            }),
          ),
        },
} as unknown as GithubClient;

it('a job that was cancelled on the base, as the next push to it does, has not failed there', async () => {
  const forge = githubForge({
    client,
    repo: { owner: 'acme', name: 'shop' },
    identity: { botId: 1, appId: 2 },
  });
  expect(await forge.ciFailures(HEAD)).toEqual({
    jobs: [
      { workflow: ci, job: 'a failure' },
      { workflow: ci, job: 'a timed_out' },
    ],
    workflowRuns: [1],
  });
});
