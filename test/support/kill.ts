/** Kills the Action at one point of a run, lets fresh processes finish it, and looks at what is left. */
import type { ChildProcess } from 'node:child_process';
import { readLedger } from '../demo/watch.ts';
import type { Script } from '../lab/model/script.ts';
import { runAction } from './action.ts';
import { LABEL } from './play.ts';
import { MAINTAINER, openStage, type Stage } from './stage.ts';

export interface KillCase {
  readonly files: Readonly<Record<string, string>>;
  readonly plan: string;
  readonly script: Script;
}

/** After the n-th write to GitHub, or in the n-th model call; null: nowhere. */
export type KillPoint = { readonly after: 'write' | 'call'; readonly n: number } | null;

export interface Aftermath {
  readonly killed: boolean;
  readonly writes: number;
  readonly calls: number;
  readonly state: string;
  readonly tree: string;
  readonly pulls: number;
  readonly statusComments: number;
  /** Audited heads that have more than one review, or none. */
  readonly oddReviews: readonly string[];
  /** Model calls that the ledger paid for. */
  readonly holds: number;
  readonly kept: number;
  readonly lost: number;
  readonly settled: number;
}

const MAX_PASSES = 40;

export async function killAndResume(which: KillCase, point: KillPoint): Promise<Aftermath> {
  const stage = await openStage(which);
  try {
    const mona = stage.lab.as(MAINTAINER);
    const issue = await mona.openIssue(stage.repo, { title: 'A plan', body: which.plan });
    await mona.must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
    await mona.label(stage.repo, issue, LABEL);
    const trap = setTrap(stage, point);
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const run = await runAction(stage, { started: trap.watch });
      if (run.code !== 0 && run.code !== null) throw new Error(`the Action failed:\n${run.stdout}`);
      await stage.lab.settled();
      await stage.ci.idle();
      const ledger = await readLedger(stage);
      if (ledger?.state.startsWith('DONE_') === true && run.code === 0) break;
    }
    return await lookAt(stage, { killed: trap.sprung(), writes: trap.writes() });
  } finally {
    await stage.close();
  }
}

interface Trap {
  readonly watch: (child: ChildProcess) => void;
  readonly sprung: () => boolean;
  readonly writes: () => number;
}

function setTrap({ lab, model }: Stage, point: KillPoint): Trap {
  let child: ChildProcess | undefined;
  let writes = 0;
  let sprung = false;
  const kill = (): void => {
    if (sprung) return;
    sprung = true;
    child?.kill('SIGKILL');
  };
  lab.internals.onExchange(({ method, path, requestBody, status }) => {
    const isMutation = path === '/graphql' && JSON.stringify(requestBody).includes('mutation ');
    const isWrite = path === '/graphql' ? isMutation : method !== 'GET';
    if (child === undefined || !isWrite || path.endsWith('/access_tokens') || status >= 400) return;
    writes += 1;
    if (point?.after === 'write' && writes === point.n) kill();
  });
  model.hook(async (call) => {
    if (point?.after !== 'call' || call.n !== point.n) return undefined;
    kill();
    // The answer goes to a process that is not there any more.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return undefined;
  });
  return { watch: (next) => void (child = next), sprung: () => sprung, writes: () => writes };
}

async function lookAt(
  stage: Stage,
  seen: { readonly killed: boolean; readonly writes: number },
): Promise<Aftermath> {
  const { lab, model, repo } = stage;
  const ledger = await readLedger(stage);
  const branch = ledger === null ? 'main' : `autonomous/${ledger.runId}`;
  const git = async (...args: readonly string[]): Promise<string> =>
    (await lab.git(repo, args)).text;
  const list = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const { body } = await lab.as(MAINTAINER).request('GET', `/repos/${repo}/${path}`);
    return Array.isArray(body) ? body : [];
  };
  const comments = (await list('issues/1/comments?per_page=100')).map((one) => String(one['body']));
  const reviews =
    ledger?.pr == null
      ? []
      : (await list(`pulls/${ledger.pr}/reviews?per_page=100`)).map((one) => String(one['body']));
  const log =
    ledger === null ? '' : await git('log', '--format=%B', `autopack/state/${ledger.runId}`);
  const audited = [...log.matchAll(/"head":"([0-9a-f]{40})"[^\n]*"type":"audit-finished"/g)].map(
    (found) => found[1] ?? '',
  );
  const times = (type: string): number => log.split(`"type":"${type}"`).length - 1;
  return {
    ...seen,
    calls: model.calls().length,
    state: ledger?.state ?? 'none',
    tree: await git('rev-parse', `refs/heads/${branch}^{tree}`),
    pulls: (await list('pulls?state=all')).length,
    statusComments: comments.filter((body) => body.includes('autopack:status:')).length,
    oddReviews: audited.filter(
      (head) => reviews.filter((body) => body.includes(`:${head} `)).length !== 1,
    ),
    holds: new Set(log.match(/(?<="hold":\{"id":")[^"]+/g)).size,
    kept: times('answer-kept'),
    lost: times('call-lost'),
    settled: ledger?.spent.tokens ?? 0,
  };
}
