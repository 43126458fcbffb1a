/** `npm run demo`: the whole product on this machine, without keys and without a network. */
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportGovernance } from './governance/report.ts';
import { runGovernance } from './governance/run.ts';
import { keptWords } from './keep.ts';
import { runDemo, type DemoResult } from './run.ts';

const USAGE =
  'usage: npm run demo -- [--plan hello [--live] | --plan governance] [--out FOLDER] [--json]';

const values = given();
// With --json what is printed is one object, for programs; people see the rest all the same.
const say = (line: string): void => (values.json ? console.error(line) : console.log(line));

if (values.plan === 'governance' && !values.live) await governance();
else if (values.plan === 'hello') await hello();
else giveUp(USAGE);

/** Whoever calls this sees the words and no stack. */
function giveUp(words: string): never {
  console.error(words);
  process.exit(1);
}

function given() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        plan: { type: 'string', default: 'hello' },
        out: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function governance(): Promise<void> {
  const result = await runGovernance(say, await folder());
  reportGovernance(result, say);
  if (values.json) console.log(JSON.stringify(result));
  if (!result.ok) process.exitCode = 1;
}

async function hello(): Promise<void> {
  const apiKey = process.env['OPENAI_API_KEY'] ?? '';
  if (values.live && apiKey === '') giveUp('--live needs OPENAI_API_KEY in the environment.');
  const live = values.live ? { apiKey, baseUrl: process.env['OPENAI_BASE_URL'] } : null;
  const result = await runDemo({ say, folder: await folder(), live });
  report(result);
  if (values.json) console.log(JSON.stringify(result));
  if (result.state !== 'DONE_SUCCESS' || !result.merged) process.exitCode = 1;
}

/** One of its own each time, unless another is named; nothing that is there is written over. */
async function folder(): Promise<string> {
  if (values.out === undefined) return mkdtemp(path.join(tmpdir(), 'autopack-demo-'));
  const named = path.resolve(values.out);
  await mkdir(named, { recursive: true });
  if ((await readdir(named)).length > 0) giveUp(`${named} is not empty.`);
  return named;
}

function report(done: DemoResult): void {
  say('');
  say(
    `Run ${done.run_id}: ${done.state}, pull request #${done.pr ?? '-'} ${done.merged ? 'merged' : 'not merged'}, main is at ${done.head.slice(0, 7)}.`,
  );
  say(
    `${done.tokens} tokens, $${done.cost_usd.toFixed(4)}, ${done.llm_calls} model calls, ${done.github_requests} GitHub requests, ${done.content_creates} of them create content.`,
  );
  say('');
  say('Phase   Attempts   GitHub requests   creating content');
  for (const phase of done.phases) {
    const cost = done.per_phase[phase.id];
    say(
      `${phase.id.padEnd(8)}${String(phase.attempts).padEnd(11)}${String(cost?.requests ?? '-').padEnd(18)}${cost?.creates ?? '-'}`,
    );
  }
  say(`start                ${done.start.requests}`);
  say('');
  say(keptWords(done));
}
