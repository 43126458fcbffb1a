import { randomBytes } from 'node:crypto';
import { UserError } from '../core/errors.ts';
import { type RepoName, RunId } from '../core/ids.ts';
import { meant } from '../core/plan/names.ts';
import { projectionOf } from '../core/projection/projection.ts';
import type { LedgerView } from '../core/projection/ledger-view.ts';
import { runDetail } from '../core/projection/run-detail.ts';
import {
  backlogTable,
  budgetTables,
  runsTable,
  runTables,
  tiersTable,
} from '../core/report/tables.ts';
import { processEnv, verifySettings } from '../env.ts';
import { gitLedger } from '../git/ledger.ts';
import { githubClient } from '../github/client.ts';
import { useProxy } from '../proxy.ts';
import { botOf, Slug } from './accounts.ts';
import { type Command, parsed, tooMany } from './command.ts';

const VIEWS = ['runs', 'tiers', 'backlog', 'budget', 'run'] as const;
type View = (typeof VIEWS)[number];

/** `autopack report`: what the ledgers of a repository say, added up. */
export const reportCommand: Command = {
  usage: `usage: autopack report runs|tiers|backlog|budget [--repo OWNER/REPO] [--app SLUG] [--json]
       autopack report run ID [--repo OWNER/REPO] [--app SLUG] [--json]

Adds up the ledgers of a repository: nothing is stored anywhere else, and nothing is changed.
  runs      every run with its state, its cost and what it left open
  tiers     whether each tier is clean, and whether it keeps its run from being promoted
  backlog   findings by key: in how many runs and tiers, and how often
  budget    runs that a cap ended: which tier, which kind of work, and whether the Auditor helped
  run ID    everything about one run, such as 17-1
  --repo    left out, GITHUB_REPOSITORY
  --app     count only ledgers that this App has signed
GITHUB_TOKEN may be any token that can read the repository; GITHUB_API_URL names another GitHub.
Exit code: 0 told, 1 there is no such run, 2 it could not be found out.`,
  read: (args) => {
    const found = parsed(args, { values: ['repo', 'app'], flags: ['json'] });
    if (typeof found === 'string') return found;
    const [name, id] = found.words;
    const view = VIEWS.find((one) => one === name);
    if (view === undefined)
      return name === undefined
        ? 'Which report?'
        : `There is no report \`${name}\`. ${meant(name, VIEWS)}`;
    const { repo: given = processEnv()['GITHUB_REPOSITORY'] ?? '', app } = found.values;
    const repo = repoOf(given);
    if (repo === undefined)
      return `The repository is named with --repo OWNER/REPO${given === '' ? '' : `, not \`${given}\``}.`;
    const runId = view === 'run' ? RunId.safeParse(id).data : undefined;
    if (view === 'run' && runId === undefined)
      return id === undefined ? 'Which run?' : `\`${id}\` is no run; one is named like 17-1.`;
    const more = tooMany(found.words, view === 'run' ? 2 : 1);
    if (more !== undefined) return more;
    if (!Slug.optional().safeParse(app).success) return `\`${app}\` is no slug of an App.`;
    const ask = { view, runId, repo, app, json: found.flags.includes('json') };
    return (say) => report(ask, say);
  },
};

function repoOf(text: string): RepoName | undefined {
  const [, owner, name] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(text) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

interface Ask {
  readonly view: View;
  readonly runId: RunId | undefined;
  readonly repo: RepoName;
  readonly app: string | undefined;
  readonly json: boolean;
}

async function report(ask: Ask, say: (line: string) => void): Promise<number> {
  const { ledgers, notes } = await readLedgers(ask);
  const told = ask.runId === undefined ? listOf(ask, ledgers) : oneOf(ask.runId, ledgers);
  if (told === undefined) {
    say(
      ask.json ? JSON.stringify({ found: false, run: ask.runId }) : `there is no run ${ask.runId}`,
    );
    return 1;
  }
  const lines = ask.json ? [JSON.stringify({ ...told.data, notes })] : [...told.lines, ...notes];
  for (const line of lines) say(line);
  return 0;
}

interface Told {
  readonly data: object;
  readonly lines: readonly string[];
}

function oneOf(runId: RunId, ledgers: readonly LedgerView[]): Told | undefined {
  const view = ledgers.find(({ run }) => run.runId === runId);
  if (view === undefined) return undefined;
  const detail = runDetail(view);
  return { data: detail, lines: runTables(detail) };
}

function listOf({ view }: Ask, ledgers: readonly LedgerView[]): Told {
  const all = projectionOf(ledgers);
  switch (view) {
    case 'tiers':
      return { data: { tiers: all.tiers }, lines: tiersTable(all) };
    case 'backlog':
      return { data: { backlog: all.backlog }, lines: backlogTable(all) };
    case 'budget':
      return { data: { budget: all.budget }, lines: budgetTables(all) };
    case 'runs':
    case 'run':
      return { data: { runs: all.runs }, lines: runsTable(all) };
  }
}

interface Found {
  readonly ledgers: readonly LedgerView[];
  /** Ledgers that are left out, and why. */
  readonly notes: readonly string[];
}

/** The tips of all ledgers, or of the one that is asked for; one that cannot be believed is left out and named. */
async function readLedgers({ repo, app, runId }: Ask): Promise<Found> {
  const env = processEnv();
  useProxy(env);
  const { apiUrl, token } = verifySettings(env);
  const client = githubClient({ baseUrl: apiUrl, auth: { is: 'token', token } });
  const trusted = app === undefined ? null : { botId: await botOf(client, app) };
  const random = { nonce: () => randomBytes(16).toString('hex') };
  const ledger = gitLedger({ client, repo, random, trusted });
  const wanted = (await ledger.list()).filter((one) => runId === undefined || one.runId === runId);
  const ledgers: LedgerView[] = [];
  const notes: string[] = [];
  for (const { runId: id, oid } of wanted) {
    const why = await readOne(async () => {
      const tip = await ledger.kept(id, oid);
      if (tip === undefined) return 'it is gone';
      if (tip.broken === null) ledgers.push({ run: tip.run, strategy: tip.strategy });
      return tip.broken;
    });
    if (why !== null) notes.push(`run ${id} is left out: ${why}`);
  }
  return { ledgers, notes };
}

/** Why a ledger is left out; null: it is not. */
async function readOne(read: () => Promise<string | null>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError && error.code === 'ledger/unreadable') return error.message;
    throw error;
  }
}
