/** What a test does on the stage: label, wait, look at the world. */
import { readLedger, type Ledger, watch } from '../demo/watch.ts';
import type { RunningServer } from '../../src/server.ts';
import { MAINTAINER, openStage, type Stage, type StageOptions } from './stage.ts';

export const LABEL = 'autopack:run';

export interface Play extends Stage {
  readonly app: RunningServer;
  /** Opens an issue with this plan and puts the label on, as the maintainer. */
  label(plan: string): Promise<number>;
  /** Waits until the ledger fits and everything is at rest. */
  until(done: (ledger: Ledger) => boolean): Promise<Ledger>;
  /** Everything delivered, every pass over. */
  rest(): Promise<void>;
  comments(issue: number): Promise<readonly string[]>;
  labels(issue: number): Promise<readonly string[]>;
}

const TIMEOUT_MS = 150_000;

/** The stage with the App running. */
export async function openPlay(options: StageOptions): Promise<Play> {
  const stage = await openStage(options);
  return playOn(stage, await stage.startApp());
}

export function playOn(stage: Stage, app: RunningServer): Play {
  const mona = stage.lab.as(MAINTAINER);
  const rest = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      await stage.lab.settled();
      await app.idle();
    }
  };
  const list = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { body } = await mona.request('GET', `/repos/${stage.repo}/${path}`);
    return Array.isArray(body) ? body : [];
  };
  return {
    ...stage,
    app,
    rest,
    label: async (plan) => {
      const issue = await mona.openIssue(stage.repo, { title: 'A plan', body: plan });
      await mona.must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
      await mona.label(stage.repo, issue, LABEL);
      return issue;
    },
    until: async (done) => {
      await watch(stage, { done, say: () => undefined, from: 0, timeoutMs: TIMEOUT_MS });
      await rest();
      const ledger = await readLedger(stage);
      if (ledger === null) throw new Error('there is no ledger');
      return ledger;
    },
    comments: async (issue) =>
      (await list(`issues/${issue}/comments?per_page=100`)).map((one) => String(one['body'])),
    labels: async (issue) =>
      (await list(`issues/${issue}/labels`)).map((one) => String(one['name'])),
  };
}

export const ended = (ledger: Ledger): boolean => ledger.state.startsWith('DONE_');
