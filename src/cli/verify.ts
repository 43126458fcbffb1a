import { RunId, type RunKey } from '../core/ids.ts';
import { verifyLines } from '../core/report/verify.ts';
import type { Verification } from '../core/verify/evidence.ts';
import { verifyRun } from '../engine/verify.ts';
import { processEnv, type VerifySettings, verifySettings } from '../env.ts';
import { gitArchive } from '../git/archive.ts';
import { githubClient } from '../github/client.ts';
import { githubForge } from '../github/forge.ts';
import { useProxy } from '../proxy.ts';
import { botOf, Slug } from './accounts.ts';
import { type Command, parsed, tooMany } from './command.ts';
import { issueNamed } from './issue-named.ts';

const USAGE = `usage: autopack verify OWNER/REPO#N [--run ID] [--app SLUG] [--json]

Recomputes the record of the newest run of an issue from GitHub alone, and prints OK or the first bad link.
  --run ID    another run of the issue, such as 17-1
  --app SLUG  the App that has to have written it; left out, the one that wrote the first commit
  --json      one JSON object instead of lines
GITHUB_TOKEN may be any token that can read the repository; GITHUB_API_URL names another GitHub.
Exit code: 0 OK, 1 bad, 2 it could not be found out.`;

interface Ask {
  readonly key: RunKey;
  readonly runId: RunId | null;
  /** Slug of the App; null: not named. */
  readonly app: string | null;
  readonly json: boolean;
}

/** `autopack verify`: whether the record of a run is what it says. */
export const verifyCommand: Command = {
  usage: USAGE,
  read: (args) => {
    const ask = readAsk(args);
    if (typeof ask === 'string') return ask;
    return (say) => {
      const env = processEnv();
      useProxy(env);
      return runVerify(ask, verifySettings(env), say);
    };
  },
};

function readAsk(args: readonly string[]): Ask | string {
  const found = parsed(args, { values: ['run', 'app'], flags: ['json'] });
  if (typeof found === 'string') return found;
  const more = tooMany(found.words, 1);
  if (more !== undefined) return more;
  const key = issueNamed(found.words[0]);
  const { run, app } = found.values;
  const runId = run === undefined ? null : RunId.safeParse(run).data;
  const slug = app === undefined ? null : Slug.safeParse(app).data;
  if (typeof key === 'string') return key;
  if (runId === undefined) return `\`${run}\` is no run; one is named like 17-1.`;
  if (slug === undefined) return `\`${app}\` is no slug of an App.`;
  const json = found.flags.includes('json');
  return { key, runId, app: slug, json };
}

/** Says the lines and returns the exit code. */
async function runVerify(
  ask: Ask,
  settings: VerifySettings,
  say: (line: string) => void,
): Promise<0 | 1> {
  const { owner, name, issue } = ask.key;
  const repo = { owner, name };
  const auth = { is: 'token', token: settings.token } as const;
  const client = githubClient({ baseUrl: settings.apiUrl, auth });
  const verified = await verifyRun(
    {
      archive: gitArchive({ client, repo }),
      world: (botId, run) =>
        githubForge({ client, repo, identity: { botId, appId: null } }).world(run),
      botId: ask.app === null ? null : await botOf(client, ask.app),
      sealKey: null,
    },
    issue,
    ask.runId,
  );
  if (verified === undefined) {
    const which = ask.runId ?? `any run of issue ${issue}`;
    say(
      ask.json
        ? JSON.stringify({ ok: false, repo: `${owner}/${name}`, issue, run: ask.runId })
        : `BAD there is no ledger of ${which}`,
    );
    return 1;
  }
  for (const line of ask.json ? [jsonOf(verified, ask.key)] : verifyLines(verified, ask.key))
    say(line);
  return verified.bad === null ? 0 : 1;
}

function jsonOf({ runId, held, ...rest }: Verification, key: RunKey): string {
  return JSON.stringify({
    ok: rest.bad === null,
    repo: `${key.owner}/${key.name}`,
    issue: key.issue,
    run: runId,
    ...rest,
    held: Object.fromEntries(held.map(({ rule, times }) => [rule, times])),
  });
}
