/** Answers that are made of more than one call, and calls that are made by another model. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { BuilderAnswer } from '../../src/core/edits/edits.ts';
import { approval, type Script } from '../lab/model/script.ts';
import type { ModelFault } from '../lab/model/model.ts';
import { ended, openPlay, type Play, playOn } from '../support/play.ts';
import { startServer, WEBHOOK_PATH } from '../../src/server.ts';
import { readLedger } from '../demo/watch.ts';
import { MAINTAINER, openStage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN } from '../support/tiny.ts';

const CRITERION = 'add(2, 3) is 5';
const ADD = '  return a - b;\n';
const replace = (path: string, search: string, by: string): BuilderAnswer['edits'][number] => ({
  ...{ op: 'replace', path, search, replace: by, new_path: null },
});
const mends = replace('src/add.js', ADD, '  return a + b;\n');
const tests = replace(
  'test/add.test.js',
  "test('adds nothing', () => assert.equal(add(2, 0), 2));\n",
  "test('adds', () => assert.equal(add(2, 3), 5));\n",
);
const misses = replace('test/add.test.js', "test('adds a lot'", "test('adds'");
const say = (...edits: BuilderAnswer['edits']): BuilderAnswer => ({
  ...{ edits, doubts: [{ title: 'Halves', path: null, reason: 'not tried' }], notes: 'n' },
});
const script = (
  builds: readonly { readonly when: readonly string[]; readonly answer: BuilderAnswer }[],
  audits = [approval(['+  return a + b;'], '', [CRITERION])],
): Script => ({
  'T1.P1': {
    builds: builds.map(({ when, answer }) => ({ requires: when, forbids: [], answer })),
    audits,
  },
});

let play: Play | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});
const run = async (
  lines: Script,
  fault?: (n: number, model: string) => ModelFault | undefined,
  plan = TINY_PLAN,
) => {
  play = await openPlay({ files: TINY_FILES, script: lines });
  if (fault) play.model.hook((call) => fault(call.n, call.model));
  await play.label(plan);
  const ledger = await play.until(ended);
  const calls = play.model.calls();
  return { ledger, calls, play, phase: ledger.phases[0] };
};

describe('an answer of which one file fails', () => {
  it('is mended within its attempt: that file is asked for again, the other is kept', async () => {
    const {
      ledger,
      calls,
      phase,
      play: stage,
    } = await run(
      script([
        { when: ['<listing>'], answer: say(mends, misses) },
        { when: ['<refused>', 'search-missing', '<finished>\nsrc/add.js'], answer: say(tests) },
      ]),
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(phase?.attempt).toBe(1);
    expect(calls.map(({ role }) => role)).toEqual(['builder', 'builder', 'auditor']);
    // What is cached costs less than the failing file alone does here.
    expect(calls[1]?.user.startsWith(`${calls[0]?.user}\n\n<refused>`)).toBe(true);
    const { text } = await stage.lab.git(stage.repo, [
      'show',
      `autonomous/${ledger.runId}:test/add.test.js`,
    ]);
    expect(text).toContain('add(2, 3), 5');
    const { text: state } = await stage.lab.git(stage.repo, [
      'show',
      `autopack/state/${ledger.runId}:state.json`,
    ]);
    expect(state).toContain('"title":"Halves"');
    for (const call of calls.filter(({ role }) => role === 'auditor'))
      expect(call.user).not.toContain('Halves');
  }, 60_000);

  it('that is not mended after two tries fails its attempt, and the next one is told why', async () => {
    const { ledger, calls, phase } = await run(
      script([
        { when: [], answer: say(mends, misses) },
        { when: ['<refused>'], answer: say(misses) },
        { when: ['<feedback', 'search-missing'], answer: say(mends, tests) },
      ]),
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(phase?.attempt).toBe(2);
    expect(calls.map(({ role }) => role)).toEqual([
      ...['builder', 'builder', 'builder', 'builder', 'auditor'],
    ]);
  }, 60_000);

  it('is judged as it is when the repair is declined or lost', async () => {
    for (const fault of [
      { is: 'status', status: 429, retryAfterSeconds: 1 },
      { is: 'hang-up' },
    ] as const) {
      const lines = script([
        { when: [], answer: say(mends, misses) },
        { when: ['<feedback', 'search-missing'], answer: say(mends, tests) },
      ]);
      const { ledger, calls, phase } = await run(lines, (n) => (n === 2 ? fault : undefined));
      expect(ledger.state).toBe('DONE_SUCCESS');
      expect(phase?.attempt).toBe(2);
      expect(calls).toHaveLength(4);
      await play?.close();
      play = undefined;
    }
  }, 60_000);
});

describe('an answer that is cut off', () => {
  it('keeps what was finished and is asked for the rest', async () => {
    const long = replace('test/add.test.js', 'x'.repeat(900), 'y');
    const { ledger, calls, phase } = await run(
      script([
        { when: [], answer: say(mends, long) },
        { when: ['<finished>', 'cut off at its output limit'], answer: say(tests) },
      ]),
      (n) => (n === 1 ? { is: 'truncated' } : undefined),
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(phase?.attempt).toBe(1);
    expect(calls).toHaveLength(3);
  }, 60_000);
});

describe('a model that declines three calls', () => {
  it('is passed over for the next of the ladder, and its attempt is not spent', async () => {
    const { ledger, calls, phase } = await run(
      script([{ when: [], answer: say(mends, tests) }]),
      (n) => (n <= 3 ? { is: 'status', status: 429, retryAfterSeconds: 1 } : undefined),
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(phase?.attempt).toBe(1);
    expect(calls.map(({ model }) => model)).toEqual([
      ...['gpt-5.4-mini', 'gpt-5.4-mini', 'gpt-5.4-mini', 'gpt-5.4', 'gpt-5.2'],
    ]);
  }, 60_000);
});

describe('a change of who may do what', () => {
  it('is looked at by two Auditors, each with a hold of its own, and the worse of both counts', async () => {
    const clean = approval(['+  return a + b;'], '', [CRITERION]);
    const finding = {
      severity: 'minor' as const,
      category: 'security' as const,
      ...{ title: 'Nobody is asked', reason: 'r', path: 'src/add.js' },
      ...{ line_text: '  return a + b;', line: null, suggestion: null },
    };
    const plan = TINY_PLAN.replace('category: tests', 'category: security_auth_change');
    const { ledger, calls } = await run(
      script(
        [{ when: [], answer: say(mends, tests) }],
        [{ ...clean, answer: { ...clean.answer, findings: [finding] } }],
      ),
      undefined,
      plan,
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    const audits = calls.filter(({ role }) => role === 'auditor');
    expect(audits.map(({ model }) => model)).toEqual(['gpt-5.4', 'gpt-5.2']);
    expect(audits[1]?.user).not.toContain('Nobody is asked');
    const told = ledger.journal.map(({ text }) => text).filter((text) => text.startsWith('audit '));
    expect(told).toEqual([
      expect.stringContaining('first of two opinions: approve, 1 finding'),
      expect.stringContaining('round 1: approve, 1 finding'),
    ]);
  }, 60_000);
});

describe('a finding that is fixed', () => {
  it('was a suggestion that fits and evidence for the next attempt, and its thread is resolved', async () => {
    const wrong = replace('src/add.js', ADD, '  return b + a;\n');
    const revise = approval(['+  return b + a;'], '', [CRITERION]);
    const finding = {
      severity: 'major' as const,
      category: 'bug' as const,
      ...{ title: 'The wrong way round', reason: 'r', path: 'src/add.js' },
      ...{ line_text: '  return b + a;', line: null, suggestion: 'return a + b;' },
    };
    const fixed = approval(['+  return a + b;', 'F-1'], '', [CRITERION]);
    const lines = script(
      [
        { when: [], answer: say(wrong, tests) },
        {
          when: ['Suggested in place of that line:\n  return a + b;'],
          answer: say(replace('src/add.js', '  return b + a;\n', '  return a + b;\n')),
        },
      ],
      [
        { ...revise, answer: { ...revise.answer, verdict: 'revise', findings: [finding] } },
        { ...fixed, answer: { ...fixed.answer, fixed: ['F-1'] } },
      ],
    );
    const { ledger, play: stage } = await run(lines);
    expect(ledger.state).toBe('DONE_SUCCESS');
    const mona = stage.lab.as(MAINTAINER);
    const page = `/repos/${stage.repo}/pulls/${ledger.pr}/comments?per_page=100`;
    const { body } = await mona.request('GET', page);
    expect(JSON.stringify(body)).toContain('```suggestion\\n  return a + b;\\n```');
    const query = `query { repository(owner: "acme", name: "hello") { pullRequest(number: ${ledger.pr}) { reviewThreads(first: 5) { nodes { isResolved } } } } }`;
    const threads = await mona.request('POST', '/graphql', { query });
    expect(JSON.stringify(threads.body)).toContain('"nodes":[{"isResolved":true}]');
  }, 60_000);
});

describe('a server that is told to stop', () => {
  it('gives a model call up after a while, writes that down, and begins no other', async () => {
    const stage = await openStage({ files: TINY_FILES, script: script([]) });
    const app = await startServer(stage.settings, { callsMs: 200 });
    try {
      const { port, webhookSecret } = stage.settings;
      stage.lab.webhooks.to(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, webhookSecret);
      const called = new Promise<void>((resolve) => {
        stage.model.hook(async () => {
          resolve();
          return new Promise((late) => setTimeout(() => late({ is: 'hang-up' }), 15_000).unref());
        });
      });
      await playOn(stage, app).label(TINY_PLAN);
      await called;
      const began = Date.now();
      await app.stop();
      expect(Date.now() - began).toBeLessThan(12_000);
      const told = (await readLedger(stage))?.journal.map(({ text }) => text) ?? [];
      expect(told.at(-1)).toContain('lost, settled in full');
      expect(stage.model.calls()).toHaveLength(1);
    } finally {
      await stage.close();
    }
  }, 60_000);
});
