/** A small GitHub Actions that really executes the committed workflows' `run:` steps. */
import type { ChildProcess } from 'node:child_process';
import { ACTIONS_BOT_ID } from '../app.ts';
import { changesOf } from '../git/history.ts';
import { entryAt, readTree } from '../git/tree.ts';
import type { CiHooks, LabInternals, RepoRow } from '../internals.ts';
import { announce, executeRun } from './execute.ts';
import { registerCiRoutes } from './routes.ts';
import type { RunRow } from './runs.ts';
import { readWorkflow, starts, type Started, type Workflow } from './workflow.ts';

export interface LabCi extends CiHooks {
  /** New runs stay queued until `release`. */
  hold(): void;
  release(): void;
  /** The next runs wait for approval (`action_required`) and have no jobs, until `release`. */
  requireApproval(): void;
  /** Resolves when no run is at work. */
  idle(): Promise<void>;
  runs(): readonly RunRow[];
}

const PARALLEL = 2;
type Door = 'open' | 'held' | 'approval';

export function attachCi(lab: LabInternals): LabCi {
  const runs: RunRow[] = [];
  const busy = new Set<Promise<void>>();
  const children = new Set<ChildProcess>();
  const waiting: RunRow[] = [];
  const slots = semaphore(PARALLEL);
  let door: Door = 'open';
  let closed = false;

  const track = (work: Promise<void>): void => {
    busy.add(work);
    lab.track(work);
    void work.finally(() => busy.delete(work));
  };
  const execute = (run: RunRow): void =>
    track(slots(() => (closed ? Promise.resolve() : executeRun(lab, run, children))));
  const start = async (
    repo: RepoRow,
    sha: string,
    started: Started & { readonly head: string },
  ): Promise<void> => {
    for (const { path, workflow } of await workflowsAt(lab, repo, sha)) {
      if (!starts(workflow, started)) continue;
      if (started.file !== undefined && path !== started.file) continue;
      const run = newRun(lab, runs, {
        repo,
        sha,
        path,
        workflow,
        event: started.event,
        branch: started.head,
      });
      runs.push(run);
      announce(lab, run, 'requested');
      if (door === 'open') execute(run);
      else waiting.push(door === 'approval' ? askApproval(lab, run) : run);
    }
  };
  const ci: LabCi = {
    onPush(repo, branch, sha, actor) {
      if (actor.id === ACTIONS_BOT_ID) return;
      track(
        changedPaths(lab, repo, sha).then((paths) =>
          start(repo, sha, { event: 'push', branch, head: branch, paths }),
        ),
      );
    },
    onPullRequest: (repo, pull, action, actor) => {
      if (actor.id === ACTIONS_BOT_ID) return;
      if (action !== 'opened' && action !== 'synchronize' && action !== 'reopened') return;
      track(
        changedPaths(lab, repo, pull.headSha).then((paths) =>
          start(repo, pull.headSha, {
            event: 'pull_request',
            branch: pull.baseRef,
            head: pull.headRef,
            paths,
          }),
        ),
      );
    },
    hold: () => void (door = 'held'),
    requireApproval: () => void (door = 'approval'),
    release() {
      door = 'open';
      for (const run of waiting.splice(0)) {
        run.status = 'queued';
        run.conclusion = null;
        execute(run);
      }
    },
    idle: async () => {
      while (busy.size > 0) await Promise.allSettled([...busy]);
    },
    runs: () => runs,
  };
  registerCiRoutes(lab, {
    runs: () => runs,
    execute,
    start,
    workflowsAt: (repo, sha) => workflowsAt(lab, repo, sha),
  });
  lab.onClose(async () => {
    closed = true;
    for (const child of children) child.kill('SIGKILL');
    await ci.idle();
  });
  return ci;
}

const FOLDER = '.github/workflows';

async function workflowsAt(
  lab: LabInternals,
  repo: RepoRow,
  sha: string,
): Promise<readonly { path: string; workflow: Workflow }[]> {
  const git = lab.git(repo);
  const commit = await git.commit(sha);
  const folder = await entryAt(git.objects, commit?.tree ?? '', FOLDER);
  const files = folder === undefined ? [] : ((await readTree(git.objects, folder.sha)) ?? []);
  const found: { path: string; workflow: Workflow }[] = [];
  for (const file of files.filter(({ name }) => /\.ya?ml$/.test(name))) {
    const blob = await git.objects.read(file.sha);
    const workflow = readWorkflow(blob?.bytes.toString('utf8') ?? '');
    if (workflow !== undefined) found.push({ path: `${FOLDER}/${file.name}`, workflow });
  }
  return found;
}

async function changedPaths(
  lab: LabInternals,
  repo: RepoRow,
  sha: string,
): Promise<readonly string[]> {
  const git = lab.git(repo);
  const commit = await git.commit(sha);
  return commit === undefined ? [] : (await changesOf(git.objects, commit)).map(({ path }) => path);
}

type NewRun = Pick<RunRow, 'repo' | 'sha' | 'path' | 'workflow' | 'event' | 'branch'>;

function newRun(lab: LabInternals, runs: readonly RunRow[], run: NewRun): RunRow {
  const same = runs.filter((other) => other.path === run.path);
  return {
    ...run,
    id: 30_000_001 + runs.length,
    workflowId: same[0]?.workflowId ?? 60_000_001 + runs.length,
    number: same.length + 1,
    suiteId: lab.checks.suite(run.repo, lab.actionsAppId, run.sha, run.branch).id,
    startedAt: lab.now().replace(/\.\d+Z$/, 'Z'),
    updatedAt: lab.now().replace(/\.\d+Z$/, 'Z'),
    artifacts: [],
    stop: new AbortController(),
    attempt: 1,
    status: 'queued',
    conclusion: null,
    jobs: [],
  };
}

function askApproval(lab: LabInternals, run: RunRow): RunRow {
  run.status = 'completed';
  run.conclusion = 'action_required';
  announce(lab, run, 'completed');
  return run;
}

/** At most `room` at once, first come first served. */
function semaphore(room: number): (work: () => Promise<void>) => Promise<void> {
  const queue: (() => void)[] = [];
  let free = room;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
