/** `npm run demo`: the whole product on this machine, without keys and without a network. */
import { parseArgs } from 'node:util';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reportGovernance } from './governance/report.ts';
import { runGovernance } from './governance/run.ts';
import { keptWords } from './keep.ts';
import { runDemo, type DemoResult } from './run.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    plan: { type: 'string', default: 'hello' },
    out: { type: 'string' },
  },
});
// With --json what is printed is one object, for programs; people see the rest all the same.
const say = (line: string): void => (values.json ? console.error(line) : console.log(line));

if (values.plan === 'governance' && !values.live) await governance();
else if (values.plan === 'hello') await hello();
else {
  console.error(
    'usage: npm run demo -- [--plan hello [--live] | --plan governance] [--out FOLDER] [--json]',
  );
  process.exitCode = 1;
}

async function governance(): Promise<void> {
  const result = await runGovernance(say, await folder());
  reportGovernance(result, say);
  if (values.json) console.log(JSON.stringify(result));
  if (!result.ok) process.exitCode = 1;
}

async function hello(): Promise<void> {
  const apiKey = process.env['OPENAI_API_KEY'];
  if (values.live && apiKey === undefined) {
    console.error('--live needs OPENAI_API_KEY in the environment.');
    process.exitCode = 1;
    return;
  }
  const live =
    values.live && apiKey !== undefined
      ? { apiKey, baseUrl: process.env['OPENAI_BASE_URL'] }
      : null;
  const result = await runDemo({ say, folder: await folder(), live });
  report(result);
  if (values.json) console.log(JSON.stringify(result));
  if (result.state !== 'DONE_SUCCESS' || !result.merged) process.exitCode = 1;
}

/** One of its own each time, unless another is named. */
async function folder(): Promise<string> {
  return path.resolve(values.out ?? (await mkdtemp(path.join(tmpdir(), 'autopack-demo-'))));
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
