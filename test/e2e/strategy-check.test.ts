import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const CONFIG = '.github/autopack.yml';

let play: Play;
beforeEach(async () => {
  play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT });
});
afterEach(async () => {
  play.lab.assertClean();
  await play.close();
});

interface Shown {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string;
  readonly output: { readonly title: string; readonly summary: string };
}

const mona = () => play.lab.as(MAINTAINER);

async function configChecks(head: string): Promise<readonly Shown[]> {
  await play.rest();
  const path = `/repos/${play.repo}/commits/${head}/check-runs?filter=all`;
  const { check_runs: runs } = (await mona().must('GET', path)) as { check_runs: Shown[] };
  return runs.filter(({ name }) => name === 'autopack / config');
}

async function annotations(id: number): Promise<unknown> {
  const { body } = await mona().request('GET', `/repos/${play.repo}/check-runs/${id}/annotations`);
  return body;
}

const push = (branch: string, files: Readonly<Record<string, string>>): Promise<string> =>
  mona().push(play.repo, { branch, message: 'settings', files });

const open = (branch: string): Promise<unknown> =>
  mona().must('POST', `/repos/${play.repo}/pulls`, {
    title: 'Settings',
    head: branch,
    base: 'main',
  });

/** The App comes back and looks through everything, without being told of anything. */
async function again(): Promise<void> {
  await play.app.stop();
  const app = await play.startApp();
  await app.idle();
  await play.lab.settled();
}

describe('a pull request that changes the configuration', () => {
  it('is told what runs would be governed by, once a head, and where it is wrong', async () => {
    const head = await push('settings', {
      [CONFIG]: 'version: 1\nbudget: { attempts_per_phase: 1 }\n',
    });
    await open('settings');
    const [good, ...more] = await configChecks(head);
    expect(more).toEqual([]);
    expect(good).toMatchObject({ conclusion: 'success', output: { title: 'Sound' } });
    expect(good?.output.summary).toMatch(/\| docs any \| docs \| low \| normal \| 1 \/ 1 \|/);

    const worse = await push('settings', { [CONFIG]: 'version: 1\nbudget:\n  dollars: 5\n' });
    const [bad] = await configChecks(worse);
    expect(bad).toMatchObject({ conclusion: 'failure' });
    expect(await annotations(bad?.id ?? 0)).toMatchObject([
      { path: CONFIG, start_line: 3, annotation_level: 'failure', title: 'config/unknown-key' },
    ]);

    await again();
    expect(await configChecks(worse)).toHaveLength(1);
    expect(await configChecks(head)).toHaveLength(1);
  });

  it('is found by the resync where the webhook was lost', async () => {
    play.lab.webhooks.to('http://127.0.0.1:9/nowhere', 'x'.repeat(16));
    const head = await push('settings', { [CONFIG]: 'version: 1\n' });
    await open('settings');
    expect(await configChecks(head)).toEqual([]);
    await again();
    expect(await configChecks(head)).toHaveLength(1);
  });

  it('is the only one that is checked', async () => {
    const head = await push('words', { 'README.md': '# Words\n' });
    await open('words');
    expect(await configChecks(head)).toEqual([]);
  });
});

describe('the record of a run that failed', () => {
  it('holds its artefacts, which verify and the reports agree with', async () => {
    const issue = await play.label(TINY_PLAN);
    await mona().comment(play.repo, issue, '/autopack cancel');
    const done = await play.until(ended);
    const branch = `refs/heads/autopack/state/${done.runId}`;
    const folder = `.autonomous_runs/${done.runId}`;
    const show = async (name: string): Promise<string> =>
      (await play.lab.git(play.repo, ['show', `${branch}:${folder}/${name}`])).text;
    expect(await show('run_summary.md')).toContain(done.state);
    if (done.state !== 'DONE_SUCCESS')
      expect(await show('incident/summary.md')).toContain('`cancelled`');

    const verified = await autopack('verify', `${play.repo}#${issue}`);
    expect(verified.out).toContain('artefacts as the record renders them');
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('OK ') });
    const runs = await autopack('report', 'runs', '--repo', play.repo, '--json');
    expect(JSON.parse(runs.out)).toMatchObject({
      runs: [{ run_id: done.runId, state: done.state }],
      notes: [],
    });
    const one = await autopack('report', 'run', done.runId, '--repo', play.repo);
    expect(one.out).toContain('T1.P1');
    expect(await autopack('report', 'run', '99-1', '--repo', play.repo)).toMatchObject({ code: 1 });
    const slug = ['--app', play.lab.app.slug];
    expect((await autopack('report', 'tiers', '--repo', play.repo, ...slug)).out).toContain('T1');
  });
});

interface Said {
  readonly code: number;
  readonly out: string;
}

/** The command as a person runs it who may only read. */
function autopack(...args: readonly string[]): Promise<Said> {
  const { token } = play.lab.people.permit('rita', play.repo, 'read');
  const env = { PATH: process.env['PATH'], GITHUB_TOKEN: token, GITHUB_API_URL: play.lab.url };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, out) => {
      resolve({ code: error === null ? 0 : Number(error.code), out });
    });
  });
}
