/** CI in all its moods, as the App meets it on the lab: real jobs, real artifacts, real reruns. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../../src/core/run/run.ts';
import { otherApp } from '../lab/ci/other-app.ts';
import { type Play, playOn } from '../support/play.ts';
import { MAINTAINER, openStage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const CI = '.github/workflows/ci.yml';
const CONFIG = '.github/autopack.yml';
const settings = (ci: string): string => `version: 1\nci:\n  settle: 0s\n${ci}`;
const workflow = (...jobs: readonly string[]): string =>
  `name: CI\non: { push: { branches: ['**'] } }\njobs:\n${jobs.join('')}`;
const job = (name: string, ...steps: readonly string[]): string =>
  `  ${name}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n${steps.map((step) => `      - ${step}\n`).join('')}`;
const UPLOAD =
  '{ uses: actions/upload-artifact@v4, if: always(), with: { name: test-results, path: out } }';
const report = (xml: string, exit: string): string =>
  `run: mkdir out; echo '${xml}' > out/junit.xml; ${exit}`;

let play: Play | undefined;
afterEach(async () => {
  const on = play;
  play = undefined;
  // Closed whatever it says: what stays open would keep the whole suite waiting.
  await on?.close();
  on?.lab.assertClean();
});

interface Given {
  readonly files: Readonly<Record<string, string>>;
  /** What the App may do with Actions; app.yml says read. */
  readonly actions?: 'write';
  readonly before?: (on: Play) => Promise<void>;
}

async function open({ files, actions, before }: Given): Promise<Play> {
  const stage = await openStage({ files: { ...TINY_FILES, ...files }, script: TINY_SCRIPT });
  // Before the first token is made: it keeps what it had.
  if (actions !== undefined) stage.lab.admin.permit({ ...stage.lab.app.permissions, actions });
  const on = playOn(stage, await stage.startApp());
  play = on;
  await before?.(on);
  await on.label(TINY_PLAN);
  return on;
}

const ciOf = ({ phases }: Run) => phases[0]?.candidates.at(-1)?.ci;
/** Everything the ledger holds, when it fits. */
const until = async (on: Play, done: (run: Run) => boolean): Promise<Run> =>
  (await on.until((ledger) => done(ledger as unknown as Run))) as unknown as Run;
const isOver = ({ state }: Run): boolean => state.startsWith('DONE_');
const failedOnce = ({ phases }: Run): boolean => (phases[0]?.evidence.length ?? 0) > 0;
const eligible = { state: 'DONE_SUCCESS', promotion: 'eligible' };

describe('jobs that fail once', () => {
  const flaky = workflow(
    job(
      'test',
      'run: node --test',
      'run: grep -q "a - b" src/add.js || test "$GITHUB_RUN_ATTEMPT" = 2',
    ),
    job('build', 'run: exit 0'),
  );
  const files = { [CI]: flaky, [CONFIG]: settings('  required: [test]\n') };

  it('are run once more where the App may, and the second attempt is the verdict', async () => {
    const on = await open({ files, actions: 'write' });
    const done = await until(on, isOver);
    expect(done).toMatchObject(eligible);
    expect(ciOf(done)?.jobs).toMatchObject([{ conclusion: 'success', attempt: 2 }]);
    // One push, one attempt of the Builder, one run of CI that was run twice.
    const runs = on.ci.runs().filter(({ sha }) => sha === done.head);
    expect(runs.map(({ attempt }) => attempt)).toEqual([2]);
    expect(done.phases[0]?.attempt).toBe(1);
  });

  it('go back to the Builder where it may not, with what is missing', async () => {
    const on = await open({ files });
    const done = await until(on, failedOnce);
    expect(done.phases[0]?.evidence[0]?.text).toContain('actions: write');
    expect(on.ci.runs().filter(({ branch }) => branch !== 'main')[0]).toMatchObject({ attempt: 1 });
  });
});

describe('JUnit reports', () => {
  it('make a green job red that ran no tests', async () => {
    const none = job('test', report('<testsuites/>', 'exit 0'), UPLOAD);
    const on = await open({ files: { [CI]: workflow(none), [CONFIG]: settings('') } });
    const done = await until(on, failedOnce);
    expect(done.phases[0]?.evidence[0]?.text).toContain('No tests ran');
    expect(done.phases[0]?.candidates[0]?.ci?.tests).toMatchObject({ passed: 0 });
  });

  it('name what failed, and what failed on the base commit does not count', async () => {
    const old =
      '<testcase classname="a" name="old" time="1"><failure message="always red"/></testcase>';
    const xml = `<testsuite><testcase classname="a" name="fine" time="1"/>${old}</testsuite>`;
    const files = {
      [CI]: workflow(job('test', report(xml, 'exit 1'), UPLOAD), job('build', 'run: exit 0')),
      [CONFIG]: settings(''),
    };
    const before = async (on: Play): Promise<void> => {
      const push = { branch: 'main', message: 'begin', files: { 'NOTES.md': 'red\n' } };
      await on.lab.as(MAINTAINER).push(on.repo, push);
      await on.ci.idle();
    };
    const on = await open({ files, before });
    const done = await until(on, isOver);
    expect(done).toMatchObject(eligible);
    expect(done.baseline).toMatchObject({ jobs: [`${CI} › test`], tests: ['a › old'] });
    expect(ciOf(done)).toMatchObject({
      ...{ verdict: 'green', expected: [`${CI} › test`, 'a › old'] },
      tests: { passed: 1, failed: 1 },
    });
  });
});

describe('a look-alike', () => {
  it('is not taken for the workflow: neither a status nor a check of another app', async () => {
    const files = {
      [CI]: workflow(job('test', 'run: exit 1')),
      [CONFIG]: settings('  required: [test]\n'),
    };
    const on = await open({
      files,
      before: async (stage) => {
        stage.ci.hold();
      },
    });
    const { head } = await until(on, ({ state }) => state === 'CI_RUNNING');
    const { internals } = on.lab;
    const row = internals.repo(on.repo);
    if (row === undefined) throw new Error('no repository');
    internals.checks.create(row, otherApp(internals), {
      name: 'test',
      head_sha: head,
      conclusion: 'success',
    });
    const status = { state: 'success', context: 'test' };
    await on.lab.as('acme').must('POST', `/repos/${on.repo}/statuses/${head}`, status);
    await on.rest();
    on.ci.release();
    const done = await until(on, failedOnce);
    expect(done.phases[0]?.candidates[0]?.ci).toMatchObject({
      ...{ verdict: 'red', jobs: [{ name: `${CI} › test`, conclusion: 'failure' }] },
    });
  });
});

describe('what GitHub requires where nothing is named', () => {
  it('is waited for, a status too, and what it does not require may be red', async () => {
    const on = await open({
      files: {
        [CI]: workflow(job('test', 'run: node --test')),
        '.github/workflows/lint.yml': workflow(job('lint', 'run: exit 1')).replace('CI', 'Lint'),
        [CONFIG]: settings(''),
      },
      before: async (stage) => {
        stage.lab.admin.require(stage.repo, ['test', 'legacy']);
        stage.ci.hold();
      },
    });
    const { head } = await until(on, ({ state }) => state === 'CI_RUNNING');
    const post = (state: string) =>
      on.lab
        .as('acme')
        .must('POST', `/repos/${on.repo}/statuses/${head}`, { state, context: 'legacy' });
    await post('pending');
    on.ci.release();
    await on.ci.idle();
    await on.rest();
    expect((await on.comments(1)).join()).toContain('legacy');
    await post('success');
    const done = await until(on, isOver);
    expect(done).toMatchObject(eligible);
    const jobs = ciOf(done)?.jobs.map(({ name }) => name);
    expect(jobs).toEqual([`${CI} › test`, 'legacy']);
  });
});

describe('a gate workflow of the repository', () => {
  const GATE = '.github/workflows/gate.yml';
  const gate = (step: string): string =>
    `name: Gate\non: workflow_dispatch\njobs:\n${job('gate', step)}`;
  const files = (step: string) => ({
    [GATE]: gate(step),
    [CONFIG]: settings('  required: [test]\n  preflight: gate.yml\n'),
  });

  it('is passed before the Auditor is asked', async () => {
    const on = await open({ files: files('run: exit 0'), actions: 'write' });
    const done = await until(on, isOver);
    expect(done).toMatchObject(eligible);
    expect(done.phases[0]?.candidates[0]?.preflight).toMatchObject({ attempt: 1, refused: null });
    const words = done.journal.map(({ text }) => text);
    expect(words.findIndex((text) => text.startsWith('gate workflow started'))).toBeLessThan(
      words.findIndex((text) => text.startsWith('auditor ')),
    );
  });

  it('ends the run with what the App lacks to start it', async () => {
    const on = await open({ files: files('run: exit 0') });
    const done = await until(on, isOver);
    expect(done).toMatchObject({ state: 'DONE_FAILED_ENVIRONMENT' });
    expect(done.failure?.detail).toContain('actions: write');
  });
});

it('waits for people who have to approve the workflow, and says so', async () => {
  const on = await open({
    files: {},
    before: async (stage) => {
      stage.ci.requireApproval();
    },
  });
  await on.until(({ state }) => state === 'CI_RUNNING');
  await on.rest();
  expect((await on.comments(1)).join()).toContain('Approve and run workflows');
  on.ci.release();
  expect(await until(on, isOver)).toMatchObject(eligible);
});
