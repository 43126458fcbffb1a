import { type Autopack, compose } from '../compose.ts';
import { ConflictError, TransientError } from '../core/errors.ts';
import type { RunKey } from '../core/ids.ts';
import { RUN_LABEL } from '../core/names.ts';
import { describeEvent } from '../core/report/journal.ts';
import type { RunSummary } from '../core/report/run-summary.ts';
import { clock, usd } from '../core/report/words.ts';
import { processEnv, runSettings, type Settings } from '../env.ts';
import { createLog } from '../log.ts';
import { useProxy } from '../proxy.ts';
import { pause, untilCancelled } from '../until-cancelled.ts';
import { type Command, parsed, tooMany, type Work } from './command.ts';
import { issueNamed } from './issue-named.ts';

/** How soon GitHub is asked what is new, at first and after a while: nobody sends us webhooks here. */
const SOON_MS = 2_000;
const LOOK_MS = 20_000;
/** How long a GitHub that fails again and again is waited for in between, at most. */
const LONGEST_MS = 300_000;

/** `autopack run`: an issue's run from here, without a server and without a workflow. */
export const runCommand: Command = {
  usage: `usage: autopack run OWNER/REPO#N

Works on the run of an issue until it ends or waits for a person to merge, and tells each step. It needs no server and
no workflow, acts as your GitHub App, and starts what the issue asks for: its plan has to carry the label ${RUN_LABEL}.
Stop it at any time: the next one, a server or an Action goes on from there.
APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, and OPENAI_API_KEY are needed, as for the server.
Exit code: 0 succeeded, 1 not, 2 it could not be found out.`,
  read: (args) => {
    const found = parsed(args, {});
    if (typeof found === 'string') return found;
    const more = tooMany(found.words, 1);
    if (more !== undefined) return more;
    const key = issueNamed(found.words[0]);
    if (typeof key === 'string') return key;
    return (say) => {
      const env = processEnv();
      useProxy(env);
      return work(key, runSettings(env), say);
    };
  },
};

type Say = Parameters<Work>[0];

async function work(key: RunKey, settings: Settings, say: Say): Promise<number> {
  const { apiKey } = settings.model;
  const secrets =
    settings.identity.is === 'app' ? [apiKey, settings.identity.privateKey] : [apiKey];
  const log = createLog('error', secrets, (line) => void process.stderr.write(line));
  const stop = untilCancelled();
  process.once('SIGINT', () => say('Stopping within seconds; once more stops at once.'));
  const where = `${settings.serverUrl}/${key.owner}/${key.name}`;
  let steps = 0;
  const autopack = compose(settings, log, {
    stop,
    written: (events, { rules }) => {
      steps += events.length;
      for (const event of events) say(`${clock(event.at)}  ${describeEvent(event, rules)}`);
    },
  });
  say(`${where}/issues/${key.issue} (times are UTC)`);
  let look = SOON_MS;
  while (!stop.aborted) {
    const before = steps;
    const { ok, waitMs } = await pass(autopack, key, say);
    if (ok) {
      const run = await newest(autopack, key);
      if (run === undefined) return notStarted(say);
      if (steps === before && run.state.startsWith('DONE_')) return over(run, where, say);
    }
    look = steps > before ? SOON_MS : Math.min(look * 2, ok ? LOOK_MS : LONGEST_MS);
    await pause(ok ? Math.min(waitMs, look) : Math.max(waitMs, look), stop);
  }
  say('Stopped. Whoever looks at the issue next goes on from here.');
  return 1;
}

/** In how many milliseconds the run, or GitHub, wants to be looked at again. */
async function pass(
  { reconcile }: Autopack,
  key: RunKey,
  say: Say,
): Promise<{ readonly ok: boolean; readonly waitMs: number }> {
  try {
    const { wakeAt } = await reconcile(key);
    return { ok: true, waitMs: wakeAt === null ? Infinity : Math.max(wakeAt - Date.now(), 0) };
  } catch (error) {
    // Another process is at it as well.
    if (error instanceof ConflictError) return { ok: false, waitMs: 0 };
    if (!(error instanceof TransientError)) throw error;
    say(`${error.message}.`);
    return { ok: false, waitMs: error.retryAfterMs ?? 0 };
  }
}

const newest = async ({ summaries }: Autopack, { issue, ...repo }: RunKey) =>
  (await summaries(repo, [issue]))[0];

function notStarted(say: Say): number {
  say(`No run was started. Where the issue has the label ${RUN_LABEL}, a comment there says why.`);
  return 1;
}

function over(run: RunSummary, where: string, say: Say): number {
  const done = run.phases.filter(({ state }) => state === 'COMPLETE').length;
  const spent = `${usd(run.cost_usd * 1e6)}, ${run.tokens} tokens`;
  say(`${run.state}: ${done} of ${run.phases.length} phases, ${spent}.`);
  if (run.pr !== null) say(`${where}/pull/${run.pr}`);
  if (run.state !== 'DONE_SUCCESS') return 1;
  say('Merge it there. Run this once more afterwards, and what follows a merge is done too.');
  return 0;
}
