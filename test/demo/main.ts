/** `npm run demo`: the whole product on this machine, without keys and without a network. */
import { parseArgs } from 'node:util';
import { runDemo, type DemoResult } from './run.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, live: { type: 'boolean', default: false } },
});
const say = (line: string): void => console.log(line);

const apiKey = process.env['OPENAI_API_KEY'];
if (values.live && apiKey === undefined) {
  console.error('--live needs OPENAI_API_KEY in the environment.');
  process.exit(1);
}
const live =
  values.live && apiKey !== undefined ? { apiKey, baseUrl: process.env['OPENAI_BASE_URL'] } : null;

const result = await runDemo({ say, live });
report(result);
if (values.json) console.log(JSON.stringify(result));
if (result.state !== 'DONE_SUCCESS' || !result.merged) process.exitCode = 1;

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
}
