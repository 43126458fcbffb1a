import { jobName, type Weighed } from '../core/gate/baseline.ts';
import { type CiFinal, concludeCi, isFinal } from '../core/gate/conclude.ts';
import { redBaseWords } from '../core/gate/red-base.ts';
import type { CiReport, CiTests } from '../core/gate/report.ts';
import { ciVerdict } from '../core/run/ci-step.ts';
import type { CiJob, Seen } from '../core/run/observation.ts';
import type { Run } from '../core/run/run.ts';
import type { Pass } from './pass.ts';
import { redOnBase } from './red-base.ts';

const EXCERPT_CHARS = 8_000;
/** Of the excerpt, what failing tests may take before logs are told. */
const TESTS_CHARS = 3_000;
/** Of one failing test, and of all of them. */
const MESSAGE_CHARS = 500;
const MESSAGES_CHARS = 4_000;
const MAX_RUNS = 3;

/** Notes what CI said about a head; logs are fetched for what failed only. */
export async function reportCi(
  pass: Pass,
  action: { readonly phase: string; readonly head: string },
  seen: Seen,
): Promise<void> {
  const verdict = ciVerdict(pass.run(), pass.strategy, seen);
  if (verdict === null || !isFinal(verdict)) throw new Error(`CI has no verdict on ${action.head}`);
  const run = pass.run();
  const tests = await testsOf(pass, run, verdict);
  const weighed = concludeCi(verdict, tests ?? null, run.baseline);
  const rerun = run.phases
    .flatMap(({ candidates }) => candidates)
    .findLast(({ head: of }) => of === action.head)?.rerun;
  const base = weighed.verdict === 'red' ? await redOnBase(pass, weighed.fresh, seen) : undefined;
  const excerpt = await excerptOf(pass, weighed, { tests: tests ?? null, rerun, base });
  const report: CiReport = {
    verdict: weighed.verdict,
    jobs: verdict.jobs.map(jobReport),
    excerpt,
    ...(tests === undefined ? {} : { tests }),
    ...(weighed.expected.length === 0 ? {} : { expected: weighed.expected.slice(0, 100) }),
    ...(base === undefined ? {} : { base }),
  };
  const { phase, head } = action;
  pass.note({ type: 'ci-finished', at: pass.ports.clock.now(), phase, head, report });
}

/**
 * Undefined: not looked for. A green head whose workflows left no report on an earlier head of this run is not asked
 * about again: that is a request for every phase, to hear the same.
 */
async function testsOf(
  pass: Pass,
  run: Run,
  verdict: CiFinal,
): Promise<CiTests | null | undefined> {
  // The reports of what failed first: a failure that is excused by its tests has to be in them.
  const jobs = [...('failing' in verdict ? verdict.failing : []), ...verdict.jobs];
  const ids = [...new Set(jobs.map((job) => job.workflowRun))].filter((id) => id > 0);
  if (ids.length === 0 || verdict.is === 'nothing-ran') return undefined;
  const earlier = run.phases
    .flatMap(({ candidates }) => candidates)
    .findLast(({ ci }) => ci?.tests !== undefined)?.ci;
  if (verdict.is === 'green' && earlier?.tests === null) return undefined;
  const tests = await pass.ports.forge.ciTests(ids.slice(0, MAX_RUNS));
  if (tests === null) return null;
  const { redact } = pass.ports;
  // Every name is kept, for they are compared with those of the base; many tests share the room of their messages.
  const room = Math.min(
    MESSAGE_CHARS,
    Math.floor(MESSAGES_CHARS / Math.max(1, tests.failing.length)),
  );
  const failing = tests.failing.map((test) => ({
    ...test,
    name: redact(test.name).slice(0, 300),
    message: redact(test.message).slice(0, room),
  }));
  return { ...tests, failing };
}

interface About {
  readonly tests: CiTests | null;
  readonly rerun: { readonly refused: string | null } | undefined;
  readonly base: CiReport['base'];
}

/** What failed and why, for the next attempt and for people. Empty where nothing did. */
async function excerptOf(pass: Pass, weighed: Weighed, about: About): Promise<string> {
  const { verdict, fresh, notes, expected } = weighed;
  const known =
    expected.length === 0
      ? ''
      : `Red on the base commit already, not counted: ${expected.join(', ')}`;
  const alsoRed = redBaseWords(about.base, pass.run().base) ?? '';
  const told = [...notes, known, alsoRed].filter((line) => line !== '');
  if (verdict === 'green') return told.join('\n').slice(0, EXCERPT_CHARS);
  const parts = [
    ...told,
    ...fresh.map((job) => `${jobName(job)}: ${job.conclusion ?? 'no conclusion'}`),
    ...rerunLine(about.rerun),
    testLines(about.tests, expected),
  ];
  const head = parts.filter((part) => part !== '').join('\n');
  const room = EXCERPT_CHARS - head.length - 1;
  const logs =
    fresh.length === 0 || room < 200 ? '' : await pass.ports.forge.ciExcerpt(fresh, room);
  return [head, pass.ports.redact(logs)].join('\n').trim().slice(0, EXCERPT_CHARS);
}

function rerunLine(rerun: About['rerun']): readonly string[] {
  if (rerun === undefined) return [];
  return [
    rerun.refused === null
      ? 'The failed jobs were run once more and failed again.'
      : `The failed jobs were not run once more: ${rerun.refused}.`,
  ];
}

function testLines(tests: CiTests | null, expected: readonly string[]): string {
  if (tests === null || tests.failed === 0) return '';
  const fresh = tests.failing.filter(({ name }) => !expected.includes(name));
  const lines = fresh.map(({ name, message, collection }) => {
    const why = collection === true ? ' (could not be loaded)' : '';
    return `- ${name}${why}: ${message.replaceAll('\n', '\n  ')}`;
  });
  const head = `Tests: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`;
  return [head, ...lines].join('\n').slice(0, TESTS_CHARS);
}

const jobReport = (job: CiJob): CiReport['jobs'][number] => ({
  name: jobName(job),
  conclusion: (job.conclusion ?? '').slice(0, 40),
  workflowRun: job.workflowRun,
  attempt: job.attempt,
});
