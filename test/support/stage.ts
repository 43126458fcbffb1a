/** The whole product on the lab: a GitHub, a model, and the App between them. */
import { type RunningServer, startServer, WEBHOOK_PATH } from '../../src/server.ts';
import type { ServerSettings } from '../../src/env.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { watchContract } from '../lab/contract/watch.ts';
import type { LabCi } from '../lab/ci/ci.ts';
import { type LabModel, startModel } from '../lab/model/model.ts';
import type { PlanLine } from '../lab/model/planner.ts';
import type { Script } from '../lab/model/script.ts';
import { freePort } from './port.ts';

export interface StageOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly script: Script;
  /** What the Planner knows. */
  readonly plans?: readonly PlanLine[];
  /** Makes a file with features, for what the lab's repositories offer. */
  readonly features?: (lab: Lab) => Promise<string>;
  readonly leaseMs?: number;
  /** In memory unless said otherwise. */
  readonly queue?: ServerSettings['queue'];
  /** A real model instead of the scripted one. */
  readonly live?: { readonly apiKey: string; readonly baseUrl: string | undefined } | null;
}

export interface Stage {
  readonly lab: Lab;
  readonly ci: LabCi;
  readonly model: LabModel;
  readonly repo: string;
  /** Settings of the App under test. */
  readonly settings: ServerSettings;
  startApp(): Promise<RunningServer>;
  close(): Promise<void>;
}

const OWNER = 'acme';
const NAME = 'hello';
export const MAINTAINER = 'mona';

export async function openStage(options: StageOptions): Promise<Stage> {
  const lab = await startLab({ owner: OWNER });
  const problems = watchContract(lab);
  const model = await startModel(options.script, options.plans);
  const { fullName } = await lab.seedRepo({ owner: OWNER, name: NAME, files: options.files });
  lab.people.permit(MAINTAINER, fullName, 'maintain');
  const port = await freePort();
  const settings: ServerSettings = {
    apiUrl: lab.url,
    serverUrl: lab.url,
    identity: { is: 'app', appId: lab.app.id, privateKey: lab.app.privateKey },
    model: options.live
      ? { ...options.live, timeoutMs: 600_000 }
      : { apiKey: 'sk-made-up-key-of-the-lab-0000000000', baseUrl: model.url, timeoutMs: 20_000 },
    leaseMs: options.leaseMs ?? 5_000,
    ...(options.features === undefined
      ? {}
      : { catalog: { features: await options.features(lab) } }),
    webhookSecret: lab.app.webhookSecret,
    port,
    host: '127.0.0.1',
    logLevel: process.env['STAGE_LOG'] === undefined ? 'error' : 'info',
    resyncMs: 60_000,
    queue: options.queue ?? { is: 'memory' },
  };
  const apps: RunningServer[] = [];
  return {
    lab,
    ci: lab.ci as LabCi,
    model,
    repo: fullName,
    settings,
    startApp: async () => {
      const app = await startServer(settings);
      lab.webhooks.to(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, lab.app.webhookSecret);
      apps.push(app);
      return app;
    },
    close: async () => {
      for (const app of apps) await app.stop();
      await model.close();
      await lab.close();
      if (problems.length > 0)
        throw new Error(`requests that GitHub does not describe:\n${problems.join('\n')}`);
    },
  };
}
