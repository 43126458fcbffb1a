/** Section 10: what failed before, reruns and the repository’s gate workflow. */
import { type Rule, rules, unit } from './rule.ts';

const next = unit('gate/next-step');
const base = unit('gate/baseline');
const preflight = unit('gate/preflight');
const asked = unit('gate/asked');

export const BASELINES: readonly Rule[] = [
  ...rules(10, 'src/core/gate/baseline.ts', [
    [
      'Failures of the base commit do not count.',
      'if (before.length === 0) return red([]);',
      'if (before.length >= 0) return red([]);',
      base('does not count, job by job where there are no reports'),
    ],
    [
      'What was cancelled or skipped does not fail as before.',
      'job.workflow !== null && hasFailed(job) &&',
      'job.workflow !== null &&',
      base('is none where the job says'),
    ],
    [
      'New failures beside them do.',
      'const fresh = failing.filter((job) => !before.includes(job));',
      'const fresh = failing.filter((job) => !job);',
      base('hides no new one beside it'),
    ],
    [
      'What could not be collected always counts.',
      'test.collection === true ||',
      '',
      base('always counts when it could not be collected'),
    ],
    [
      'New tests that fail in a job that failed before count.',
      'if (failed.some(isNew) || unseen) return red([]);',
      'if (unseen) return red([]);',
      base('hides no new one beside it'),
    ],
    [
      'Failures beyond those that are named count.',
      'if (failed.some(isNew) || unseen) return red([]);',
      'if (failed.some(isNew)) return red([]);',
      base('counts where more failed than is named'),
    ],
    [
      'Where nothing at all is green, nothing is excused.',
      "if (failed.length === 0 && !jobs.some(({ conclusion }) => conclusion === 'success'))",
      'if (jobs.length < 0)',
      base('counts where nothing at all was green'),
    ],
  ]),
  ...rules(10, 'src/core/gate/conclude.ts', [
    [
      'Zero tests are not green.',
      'if (tests !== null && tests.passed + tests.failed === 0)',
      'if (tests !== null && tests.passed < 0)',
      base('zero tests'),
    ],
    [
      'Only skipped jobs are red in the end.',
      "if (verdict.is === 'nothing-ran')",
      "if (verdict.jobs.length < 0 && verdict.is === 'nothing-ran')",
      base('is red when every job was skipped'),
    ],
  ]),
  ...rules(10, 'src/core/gate/rerun.ts', [
    [
      'What failed on the base commit is not run again.',
      '&& !failedBefore(job, baseline),',
      ',',
      next('is not worth it for what failed on the base commit'),
    ],
    [
      'A second attempt by whomever was the rerun.',
      '&& run.attempt === 1 && run.status',
      '&& run.status',
      next('that somebody asked for already is not asked for again'),
    ],
    [
      'What a rerun cannot change is not run again.',
      'WORTH.includes(job.conclusion) && ',
      '',
      asked('is not asked for where it would fail the same way again'),
    ],
    [
      'A rerun is awaited, whatever the first attempt says.',
      'rerun.runs.includes(run.id) && run.attempt === 1',
      'rerun.runs.includes(run.id) && run.attempt < 0',
      next('is awaited, whatever the first attempt says'),
    ],
    [
      'A rerun that never begins leaves the first verdict.',
      'if (time.now - rerun.at >= time.registerTimeoutMs) return seen;',
      '',
      next('that never begins leaves the first verdict'),
    ],
  ]),
  ...rules(10, 'src/core/gate/preflight.ts', [
    [
      'The repository’s gate workflow has three attempts.',
      'export const PREFLIGHT_ATTEMPTS = 3;',
      'export const PREFLIGHT_ATTEMPTS = 4;',
      preflight('is red after three attempts, without a rerun or a look at the base'),
    ],
    [
      'They are five seconds apart.',
      'export const PREFLIGHT_PAUSE_MS = 5_000;',
      'export const PREFLIGHT_PAUSE_MS = 4_000;',
      asked('is started again after five seconds'),
    ],
  ]),
  ...rules(10, 'src/core/run/dispatch.ts', [
    [
      'Strict phases have names that have to be green on top.',
      "profile === 'strict' ? strictRequired : []",
      '[]',
      next('have to be green in a strict phase, and only there'),
    ],
    [
      'Where a push starts no workflow, those that are named are started by hand.',
      "run.identity === 'token' ? (strategy.ci.dispatch ?? []) : [];",
      '[];',
      unit('run/dispatch')('starts the workflows that are named'),
    ],
    [
      'None is started twice.',
      '!workflowRuns.some((run) => isStarted(run, file))',
      'workflowRuns.length >= 0 && file !== null',
      unit('run/dispatch')('starts nothing twice'),
    ],
  ]),
  ...rules(10, 'src/core/run/candidate.ts', [
    [
      'What failed becomes evidence for the next attempt.',
      "candidate.ci?.verdict === 'red'\n",
      "candidate.ci?.verdict === 'green'\n",
      unit('run/audit-due')('tells the next attempt why CI was red'),
    ],
    [
      'What the Auditor found becomes evidence for the next attempt.',
      "if (candidate.audit?.verdict !== 'revise') return red;",
      'if (run.seq > 0) return red;',
      unit('run/decide')('goes back with the findings when the Auditor asks for changes'),
    ],
  ]),
  ...rules(10, 'src/core/plan/preflight.ts', [
    [
      'A phase that may add a dependency is warned of: no lockfile is written.',
      'if (matcher(MANIFESTS)(entry))',
      "if (entry === '')",
      unit('plan/preflight')('no acceptance, and manifests in the scope'),
    ],
  ]),
];
