import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { bundleAction } from '../../scripts/build.ts';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { runAction } from '../support/action.ts';
import { ended, LABEL, playOn } from '../support/play.ts';
import { readLedger } from '../demo/watch.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let stage: Stage | undefined;
afterEach(async () => {
  stage?.lab.assertClean();
  await stage?.close();
  stage = undefined;
});

async function labelled(): Promise<{ readonly stage: Stage; readonly issue: number }> {
  stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
  const mona = stage.lab.as(MAINTAINER);
  const issue = await mona.openIssue(stage.repo, { title: 'A plan', body: TINY_PLAN });
  await mona.must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
  await mona.label(stage.repo, issue, LABEL);
  return { stage, issue };
}

describe('by the Action', () => {
  it('is the bundle of these sources', async () => {
    const shipped = await readFile(new URL('../../action/dist/index.js', import.meta.url), 'utf8');
    expect(shipped === (await bundleAction())).toBe(true);
  });

  it('takes a run to its end in passes that end by themselves', async () => {
    const { stage: on } = await labelled();
    on.ci.hold();
    const first = await runAction(on, {
      event: { name: 'issues', payload: { action: 'labeled' } },
    });
    expect({ code: first.code, stdout: first.stdout }).toEqual({
      code: 0,
      stdout: expect.anything(),
    });
    expect(first.output).toContain('waiting');
    expect(first.summary).toContain('CI_RUNNING');
    on.ci.release();
    await on.ci.idle();
    const second = await runAction(on, {
      event: { name: 'workflow_run', payload: { action: 'completed' } },
    });
    expect(second.summary).toContain('DONE_SUCCESS');
    expect(await readLedger(on)).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'eligible' });
    const third = await runAction(on);
    expect(third.code).toBe(0);
    expect(on.model.calls()).toHaveLength(2);
  });

  it('hands a run over to the App', async () => {
    const { stage: on } = await labelled();
    await runAction(on);
    const play = playOn(on, await on.startApp());
    expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(on.model.calls()).toHaveLength(2);
  });

  it.each([
    ['pull_request_target', {}, { code: 1, said: '::error::action/pull-request-target' }],
    [
      'workflow_run',
      { workflow_run: { head_repository: { full_name: 'evil/hello' } } },
      { code: 0, said: '::notice::action/fork' },
    ],
    [
      'pull_request',
      { pull_request: { head: { ref: 'x', repo: { full_name: 'evil/hello' } } } },
      { code: 0, said: '::notice::action/fork' },
    ],
    // The fork is gone.
    [
      'pull_request',
      { pull_request: { head: { ref: 'x', repo: null } } },
      { code: 0, said: '::notice::action/fork' },
    ],
  ])('does nothing on %s of a stranger', async (name, payload, { code, said }) => {
    const { stage: on } = await labelled();
    const before = on.lab.requests.count();
    const run = await runAction(on, { event: { name, payload } });
    expect(run).toMatchObject({ code, stdout: expect.stringContaining(said) });
    expect(on.lab.requests.count()).toBe(before);
  });

  it('settles its call when the job is cancelled, and says so', async () => {
    const { stage: on } = await labelled();
    let action: ChildProcess | undefined;
    on.model.hook(async ({ n }) => {
      if (n > 1) return undefined;
      action?.kill('SIGTERM');
      await new Promise((later) => setTimeout(later, 1_500));
      return undefined;
    });
    const run = await runAction(on, { started: (child) => void (action = child) });
    expect(run).toMatchObject({ code: 1, summary: expect.stringContaining('was cancelled') });
    const ledger = await readLedger(on);
    expect(ledger?.journal.at(-1)?.text).toContain('lost, settled in full');
    on.ci.hold();
    await runAction(on);
    expect(await readLedger(on)).toMatchObject({ state: 'CI_RUNNING', call: null });
    on.ci.release();
    await on.ci.idle();
  });

  it('goes on with the others where one run cannot be read', async () => {
    const { stage: on, issue } = await labelled();
    on.ci.hold();
    await runAction(on);
    const mona = on.lab.as(MAINTAINER);
    await mona.push(on.repo, {
      branch: `autopack/state/${issue}-1`,
      files: { 'state.json': '{ "version": 2 }' },
      message: 'by hand',
    });
    const other = await mona.openIssue(on.repo, { title: 'Another', body: TINY_PLAN });
    await mona.label(on.repo, other, LABEL);
    const run = await runAction(on);
    expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('ledger/unreadable') });
    expect(run.summary).toContain('ledger/unreadable');
    expect(run.summary).toContain(`\`${other}-1\` | CI_RUNNING`);
    expect(run.output).toContain(`"run_id":"${other}-1"`);
    on.ci.release();
    await on.ci.idle();
  });

  it('says which input is missing', async () => {
    const { stage: on } = await labelled();
    const run = await runAction(on, { inputs: { 'openai-api-key': '' } });
    const said = expect.stringContaining('openai-api-key');
    expect(run).toMatchObject({ code: 1, stdout: said, summary: said });
  });

  it('prints no secret', async () => {
    const { stage: on } = await labelled();
    const run = await runAction(on);
    const masked = run.stdout
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n');
    expect(masked).not.toContain('sk-made-up-key');
    expect(masked).not.toContain('PRIVATE KEY');
  });
});
