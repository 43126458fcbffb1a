/**
 * `npm run live-model` asks the models behind OPENAI_API_KEY the questions that matter: a Locator for the one file of
 * four that a phase is about, a Builder that adds a log line to a function of ten lines, and an Auditor that reads twenty
 * lines with one planted fault. Skipped without a key. The last line is JSON: what came, tokens and cost.
 */
import { auditorRequest, parseAudit } from '../../src/agents/auditor.ts';
import { locatorRequest, parseLocated } from '../../src/agents/locator.ts';
import { builderRequest } from '../../src/agents/builder.ts';
import { loadDefaults } from '../../src/config/load.ts';
import { planning } from '../../src/config/planning.ts';
import { holdAmount, settle } from '../../src/core/budget.ts';
import { applyAnswer } from '../../src/core/edits/apply-answer.ts';
import { hunkLines } from '../../src/core/edits/diff.ts';
import { processEnv } from '../../src/env.ts';
import { openaiModels } from '../../src/llm/openai.ts';
import type { ModelRequest } from '../../src/ports.ts';
import { AUDITED, FUNCTION, LIKELY, PLAN } from './questions.ts';

const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_API: api, ...env } = processEnv();
if (apiKey === undefined || apiKey === '') {
  console.log('skipped: OPENAI_API_KEY is not set');
  process.exit(0);
}
const models = openaiModels({
  ...{ apiKey, baseUrl, timeoutMs: 290_000, idleMs: 120_000 },
  ...{ keyHeader: env['OPENAI_KEY_HEADER'], apiVersion: env['OPENAI_API_VERSION'] },
  api: api === 'responses' ? 'responses' : 'chat',
});
const own = { models: env['AUTOPACK_MODELS'], pricing: env['AUTOPACK_PRICING'] };
const compiled = planning(loadDefaults(own), { now: () => Date.now() }).compile(PLAN, null);
if (compiled.is !== 'ready') throw new Error('the plan of this script is not one');
const { strategy } = compiled;
const [phase] = strategy.phases;
if (phase === undefined) throw new Error('the plan of this script has no phase');

const { locator } = strategy;
if (locator === undefined) throw new Error('the list of models has no locator');
const paths = LIKELY.map(({ path }) => path);
const locate = await ask(
  locatorRequest({ ...{ strategy, phase, likely: LIKELY }, model: locator.model }),
);
const located = parseLocated(locate.text, paths);
const isLocated = located.is === 'located' && located.paths[0] === FUNCTION.path;

const build = await ask(
  builderRequest({
    ...{ strategy, phase, tree: [], served: [FUNCTION], omitted: [], evidence: [] },
  }),
);
const applied = applyAnswer({
  ...{ format: 'sr', answer: build.text },
  files: [{ path: FUNCTION.path, served: FUNCTION.text, current: FUNCTION.text }],
});
const [change] = applied.is === 'refused' ? [] : applied.changes;
const isBuilt = change?.op === 'update' && change.after.includes('console.log');

const changes = [AUDITED];
const audit = await ask(
  auditorRequest({
    ...{ strategy, phase, changes, gate: [], earlier: [], round: 1 },
  }),
);
const read = parseAudit(audit.text, {
  ...{ phase, changes, known: [], round: 1 },
  hunks: new Map([[AUDITED.path, hunkLines(AUDITED)]]),
});
const isFound =
  read.is === 'audit' &&
  read.findings.some(({ path }) => path === AUDITED.path) &&
  read.verdict !== 'approve';

console.log(
  isLocated ? 'the Locator named the file' : `the Locator did not: ${locate.text.slice(0, 500)}`,
);
console.log(
  isBuilt ? 'the Builder added the line' : `the Builder did not: ${build.text.slice(0, 500)}`,
);
console.log(
  isFound ? 'the Auditor found the fault' : `the Auditor did not: ${audit.text.slice(0, 500)}`,
);
const passed = isLocated && isBuilt && isFound;
const records = { locate: locate.record, build: build.record, audit: audit.record };
console.log(JSON.stringify({ passed, ...records }));
if (!passed) process.exitCode = 1;

async function ask(request: ModelRequest) {
  const price = strategy.prices[request.model];
  const hold = holdAmount(models.countTokens(request), request.maxOutputTokens, price);
  const reply = await models.call(request);
  if (reply.is === 'declined') throw new Error(`declined: ${reply.kind}, ${reply.detail}`);
  const { settled, anomaly } = settle(hold, reply.usage, price);
  const { model, schema } = request;
  const { usage, stop } = reply;
  const record = { model, schema: schema.name, stop, held: hold.tokens, usage, anomaly };
  return { text: reply.text, record: { ...record, usd: settled.microUsd / 1e6 } };
}
