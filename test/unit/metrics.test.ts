import { describe, expect, it } from '@jest/globals';
import { createMetrics, deliveryOutcome } from '../../src/metrics.ts';

const fresh = () => createMetrics({ events: ['issues'], models: ['gpt-5.4'] });
const lines = async (metrics: ReturnType<typeof fresh>): Promise<readonly string[]> =>
  (await metrics.scrape()).text.split('\n');

describe('the metrics', () => {
  it('name events and models that are known, and call all others other', async () => {
    const metrics = fresh();
    metrics.delivery('issues', 'accepted');
    metrics.delivery('made-up-1', 'unsigned');
    metrics.delivery('made-up-2', 'unsigned');
    const call = { is: 'call-settled', role: 'builder', outcome: 'answered' } as const;
    metrics.fact({ ...call, model: 'gpt-5.4', tokens: 900, microUsd: 1_500_000 });
    metrics.fact({ ...call, model: 'a-name-from-a-repository', tokens: 1, microUsd: 0 });

    const text = await lines(metrics);
    expect(text).toContain('autopack_deliveries_total{event="issues",outcome="accepted"} 1');
    expect(text).toContain('autopack_deliveries_total{event="other",outcome="unsigned"} 2');
    expect(text).toContain('autopack_model_tokens_total{role="builder",model="gpt-5.4"} 900');
    expect(text).toContain('autopack_model_cost_dollars_total{role="builder",model="gpt-5.4"} 1.5');
    expect(text.join('\n')).not.toContain('a-name-from-a-repository');
  });

  it('tell routes of GitHub by their part of the API, never by a name', async () => {
    const metrics = fresh();
    const seen = { method: 'GET', status: 200 };
    metrics.request({ ...seen, route: '/repos/{owner}/{repo}/git/trees/{tree_sha}' });
    metrics.request({ ...seen, route: '/repos/{owner}/{repo}' });
    metrics.request({ ...seen, route: 'https://api.github.com/graphql', method: 'POST' });
    metrics.request({ ...seen, route: '/app/hook/deliveries', status: 0 });
    metrics.request({ ...seen, route: '/repos/acme/secret-name/zen' });

    const found = (await lines(metrics)).filter((line) =>
      line.startsWith('autopack_github_requests_total{'),
    );
    expect(found).toEqual([
      'autopack_github_requests_total{kind="git",method="GET",status="200"} 1',
      'autopack_github_requests_total{kind="repository",method="GET",status="200"} 1',
      'autopack_github_requests_total{kind="graphql",method="POST",status="200"} 1',
      'autopack_github_requests_total{kind="app",method="GET",status="0"} 1',
      'autopack_github_requests_total{kind="other",method="GET",status="200"} 1',
    ]);
  });

  it('ask for the depth of the queue when somebody looks', async () => {
    const metrics = fresh();
    let due = 3;
    metrics.depthFrom(() => Promise.resolve({ due, later: 2, dead: 1 }));
    expect(await lines(metrics)).toContain('autopack_queue_depth{waiting_for="worker"} 3');
    due = 0;
    expect(await lines(metrics)).toContain('autopack_queue_depth{waiting_for="worker"} 0');
    expect(await lines(metrics)).toContain('autopack_queue_depth{waiting_for="hint"} 1');
  });

  it.each([
    ['fails', () => Promise.reject(new Error('connection refused'))],
    ['says nothing', () => new Promise<never>(() => undefined)],
  ])('tell all but the depth while the database %s', async (_, depth) => {
    const metrics = fresh();
    metrics.depthFrom(() => Promise.resolve({ due: 3, later: 2, dead: 1 }));
    expect(await lines(metrics)).toContain('autopack_queue_depth{waiting_for="worker"} 3');
    metrics.depthFrom(depth);
    metrics.delivery('issues', 'not-stored');
    const told = await lines(metrics);
    expect(told).toContain('autopack_deliveries_total{event="issues",outcome="not-stored"} 1');
    expect(told.filter((line) => line.startsWith('autopack_queue_depth'))).toEqual([]);
  });

  it('of two servers in one process are apart', async () => {
    const [one, other] = [fresh(), fresh()];
    one.fact({ is: 'run-started' });
    expect(await lines(one)).toContain('autopack_runs_started_total 1');
    expect(await lines(other)).toContain('autopack_runs_started_total 0');
  });

  it.each([
    [202, true, 'accepted'],
    [202, false, 'ignored'],
    [401, true, 'unsigned'],
    [413, true, 'too-large'],
    [400, true, 'refused'],
    [503, true, 'not-stored'],
  ] as const)('take a webhook answered %s (known: %s) for %s', (status, isKnown, outcome) => {
    expect(deliveryOutcome(status, isKnown)).toBe(outcome);
  });
});
