import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { otherApp } from './ci/other-app.ts';
import { type Lab, startLab } from './lab.ts';
import { textsOfZip } from '../../src/github/unzip.ts';

let lab: Lab;
const at = '/repos/acme/lattice';
beforeAll(async () => {
  lab = await startLab();
  await lab.seedRepo({ name: 'lattice', files: { a: 'a' } });
});
afterAll(async () => {
  lab.assertClean();
  await lab.close();
});

const head = 'name: CI\non: push\njobs:\n';
const job = (name: string, ...lines: readonly string[]): string =>
  `  ${name}:\n    runs-on: ubuntu-latest\n${lines.map((line) => `    ${line}\n`).join('')}`;
const steps = (...lines: readonly string[]): string =>
  `steps: [${lines.map((line) => `{ run: '${line}' }`).join(', ')}]`;

interface Run {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly run_attempt: number;
}
const get = async <T>(path: string): Promise<T> =>
  (await lab.as('acme').request('GET', `${at}${path}`)).body as T;

let pushes = 0;
/** Pushes a branch with this workflow; resolves when it has ended, or with `wait: false` at once. */
async function push(jobs: string, wait = true): Promise<Run> {
  const branch = `b${(pushes += 1)}`;
  const files = { '.github/workflows/ci.yml': head + jobs };
  const sha = await lab.as('acme').push('acme/lattice', { branch, files, message: 'm' });
  if (wait) await lab.settled();
  for (;;) {
    const { workflow_runs: runs } = await get<{ workflow_runs: Run[] }>(
      `/actions/runs?head_sha=${sha}`,
    );
    const [run] = runs;
    if (run !== undefined && (wait || run.status === 'in_progress')) return run;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const jobsOf = async ({ id }: Run, filter = 'latest') =>
  (
    await get<{ jobs: { name: string; conclusion: string; run_attempt: number }[] }>(
      `/actions/runs/${id}/jobs?filter=${filter}`,
    )
  ).jobs.map(({ name, conclusion, run_attempt }) => `${name} ${conclusion} ${run_attempt}`);
const again = ({ id }: Run) =>
  lab.as('acme').request('POST', `${at}/actions/runs/${id}/rerun-failed-jobs`);
const seen = ({ id }: Run): Promise<Run> => get<Run>(`/actions/runs/${id}`);

describe('artifacts', () => {
  const upload = (path: string): string =>
    `steps: [{ run: 'mkdir -p out/deep; echo one > out/a.xml; echo two > out/deep/b.xml; echo no > c.txt; exit 1' }, { uses: actions/upload-artifact@v4, if: always(), with: { name: results, path: ${path} } }]`;

  it.each([
    ['a folder', 'out', ['one\n', 'two\n']],
    ['a file', './out/a.xml', ['one\n']],
    ['a glob', '"out/**/b.*"', ['two\n']],
  ])('hold %s, behind an address without credentials', async (_, path, texts) => {
    const run = await push(job('test', upload(path)));
    const { artifacts } = await get<{ artifacts: { id: number; name: string }[] }>(
      `/actions/runs/${run.id}/artifacts`,
    );
    expect(artifacts).toMatchObject([{ name: 'results', expired: false }]);
    const zip = await fetch(`${lab.url}${at}/actions/artifacts/${artifacts[0]?.id}/zip`, {
      redirect: 'manual',
    });
    expect(zip.status).toBe(302);
    const file = await fetch(zip.headers.get('location') ?? '');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const limits = { files: 9, bytes: 9_000 };
    expect(textsOfZip(bytes, () => true, limits)).toEqual(texts);
  });

  it('are none where nothing fits', async () => {
    const run = await push(job('test', upload('nowhere')));
    expect(await get(`/actions/runs/${run.id}/artifacts`)).toMatchObject({ total_count: 0 });
  });
});

describe('a rerun', () => {
  it('runs what failed as another attempt, and leaves the rest', async () => {
    const run = await push(
      job('fine', steps('exit 0')) + job('flaky', steps('test "$GITHUB_RUN_ATTEMPT" = 2')),
    );
    expect(run).toMatchObject({ conclusion: 'failure', run_attempt: 1 });
    expect((await again(run)).status).toBe(201);
    await lab.settled();
    expect(await seen(run)).toMatchObject({ conclusion: 'success', run_attempt: 2 });
    expect(await jobsOf(run)).toEqual(['fine success 1', 'flaky success 2']);
    expect(await jobsOf(run, 'all')).toHaveLength(3);
    expect((await again(run)).status).toBe(403);
  });

  it('is refused while the run is at work', async () => {
    const run = await push(job('slow', steps('sleep 2')), false);
    expect((await again(run)).status).toBe(403);
    await lab.settled();
  });
});

it('cancels what is at work', async () => {
  const run = await push(job('slow', steps('sleep 30')), false);
  const cancel = () => lab.as('acme').request('POST', `${at}/actions/runs/${run.id}/cancel`);
  expect((await cancel()).status).toBe(202);
  await lab.settled();
  expect(await seen(run)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  expect(await jobsOf(run)).toEqual(['slow cancelled 1']);
  expect((await cancel()).status).toBe(409);
});

it('ends a job whose time is over', async () => {
  const run = await push(job('slow', 'timeout-minutes: 0.005', steps('sleep 30')));
  expect(run).toMatchObject({ conclusion: 'timed_out' });
  expect(await jobsOf(run)).toEqual(['slow timed_out 1']);
});

it('waits for people where that is wanted', async () => {
  lab.ci?.requireApproval();
  const run = await push(job('test', steps('exit 0')));
  expect(run).toMatchObject({ status: 'completed', conclusion: 'action_required' });
  lab.ci?.release();
  await lab.settled();
  expect(await seen(run)).toMatchObject({ conclusion: 'success' });
});

it('takes statuses and check runs of others for what they are: no workflow run', async () => {
  const run = await push(job('test', steps('exit 1')));
  const { head_sha: sha } = await get<{ head_sha: string }>(`/actions/runs/${run.id}`);
  await lab.as('acme').must('POST', `${at}/statuses/${sha}`, { state: 'success', context: 'test' });
  const row = lab.internals.repo('acme/lattice');
  if (row === undefined) throw new Error('no repository');
  lab.internals.checks.create(row, otherApp(lab.internals), {
    name: 'test',
    head_sha: sha,
    conclusion: 'success',
  });
  expect(await get(`/actions/runs?head_sha=${sha}`)).toMatchObject({
    ...{ total_count: 1, workflow_runs: [{ conclusion: 'failure' }] },
  });
});
