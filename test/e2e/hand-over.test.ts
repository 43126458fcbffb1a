/** The App and the Action with the App's identity on one run: either dies in a model call, the other finishes it. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { type Ledger, readLedger } from '../demo/watch.ts';
import { runAction } from '../support/action.ts';
import { startProcess } from '../support/app-process.ts';
import { ended, LABEL, playOn } from '../support/play.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const MAX_PASSES = 10;

let stage: Stage | undefined;
let app: ChildProcess | undefined;
afterEach(async () => {
  app?.kill('SIGKILL');
  stage?.lab.assertClean();
  await stage?.close();
  [stage, app] = [undefined, undefined];
});

async function open(): Promise<Stage> {
  stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT, leaseMs: 1_000 });
  return stage;
}

async function label({ lab, repo }: Stage): Promise<void> {
  const mona = lab.as(MAINTAINER);
  const issue = await mona.openIssue(repo, { title: 'A plan', body: TINY_PLAN });
  await mona.must('POST', `/repos/${repo}/labels`, { name: LABEL, color: '5319e7' });
  await mona.label(repo, issue, LABEL);
}

/** Resolves when the process is gone that asked the model for the n-th time. */
function killedInCall({ model }: Stage, n: number, victim: () => ChildProcess | undefined) {
  return new Promise<void>((resolve) => {
    model.hook(async (call) => {
      const child = victim();
      if (call.n !== n || child === undefined) return undefined;
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
      // The answer goes to a process that is not there any more.
      await new Promise((later) => setTimeout(later, 50));
      return undefined;
    });
  });
}

async function spawnApp(on: Stage): Promise<ChildProcess> {
  app = (await startProcess(on)).child;
  return app;
}

async function finishByAction(on: Stage): Promise<Ledger | null> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const run = await runAction(on);
    if (run.code !== 0) throw new Error(`the Action failed:\n${run.stdout}`);
    await on.lab.settled();
    await on.ci.idle();
    const ledger = await readLedger(on);
    if (ledger !== null && ended(ledger)) return ledger;
  }
  return readLedger(on);
}

async function look(on: Stage): Promise<{ readonly pulls: number; readonly status: number }> {
  const list = async (path: string): Promise<readonly { readonly body: string }[]> =>
    (await on.lab.as(MAINTAINER).request('GET', `/repos/${on.repo}/${path}`)).body as never;
  const comments = await list('issues/1/comments?per_page=100');
  return {
    pulls: (await list('pulls?state=all')).length,
    status: comments.filter(({ body }) => body.includes('autopack:status:')).length,
  };
}

const DONE = { state: 'DONE_SUCCESS', promotion: 'eligible' };
/** Both calls of the run: the Builder's and the Auditor's. */
const CALLS = [1, 2] as const;

describe('a run that is handed over', () => {
  it.each(CALLS)('by an App that dies in model call %i is finished by the Action', async (n) => {
    const on = await open();
    await spawnApp(on);
    const dead = killedInCall(on, n, () => app);
    await label(on);
    await dead;
    on.lab.webhooks.to(undefined);
    expect(await finishByAction(on)).toMatchObject(DONE);
    expect(on.model.calls()).toHaveLength(3);
    expect(await look(on)).toEqual({ pulls: 1, status: 1 });
  });

  it.each(CALLS)('by an Action that dies in model call %i is finished by the App', async (n) => {
    const on = await open();
    await label(on);
    let action: ChildProcess | undefined;
    const dead = killedInCall(on, n, () => action);
    const run = await runAction(on, { started: (child) => void (action = child) });
    await dead;
    expect(run.code).toBeNull();
    const play = playOn(on, await on.startApp());
    expect(await play.until(ended)).toMatchObject(DONE);
    expect(on.model.calls()).toHaveLength(3);
    expect(await look(on)).toEqual({ pulls: 1, status: 1 });
  });

  it('is not touched by an Action with another identity', async () => {
    const on = await open();
    await label(on);
    on.ci.hold();
    await runAction(on);
    const token = on.lab.workflowToken(on.repo, {
      ...{ contents: 'write', issues: 'write', pull_requests: 'write' },
      ...{ checks: 'write', actions: 'write' },
    });
    const before = on.lab.requests.all().length;
    const inputs = { 'app-id': '', 'private-key': '', 'github-token': token };
    expect(await runAction(on, { inputs })).toMatchObject({ code: 0 });
    const asked = on.lab.requests.all().slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ writes }) => writes)).toEqual([]);
    on.ci.release();
    expect(await finishByAction(on)).toMatchObject(DONE);
  });

  it('goes to and fro', async () => {
    const on = await open();
    await label(on);
    on.ci.hold();
    await runAction(on);
    const first = await on.startApp();
    await first.idle();
    await first.stop();
    on.lab.webhooks.to(undefined);
    on.ci.release();
    expect(await finishByAction(on)).toMatchObject(DONE);
    expect(on.model.calls()).toHaveLength(2);
    expect(await look(on)).toEqual({ pulls: 1, status: 1 });
  });
});
