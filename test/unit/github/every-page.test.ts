import { describe, expect, it } from '@jest/globals';
import type { GithubClient } from '../../../src/github/client.ts';
import { githubForge } from '../../../src/github/forge.ts';

const HEAD = 'a'.repeat(40);
/** So many of each on one commit; the one that matters is the oldest, which GitHub lists last. */
const MANY = 205;
const nth = Array.from({ length: MANY }, (_, n) => n);

const run = (n: number): object => ({
  ...{
    id: MANY - n,
    name: 'CI',
    path: `.github/workflows/${n === MANY - 1 ? 'ci' : `extra-${n}`}.yml`,
  },
  ...{ event: 'pull_request', head_sha: HEAD, run_attempt: 1, status: 'completed' },
  ...{ conclusion: n === MANY - 1 ? 'failure' : 'success', check_suite_id: MANY - n },
});
const job = (n: number): object => ({
  ...{ id: n, name: `job ${n}`, run_attempt: 1, status: 'completed', conclusion: 'success' },
});
const check = (n: number): object => ({
  ...{ name: `job ${n}`, status: 'completed', check_suite: { id: 1 } },
  conclusion: n === MANY - 1 ? 'failure' : 'success',
});

function forgeOf(asked: string[], moved = false) {
  const pageOf = (list: readonly object[], { per_page: size, page }: Page): readonly object[] => {
    // Something newer came in between two pages: everything is one further on.
    const from = (page - 1) * size - (moved && page > 1 ? 1 : 0);
    return list.slice(from, page * size);
  };
  const client = {
    read: async (route: string, params: Page) => {
      asked.push(`${route.split('/').at(-1)} ${params.page}`);
      if (route.endsWith('/jobs')) return { jobs: pageOf(nth.map(job), params) };
      if (route.endsWith('/check-runs')) return { check_runs: pageOf(nth.map(check), params) };
      return { workflow_runs: pageOf(nth.map(run), params) };
    },
  } as unknown as GithubClient;
  return githubForge({
    client,
    repo: { owner: 'acme', name: 'shop' },
    identity: { botId: 1, appId: 2 },
  });
}
interface Page {
  readonly per_page: number;
  readonly page: number;
}

describe('CI on a commit with more than a page of workflow runs', () => {
  it('is seen to its oldest run, with every job of it', async () => {
    const asked: string[] = [];
    const runs = await forgeOf(asked).ci(HEAD);
    expect(runs).toHaveLength(MANY);
    expect(runs.at(-1)).toMatchObject({
      workflow: '.github/workflows/ci.yml',
      conclusion: 'failure',
    });
    expect(runs.at(-1)?.jobs).toHaveLength(MANY);
    expect(asked.filter((one) => one.startsWith('runs'))).toEqual(['runs 1', 'runs 2', 'runs 3']);
  });

  it('tells a run once that moved on to the next page', async () => {
    const runs = await forgeOf([], true).ci(HEAD);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
  });

  it('names the job that failed, wherever it is listed', async () => {
    expect(await forgeOf([]).ciFailures(HEAD)).toEqual({
      jobs: [{ workflow: '.github/workflows/ci.yml', job: `job ${MANY - 1}` }],
      workflowRuns: [1],
    });
  });
});
