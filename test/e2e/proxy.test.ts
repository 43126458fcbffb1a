/** Everything of ours in a network whose only way out is a proxy, and behind an authority that only the operator knows. */
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleAction, grammarFiles } from '../../scripts/build.ts';
import { readLedger } from '../demo/watch.ts';
import { runAction } from '../support/action.ts';
import { type AppProcess, startProcess } from '../support/app-process.ts';
import { ended, playOn } from '../support/play.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';
import { openWayOut, type WayOut } from '../support/way-out.ts';

jest.setTimeout(180_000);

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const [GITHUB, MODELS] = ['api.github.test', 'models.test'];

let stage: Stage;
let wayOut: WayOut;
let app: AppProcess | undefined;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  stage = await openStage({ files: TINY_FILES, script: TINY_SCRIPT });
  wayOut = await openWayOut({ [GITHUB]: stage.lab.url, [MODELS]: stage.model.url });
  const models = `https://${MODELS}${new URL(stage.model.url).pathname}`;
  env = { ...wayOut.env, GITHUB_API_URL: `https://${GITHUB}`, OPENAI_BASE_URL: models };
});
afterEach(async () => {
  app?.child.kill('SIGKILL');
  await app?.ended;
  app = undefined;
  stage.lab.assertClean();
  await stage.close();
  await wayOut.close();
});

const noApp = { port: 0, idle: async () => undefined, stop: async () => undefined };
const hosts = (): readonly string[] => [...new Set(wayOut.asked())].sort();

describe('behind a proxy', () => {
  it('the App takes a run to its end', async () => {
    app = await startProcess(stage, { ...env, LOG_LEVEL: 'debug' });
    const play = playOn(stage, noApp);
    await play.label(TINY_PLAN);
    expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(hosts()).toEqual([`${GITHUB}:443`, `${MODELS}:443`]);
    const { webhookSecret, model } = stage.settings;
    for (const secret of [wayOut.password, webhookSecret, model.apiKey, 'ghs_', 'Bearer '])
      expect(app.said()).not.toContain(secret);
    expect(app.said()).toContain('hint');
  });

  it('the App says what stands in its way, and no password', async () => {
    const unknown = await startProcess(stage, { ...env, NODE_EXTRA_CA_CERTS: undefined });
    expect(await unknown.ended).toBe(1);
    expect(unknown.said()).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(unknown.said()).toContain('NODE_EXTRA_CA_CERTS');
    const refused = await startProcess(stage, {
      ...env,
      HTTPS_PROXY: env['HTTPS_PROXY']?.replace(wayOut.password, 'another-word'),
    });
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain('the proxy answered 407');
    expect(refused.said()).not.toContain('another-word');
  });

  it('the command line reads a record', async () => {
    const { token } = stage.lab.people.permit('rita', stage.repo, 'read');
    const options = { env: { PATH: process.env['PATH'], ...env, GITHUB_TOKEN: token } };
    const args = [CLI, 'verify', `${stage.repo}#7`];
    const said = await new Promise((resolve) => {
      execFile(process.execPath, args, options, (error, out, err) => resolve(`${out}${err}`));
    });
    expect(said).toContain('BAD there is no ledger of any run of issue 7');
    expect(hosts()).toEqual([`${GITHUB}:443`]);
  });
});

describe('behind a proxy, as a bundle', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'autopack-bundle-'));
    await writeFile(path.join(folder, 'index.mjs'), await bundleAction());
    for (const [name, bytes] of await grammarFiles())
      await writeFile(path.join(folder, name), bytes);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('the Action takes a run to its end', async () => {
    await playOn(stage, noApp).label(TINY_PLAN);
    const inputs = { 'openai-base-url': env['OPENAI_BASE_URL'] ?? '' };
    for (let pass = 0; pass < 10; pass += 1) {
      const bundle = path.join(folder, 'index.mjs');
      const run = await runAction(stage, { bundle, inputs, env });
      expect(run).toMatchObject({ code: 0 });
      await stage.lab.settled();
      await stage.ci.idle();
      const ledger = await readLedger(stage);
      if (ledger !== null && ended(ledger)) break;
    }
    expect(await readLedger(stage)).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(hosts()).toEqual([`${GITHUB}:443`, `${MODELS}:443`]);
  });
});
