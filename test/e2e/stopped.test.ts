/** `npm start`, told to stop. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startProcess } from '../support/app-process.ts';
import { playOn } from '../support/play.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(60_000);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
});
afterEach(() => stage.close());

it('ends while it starts, as the first process of a container would not by itself', async () => {
  let child: ChildProcess | undefined;
  // Nobody ever says who the App is.
  const github = createServer(() => child?.kill('SIGTERM'));
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  const { port } = github.address() as AddressInfo;
  const env = { GITHUB_API_URL: `http://127.0.0.1:${port}` };
  const app = await startProcess(stage, env, (one) => (child = one));
  expect(await app.ended).toBe(0);
  github.closeAllConnections();
  github.close();
});

it('ends in a model call, and leaves the run to the next one', async () => {
  const play = playOn(stage, { port: 0, idle: async () => undefined, stop: async () => undefined });
  const called = new Promise<void>((resolve) => stage.model.hook(() => resolve() as undefined));
  const app = await startProcess(stage, { LOG_LEVEL: 'info' });
  await play.label(TINY_PLAN);
  await called;
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  expect(app.said()).toContain('stopped');
});
