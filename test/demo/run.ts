/** The demo's one run: label the issue, watch it, merge it as a person would. */
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { type Cost, costOf, type Meter, meter } from './count.ts';
import { exampleRepository } from './files.ts';
import { keep } from './keep.ts';
import { DEMO_SCRIPT } from './script.ts';
import { type Ledger, readLedger, watch } from './watch.ts';

export interface DemoResult {
  readonly run_id: string;
  readonly state: string;
  readonly phases: readonly {
    readonly id: string;
    readonly state: string;
    readonly attempts: number;
  }[];
  readonly pr: number | null;
  readonly merged: boolean;
  readonly head: string;
  readonly tree: string;
  readonly tokens: number;
  readonly cost_usd: number;
  readonly github_requests: number;
  readonly content_creates: number;
  readonly llm_calls: number;
  readonly wall_ms: number;
  /** The server's start and the run's, before the first phase. */
  readonly start: Cost;
  readonly per_phase: Readonly<Record<string, Cost>>;
  /** Where what people saw is kept, and what is there. */
  readonly folder: string;
  readonly kept: readonly string[];
}

export interface DemoOptions {
  readonly say: (line: string) => void;
  /** Where what people saw is kept. */
  readonly folder: string;
  /** A real model instead of the scripted one. */
  readonly live: { readonly apiKey: string; readonly baseUrl: string | undefined } | null;
}

const TIMEOUT_MS = 240_000;
const LIVE_TIMEOUT_MS = 30 * 60_000;
const LABEL = 'autopack:run';

export async function runDemo({ say, folder, live }: DemoOptions): Promise<DemoResult> {
  const began = Date.now();
  const { files, plan } = await exampleRepository();
  const stage = await openStage({ files, script: DEMO_SCRIPT, live });
  try {
    const app = await stage.startApp();
    const mona = stage.lab.as(MAINTAINER);
    say(`A GitHub, a CI and a model on this machine; the App listens on port ${app.port}.`);
    const title = plan.split('\n')[0]?.replace(/^# /, '') ?? 'Plan';
    const issue = await mona.openIssue(stage.repo, { title, body: plan });
    await mona.must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
    await mona.label(stage.repo, issue, LABEL);
    say(`${MAINTAINER} puts the label ${LABEL} on issue #${issue}: "${title}".\n`);

    const timeoutMs = live === null ? TIMEOUT_MS : LIVE_TIMEOUT_MS;
    const metered = meter(stage);
    const ended = await watch(stage, {
      say,
      from: 0,
      timeoutMs,
      done: (ledger) => ledger.state.startsWith('DONE_'),
    });
    await rest(stage, app);
    const merged = ended.state === 'DONE_SUCCESS' && (await merge(stage, ended, say));
    const last = merged
      ? await watch(stage, {
          say,
          from: seqOf(ended),
          timeoutMs,
          done: (ledger) => ledger.promotion === 'promoted',
        })
      : ended;
    await rest(stage, app);
    const wallMs = Date.now() - began;
    const result = await resultOf(stage, { last, merged, metered, wallMs });
    return { ...result, folder, kept: await keep(stage, folder) };
  } finally {
    await stage.close();
  }
}

/** The head that the ledger names may be ahead of what is shown: a pass ends with showing. */
async function rest(stage: Stage, app: { idle(): Promise<void> }): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await stage.lab.settled();
    await app.idle();
  }
}

async function merge(stage: Stage, ledger: Ledger, say: (line: string) => void): Promise<boolean> {
  if (ledger.pr === null) return false;
  const merged = await stage.lab.as(MAINTAINER).merge(stage.repo, ledger.pr);
  say(`\n${MAINTAINER} reads pull request #${ledger.pr} and merges it.\n`);
  return merged.status === 200;
}

const seqOf = (ledger: Ledger): number => ledger.journal.at(-1)?.seq ?? 0;

interface Outcome {
  readonly last: Ledger;
  readonly merged: boolean;
  readonly metered: Meter;
  readonly wallMs: number;
}

async function resultOf(
  stage: Stage,
  { last, merged, metered, wallMs }: Outcome,
): Promise<Omit<DemoResult, 'folder' | 'kept'>> {
  const now = (await readLedger(stage)) ?? last;
  const rev = async (spec: string): Promise<string> =>
    (await stage.lab.git(stage.repo, ['rev-parse', spec])).text;
  const cost = costOf(stage.lab.requests.all());
  stage.lab.assertClean();
  return {
    run_id: now.runId,
    state: now.state,
    phases: now.phases.map(({ id, state, attempt }) => ({ id, state, attempts: attempt })),
    pr: now.pr,
    merged,
    head: await rev('refs/heads/main'),
    tree: await rev('refs/heads/main^{tree}'),
    tokens: now.spent.tokens,
    cost_usd: now.spent.microUsd / 1e6,
    github_requests: cost.requests,
    content_creates: cost.creates,
    llm_calls: stage.model.calls().length,
    wall_ms: wallMs,
    start: metered.start(),
    per_phase: metered.phases(),
  };
}
