/** `autopack run`: a run from somebody's own machine, without a server and without a workflow. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readLedger } from '../demo/watch.ts';
import { runAction } from '../support/action.ts';
import { LABEL } from '../support/play.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
});
afterEach(async () => {
  stage.lab.assertClean();
  await stage.close();
});

async function anIssue(body: string, ...labels: readonly string[]): Promise<number> {
  const mona = stage.lab.as(MAINTAINER);
  const issue = await mona.openIssue(stage.repo, { title: 'A plan', body });
  await mona.must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
  for (const label of labels) await mona.label(stage.repo, issue, label);
  return issue;
}

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function autopack(
  issue: number,
  {
    left = [],
    heard,
  }: {
    /** Settings that nobody made. */
    readonly left?: readonly string[];
    readonly heard?: (child: ChildProcess, out: string) => void;
  } = {},
): Promise<Said> {
  const { lab, model, repo } = stage;
  const all: Readonly<Record<string, string>> = {
    PATH: process.env['PATH'] ?? '',
    APP_ID: String(lab.app.id),
    PRIVATE_KEY: lab.app.privateKey.replaceAll('\n', '\\n'),
    OPENAI_API_KEY: 'sk-made-up-key-of-the-lab-0000000000',
    OPENAI_BASE_URL: model.url,
    GITHUB_API_URL: lab.url,
    GITHUB_SERVER_URL: lab.url,
  };
  const env = Object.fromEntries(Object.entries(all).filter(([name]) => !left.includes(name)));
  const args = ['--no-warnings', CLI, 'run', `${repo}#${issue}`];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    heard?.(child, out);
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

describe('autopack run', () => {
  it('takes a run from the label to where a person merges, and goes on after that', async () => {
    const issue = await anIssue(TINY_PLAN, LABEL);
    const said = await autopack(issue);
    expect({ code: said.code, err: said.err }).toEqual({ code: 0, err: '' });
    const { out } = said;
    for (const step of [
      'T1.P1 started',
      'pushed',
      'CI on',
      'T1.P1 complete at',
      'DONE_SUCCESS: 1 of 1',
    ])
      expect(out).toContain(step);
    const ledger = await readLedger(stage);
    expect(out).toContain(`/${stage.repo}/pull/${ledger?.pr}`);

    await stage.lab.as(MAINTAINER).merge(stage.repo, ledger?.pr ?? 0);
    expect((await autopack(issue)).code).toBe(0);
    expect(await readLedger(stage)).toMatchObject({ promotion: 'promoted' });
    expect(stage.model.calls()).toHaveLength(2);
  });

  it('can be stopped, and an Action goes on', async () => {
    const issue = await anIssue(TINY_PLAN, LABEL);
    stage.ci.hold();
    const said = await autopack(issue, {
      heard: (child, out) =>
        void (out.includes('pushed') && !child.killed && child.kill('SIGTERM')),
    });
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('goes on from here') });
    stage.ci.release();
    await runAction(stage);
    await stage.ci.idle();
    await runAction(stage);
    expect(await readLedger(stage)).toMatchObject({ state: 'DONE_SUCCESS' });
  });

  it('says where nothing asks for a run, and what is not set', async () => {
    const issue = await anIssue(TINY_PLAN);
    const said = await autopack(issue);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('No run was started') });
    const less = await autopack(issue, { left: ['APP_ID', 'OPENAI_API_KEY'] });
    expect(less).toMatchObject({ code: 2, out: '' });
    expect(less.err).toContain('These settings are missing: APP_ID, OPENAI_API_KEY.');
  });
});
