/** Whoever hosts the App pays for its models: for whom, is theirs to say. */
import { afterEach, expect, it, jest } from '@jest/globals';
import type { RunningServer } from '../../src/server.ts';
import { startServer, WEBHOOK_PATH } from '../../src/server.ts';
import { readLedger } from '../demo/watch.ts';
import { ended, type Play, playOn } from '../support/play.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let stage: Stage | undefined;
let app: RunningServer | undefined;
afterEach(async () => {
  await app?.stop();
  stage?.lab.assertClean();
  await stage?.close();
  [stage, app] = [undefined, undefined];
});

/** The App, which pays for these; in place of the one before. */
async function paying(repositories: readonly string[] | undefined): Promise<Play> {
  stage ??= await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
  await app?.stop();
  app = await startServer({ ...stage.settings, repositories }, { callsMs: 0 });
  stage.lab.webhooks.to(`http://127.0.0.1:${app.port}${WEBHOOK_PATH}`);
  return playOn(stage, app);
}
const say = (play: Play, issue: number, body: string) =>
  play.lab.as(MAINTAINER).must('POST', `/repos/${play.repo}/issues/${issue}/comments`, { body });

it('spends nothing where nobody pays, and says so in the issue', async () => {
  const play = await paying(['globex', 'acme/shop', 'acm']);
  const issue = await play.label(TINY_PLAN);
  await play.rest();
  const [told, ...more] = await play.comments(issue);
  expect(told).toContain('not started: nobody pays for it, nothing has been spent');
  expect(told).toContain('`acme/hello`');
  expect(more).toEqual([]);
  expect(await play.labels(issue)).toEqual([]);
  expect(await readLedger(play)).toBeNull();
  expect(play.model.calls()).toEqual([]);
  await say(play, issue, '/autopack plan');
  await play.rest();
  expect((await play.comments(issue))[0]).toContain('the plan is sound');
});

it.each(['ACME', 'acme/Hello'])('runs where %s is paid for', async (name) => {
  const play = await paying(['globex', name]);
  await play.label(TINY_PLAN);
  expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
});

it('makes no further call of a run that is paid for no more, until it is again', async () => {
  const first = await paying(undefined);
  first.model.hook(() => new Promise(() => undefined));
  const issue = await first.label(TINY_PLAN);
  await until(() => first.model.calls().length === 1);
  const play = await paying(['globex']);
  const told = async (): Promise<string> => (await play.comments(issue))[0] ?? '';
  await until(async () => (await told()).includes('and not for this repository'));
  expect(await told()).toContain('**needs you**');
  play.model.hook(undefined);
  await say(play, issue, '/autopack hold');
  await until(async () => (await told()).includes('held by mona'));
  await say(play, issue, '/autopack resume');
  await until(async () => (await told()).includes('resumed by mona'));
  await play.rest();
  expect(play.model.calls()).toHaveLength(1);

  const again = await paying(['acme']);
  expect(await again.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
  expect(await told()).not.toContain('and not for this repository');
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400 && !(await holds()); round += 1)
    await new Promise((later) => setTimeout(later, 50));
  expect(await holds()).toBe(true);
}
