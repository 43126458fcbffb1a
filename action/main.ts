import { notice, setFailed } from '@actions/core';
import { type Autopack, compose } from '../src/compose.ts';
import { ConflictError, TransientError, UserError } from '../src/core/errors.ts';
import type { RepoName, RunKey } from '../src/core/ids.ts';
import { actionSettings, processEnv } from '../src/env.ts';
import { createLog } from '../src/log.ts';
import type { Log } from '../src/ports.ts';
import { pause, untilCancelled } from '../src/until-cancelled.ts';
import { useProxy } from '../src/proxy.ts';
import { type Artefacts, writeArtefacts } from './artefacts.ts';
import { readEvent, StrangersEvent } from './event.ts';
import { readInputs } from './inputs.ts';
import { writeOutputs, writeProblem } from './outputs.ts';

/** A pass that wants to go on within this time is waited for; anything longer is for the next event. */
const SHORT_WAIT_MS = 60_000;
const MAX_ROUNDS = 20;
/** As in the sample workflow; each pass by the clock looks at other ledgers. */
const SCHEDULE_MS = 15 * 60_000;

/** One pass over every run and every labelled issue of the repository. It never waits for CI: an event or the schedule starts the next one. */
async function main(): Promise<void> {
  const env = processEnv();
  const event = readEvent();
  const inputs = readInputs();
  useProxy(env);
  const settings = actionSettings(inputs, env);
  const log = createLog(env['RUNNER_DEBUG'] === '1' ? 'debug' : 'warn', [
    inputs.apiKey,
    inputs.privateKey,
    inputs.token,
  ]);
  const artefacts: Artefacts = new Map();
  const stop = untilCancelled();
  const autopack = compose(settings, log, {
    stop,
    artefacts: (_run, texts) => {
      for (const [name, text] of texts) artefacts.set(name, text);
    },
  });
  const open = await autopack.openKeys(event.repo);
  const keys = new Map([...event.keys, ...open].map((key) => [key.issue, key]));
  const problems: string[] = [];
  for (const key of keys.values()) {
    const problem = await settle(autopack.reconcile, key, stop);
    if (problem !== null) problems.push(problem);
  }
  if (event.scheduled) await tidy(autopack, event.repo, log);
  const runs = await autopack.summaries(event.repo, [...keys.keys()]).catch((error: unknown) => {
    // What happened in the pass is told all the same.
    problems.push(whyOf(error));
    return [];
  });
  await writeOutputs(runs, problems, await writeArtefacts(artefacts, env['RUNNER_TEMP']));
  if (problems.length > 0) setFailed(problems.join('\n'));
}

/** Nobody waits for it: what fails here is tried again by a later pass. */
async function tidy(autopack: Autopack, repo: RepoName, log: Log): Promise<void> {
  try {
    await autopack.retire(repo, SCHEDULE_MS);
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof TransientError)) throw error;
    log.warn({ err: error }, 'old ledgers could not be looked for');
  }
}

/** Reconciles until the run waits for the world. Null, or what a person has to know. */
async function settle(
  reconcile: (key: RunKey) => Promise<{ wakeAt: number | null }>,
  key: RunKey,
  stop: AbortSignal,
): Promise<string | null> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (stop.aborted) return `#${key.issue}: the job was cancelled. The next pass goes on.`;
    try {
      const { wakeAt } = await reconcile(key);
      const wait = wakeAt === null ? null : wakeAt - Date.now();
      if (wait === null || wait > SHORT_WAIT_MS) return null;
      await pause(Math.max(0, wait), stop);
    } catch (error) {
      if (error instanceof ConflictError) continue;
      // One run that breaks is no reason to leave the others alone.
      if (!(error instanceof TransientError)) return `#${key.issue}: ${whyOf(error)}`;
      const wait = error.retryAfterMs ?? 2_000 * (round + 1);
      if (wait > SHORT_WAIT_MS) return `#${key.issue}: ${whyOf(error)}`;
      await pause(wait, stop);
    }
  }
  return `#${key.issue}: the run did not come to rest in this pass. The next one goes on.`;
}

const stackOf = (error: unknown): string =>
  String(error instanceof Error ? (error.stack ?? error.message) : error);

/** Why there was no pass at all. */
async function ended(error: unknown): Promise<void> {
  const why = whyOf(error);
  // A failed check on a stranger's pull request would ask of them what they cannot do.
  if (error instanceof StrangersEvent) return notice(why);
  setFailed(why);
  await writeProblem(why);
}

function whyOf(error: unknown): string {
  if (error instanceof UserError) return `${error.code}: ${error.message} ${error.fix}`;
  if (error instanceof TransientError) return `${error.message}. The next pass tries again.`;
  return stackOf(error);
}

main()
  .catch(ended)
  .catch((error: unknown) => setFailed(stackOf(error)));
