/** What every act does: a plan goes into an issue, the run ends, a person merges. */
import { playOn, type Play } from '../../support/play.ts';
import { MAINTAINER, type Stage } from '../../support/stage.ts';
import { type Ledger, readLedger, watch } from '../watch.ts';
import type { PlanText, Source } from './files.ts';
import { type Hub, openHub } from './seen.ts';

const TIMEOUT_MS = 120_000;

/** A run of the story, with the issue that it was asked for in. */
export interface Played {
  readonly issue: number;
  readonly runId: string;
  readonly ledger: Ledger;
  readonly pr: number;
  /** Head of the pull request, as GitHub has it. */
  readonly head: string;
}

export interface Theatre {
  readonly stage: Stage;
  readonly hub: Hub;
  readonly source: Source;
  readonly say: (line: string) => void;
  /** Opens the issue, puts the label on and waits for the run's end. */
  run(plan: PlanText): Promise<Played>;
  /** As a person, in the issue; returns when everything that follows from it has happened. */
  comment(issue: number, text: string): Promise<void>;
  /** The run as it is once `done` holds. */
  until(run: Pick<Played, 'issue' | 'runId'>, done: (now: Ledger) => boolean): Promise<Played>;
  /**
   * Reads GitHub until it shows what is waited for: Autopack keeps within GitHub's limits, which this story is
   * fast enough to reach. What was read last, where that does not come.
   */
  see<T>(read: () => Promise<T>, fits: (seen: T) => boolean): Promise<T>;
  /** GitHub's answer to the merge button, and the run as it is afterwards. */
  merge(run: Played): Promise<boolean>;
}

/** A proof by its name: what was read on GitHub, and whether it is so. */
export type Proofs = Readonly<Record<string, boolean>>;

const SEE_MS = 100_000;
const PAUSE_MS = 300;

async function see<T>(read: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  const until = Date.now() + SEE_MS;
  for (;;) {
    const seen = await read();
    if (fits(seen) || Date.now() > until) return seen;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

export const hasEnded = ({ state }: Ledger): boolean => state.startsWith('DONE_');

export async function openTheatre(
  stage: Stage,
  source: Source,
  say: (line: string) => void,
): Promise<Theatre> {
  const play: Play = playOn(stage, await stage.startApp());
  const mona = stage.lab.as(MAINTAINER);
  const hub = openHub(stage);
  await mona.must('POST', `/repos/${stage.repo}/labels`, {
    ...{ name: 'autopack:run', color: '5319e7' },
  });
  const until: Theatre['until'] = async ({ issue, runId }, done) => {
    const quiet = (): void => undefined;
    await watch(stage, { done, say: quiet, from: 0, timeoutMs: TIMEOUT_MS, runId });
    await play.rest();
    const ledger = await readLedger(stage, runId);
    if (ledger === null) throw new Error(`run ${runId} has no ledger any more`);
    const { pr, state } = ledger;
    if (pr === null) throw new Error(`run ${runId} is ${state}, without a pull request`);
    const { head } = await hub.pull(pr);
    return { issue, runId, ledger, pr, head: head.sha };
  };
  return {
    ...{ stage, hub, source, say, until, see },
    run: async (plan) => {
      const issue = await mona.openIssue(stage.repo, plan);
      await mona.label(stage.repo, issue, 'autopack:run');
      say(`  ${MAINTAINER} labels issue #${issue}: "${plan.title}".`);
      const run = await until({ issue, runId: `${issue}-1` }, hasEnded);
      const summary = `.autonomous_runs/${run.runId}/run_summary.md`;
      await see(
        () => hub.file(summary, `autopack/state/${run.runId}`),
        (text) => text !== '',
      );
      return run;
    },
    comment: async (issue, text) => {
      say(`  ${MAINTAINER} comments on issue #${issue}: ${text}`);
      await mona.comment(stage.repo, issue, text);
      await play.rest();
    },
    merge: async (run) => {
      // The check speaks first; the draft becomes ready with the next write that GitHub's limits allow.
      await see(
        () => hub.pull(run.pr),
        ({ draft }) => !draft,
      );
      const { status } = await mona.merge(stage.repo, run.pr);
      if (status !== 200) return false;
      await until(run, ({ promotion }) => promotion === 'promoted');
      say(`  ${MAINTAINER} merges pull request #${run.pr}.`);
      const { state } = await see(
        () => hub.issue(run.issue),
        (issue) => issue.labels.some(({ name }) => name === 'autopack:done'),
      );
      return state === 'closed' && (await hub.pull(run.pr)).merged;
    },
  };
}
