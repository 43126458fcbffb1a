import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readLedger } from '../demo/watch.ts';
import { startServer, WEBHOOK_PATH } from '../../src/server.ts';
import { ended, openPlay, type Play, playOn } from '../support/play.ts';
import { MAINTAINER, openStage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});
const open = async (): Promise<Play> =>
  (play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT }));

/** Waits until it holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came to hold');
}

/** Values of the App's metrics, by name and labels. */
async function scrape(stage: Play): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://127.0.0.1:${stage.app.port}/metrics`);
  const text = await response.text();
  expect(text).not.toContain(stage.repo.split('/')[1]);
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(rows.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]));
}

describe('the metrics of the App', () => {
  it('tell what a run did and cost', async () => {
    const stage = await open();
    await stage.label(TINY_PLAN);
    const done = await stage.until(ended);
    const values = await scrape(stage);
    const sum = (start: string): number =>
      [...values].reduce((all, [name, value]) => (name.startsWith(start) ? all + value : all), 0);

    expect(values.get('autopack_deliveries_total{event="issues",outcome="accepted"}')).toBe(
      stage.lab.webhooks.all().filter(({ event }) => event === 'issues').length,
    );
    expect(values.get('autopack_runs_started_total')).toBe(1);
    expect(values.get('autopack_runs_ended_total{state="DONE_SUCCESS"}')).toBe(1);
    expect(sum('autopack_model_calls_total')).toBe(stage.model.calls().length);
    expect(sum('autopack_model_tokens_total')).toBe(done.spent.tokens);
    expect(values.get('autopack_passes_total{outcome="rested"}')).toBeGreaterThan(1);
    expect(sum('autopack_passes_total')).toBe(values.get('autopack_pass_seconds_count'));
    expect(values.get('autopack_passes_running')).toBe(0);
    expect(values.get('autopack_queue_depth{waiting_for="worker"}')).toBe(0);
    expect(sum('autopack_hints_total')).toBeGreaterThan(1);
    expect(sum('autopack_github_requests_total{kind="graphql"')).toBe(
      stage.lab.requests.count(({ path, as }) => path === '/graphql' && as.startsWith('autopack')),
    );
  });
});

describe('the front page of the App', () => {
  it('leads to where it is installed, and tells nothing of its repositories', async () => {
    const stage = await open();
    const html = await (await fetch(`http://127.0.0.1:${stage.app.port}/`)).text();
    expect(html).toContain(`<a href="${stage.lab.url}/apps/${stage.lab.app.slug}">`);
    expect(html).not.toContain(stage.repo);
  });
});

describe('deliveries that failed', () => {
  it('are sent again when the App is back, and start the run', async () => {
    const stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
    const url = `http://127.0.0.1:${stage.settings.port}${WEBHOOK_PATH}`;
    // Nobody listens there yet.
    stage.lab.webhooks.to(url);
    const down = playOn(stage, {
      port: 0,
      idle: async () => undefined,
      stop: async () => undefined,
    });
    await down.label(TINY_PLAN);
    await stage.lab.settled();
    expect(stage.lab.webhooks.attempts().map(({ statusCode }) => statusCode)).toContain(502);
    // The first look at everything finds nothing: only a delivery can start the run.
    stage.lab.faults.hook((request) => (request.graphql?.name === 'Labelled' ? 404 : undefined));
    const app = await startServer(stage.settings, { redeliverMs: 200 });
    play = { ...playOn(stage, app), close: () => app.stop().then(() => stage.close()) };

    expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    const [lost] = stage.lab.webhooks.attempts().filter(({ statusCode }) => statusCode === 502);
    const again = stage.lab.webhooks
      .attempts()
      .filter(({ delivery }) => delivery === lost?.delivery);
    expect(again.map(({ statusCode, redelivery }) => [statusCode, redelivery])).toEqual([
      [202, true],
      [502, false],
    ]);
  });
});

describe('a run whose repository cannot be written to', () => {
  it('waits while it is archived, says so once, and goes on when it is not', async () => {
    const stage = await open();
    let archived = false;
    stage.model.hook(async () => {
      if (!archived) stage.lab.admin.archive(stage.repo, true);
      archived = true;
      return undefined;
    });
    await stage.label(TINY_PLAN);
    await until(
      async () => ((await scrape(stage)).get('autopack_passes_total{outcome="user"}') ?? 0) >= 1,
    );
    await stage.rest();
    const asked = stage.lab.requests.count();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(stage.lab.requests.count()).toBe(asked);

    stage.lab.admin.archive(stage.repo, false);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
  });

  it('goes on under its new name when it is renamed in the middle', async () => {
    const stage = await open();
    let name = '';
    stage.model.hook(async () => {
      name ||= stage.lab.admin.rename(stage.repo, 'goodbye');
      return undefined;
    });
    await stage.label(TINY_PLAN);
    await until(() => name !== '');
    const renamed = { ...stage, repo: name };
    play = { ...playOn(renamed, stage.app), close: stage.close };

    expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    // The answer that was under way is kept under the new name: nothing is paid for twice.
    const roles = stage.model.calls().map(({ role }) => role);
    expect(roles).toEqual(['builder', 'auditor']);
  });

  it.each([
    [
      'suspended',
      (stage: Play) => stage.lab.admin.suspend(true),
      (stage: Play) => stage.lab.admin.suspend(false),
    ],
    [
      'taken away',
      (stage: Play) => stage.lab.admin.uninstall(),
      (stage: Play) => stage.lab.admin.install(),
    ],
    [
      'not allowed to write any more',
      (stage: Play) => stage.lab.admin.permit({ ...stage.lab.app.permissions, contents: 'read' }),
      (stage: Play) => stage.lab.admin.permit(stage.lab.app.permissions),
    ],
  ])('waits while the App is %s, and goes on afterwards', async (_, take, giveBack) => {
    const stage = await open();
    let taken = false;
    stage.model.hook(async () => {
      if (!taken) {
        take(stage);
        stage.lab.expireTokens();
      }
      taken = true;
      return undefined;
    });
    await stage.label(TINY_PLAN);
    await until(
      async () => ((await scrape(stage)).get('autopack_passes_total{outcome="user"}') ?? 0) > 0,
    );
    expect(await readLedger(stage)).not.toMatchObject({ state: 'DONE_SUCCESS' });

    giveBack(stage);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
  });
});

describe('bad weather', () => {
  it('of late, doubled and lost deliveries, limits and lagging replicas ends in one merge', async () => {
    const bare = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
    // What was lost, or seen too old, is looked at again soon.
    const app = await startServer({ ...bare.settings, resyncMs: 1_000 });
    play = { ...playOn(bare, app), close: () => app.stop().then(() => bare.close()) };
    const [stage, { lab, settings }] = [play, bare];
    lab.webhooks.to(`http://127.0.0.1:${app.port}${WEBHOOK_PATH}`, settings.webhookSecret);
    const delays = [[400], [0, 120], [250, 250], []];
    let deliveries = 0;
    lab.webhooks.disturb(() => delays[(deliveries += 1) % delays.length]);
    const seen = { stale: 0, limited: 0 };
    lab.faults.hook(({ n, writes, as }) => {
      if (!as.startsWith('autopack')) return undefined;
      if (!writes && n % 6 === 0) {
        seen.stale += 1;
        return 'stale';
      }
      if (n % 31 !== 0) return undefined;
      seen.limited += 1;
      return { status: n % 2 === 0 ? 403 : 429, retryAfter: 1 };
    });
    const issue = await stage.label(TINY_PLAN);
    const done = await stage.until(ended);
    expect(done).toMatchObject({ state: 'DONE_SUCCESS' });
    lab.faults.hook(undefined);
    lab.webhooks.disturb(undefined);
    await until(async () => (await stage.labels(issue)).includes('autopack:ready'));
    await lab.as(MAINTAINER).merge(stage.repo, done.pr ?? 0);

    expect(await stage.until(({ promotion }) => promotion === 'promoted')).toMatchObject({
      state: 'DONE_SUCCESS',
    });
    expect(seen.stale).toBeGreaterThan(2);
    expect(seen.limited).toBeGreaterThan(0);
    const comments = await stage.comments(issue);
    expect(comments.filter((body) => body.includes('autopack:status:'))).toHaveLength(1);
  });
});
