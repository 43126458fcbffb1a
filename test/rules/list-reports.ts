/** Sections 15 to 17: artefacts, the incident pack, and lessons. */
import { type Rule, rules, unit } from './rule.ts';

const counts = unit('run/evolve-counts');
const incident = unit('artefacts/incident');
const render = unit('artefacts/render');
const projection = unit('projection/projection');
const due = unit('artefacts/due');
const replan = unit('agents/planner');

export const REPORT_RULES: readonly Rule[] = [
  ...rules(15, 'src/core/run/decide.ts', [
    [
      'The artefacts are written after every end.',
      "run.artefacts === undefined ? [{ do: 'record-artefacts' }] : [];",
      '[];',
      due('are due when a run ends with'),
    ],
  ]),
  ...rules(15, 'src/core/artefacts/budget.ts', [
    [
      'Budgets are warned of at 0.75.',
      'const WARNING = 0.75;',
      'const WARNING = 0.8;',
      unit('artefacts/levels')('is a warning from 75 % on'),
    ],
    [
      'Budgets are critical at 0.90.',
      'const CRITICAL = 0.9;',
      'const CRITICAL = 0.95;',
      unit('artefacts/levels')('is critical from 90 % on'),
    ],
  ]),
  ...rules(15, 'src/core/artefacts/budget.ts', [
    [
      'A tier’s CI runs are one of its caps, and named when they end the run.',
      "row(tier.id, 'ci_runs', ciRunsIn(run, tier.id), now.ciRunCap),",
      '',
      incident('names the tier whose CI runs were used up'),
    ],
  ]),
  ...rules(15, 'src/core/projection/tiers.ts', [
    [
      'Reports say which tiers block the promotion.',
      "promotion_blocked: cleanliness === 'not_clean' || state === 'FAILED',",
      'promotion_blocked: false,',
      projection('say which tiers are not clean, and block'),
    ],
  ]),
  ...rules(15, 'src/core/projection/backlog.ts', [
    [
      'Reports count the backlog by sets of runs.',
      'runs: new Set(seen.map(({ run }) => run)).size,',
      'runs: 1,',
      projection('count the backlog by sets of runs and tiers, and by occurrences'),
    ],
    [
      'Reports count the backlog by sets of tiers.',
      'tiers: new Set(seen.flatMap(({ tiers }) => tiers)).size,',
      'tiers: 1,',
      projection('count the backlog by sets of runs and tiers, and by occurrences'),
    ],
    [
      'Reports count the backlog by occurrences.',
      'occurrences: seen.reduce((sum, { finding }) => sum + finding.phases.length, 0),',
      'occurrences: 1,',
      projection('count the backlog by sets of runs and tiers, and by occurrences'),
    ],
  ]),
  ...rules(15, 'src/core/projection/budget.ts', [
    [
      'Reports name the tier that a budget ended in.',
      'responsible_tier: tier,',
      "responsible_tier: 'none',",
      projection('say of runs that a cap ended where the budget went'),
    ],
    [
      'Reports name the kind of work that spent most there.',
      'dominant_slice: slice.name,',
      "dominant_slice: 'none',",
      projection('say of runs that a cap ended where the budget went'),
    ],
    [
      'Reports say whether the Auditor helped.',
      'helped: fixed > 0 || repaired,',
      'helped: false,',
      projection('say that the Auditor helped where a later head was free of what it found'),
    ],
  ]),
  ...rules(15, 'src/core/artefacts/names.ts', [
    [
      'Names of a plan cannot leave the folder.',
      "id.replace(/[^A-Za-z0-9._-]/g, '_')",
      'id',
      render('cannot leave the folder'),
    ],
  ]),
  ...rules(16, 'src/core/artefacts/incident.ts', [
    ...(
      [
        ['summary.md', 'A summary: state, reason, phase and tier, and what was tried.'],
        ['strategy.json', 'The frozen strategy.'],
        ['journal.jsonl', 'The journal of every event.'],
        ['calls.json', 'Each call with model, prompt hash, tokens and stop reason.'],
        ['findings.json', 'The findings.'],
        ['backlog.json', 'What the project has to remember.'],
        ['environment.json', 'Where the run was at work, and with which models.'],
        ['budget.json', 'The budget, and which cap fired.'],
        ['ci.json', 'CI: baseline, current and difference.'],
        ['snapshot.json', 'The last good snapshot.'],
        ['reproduce.sh', 'Commands to reproduce.'],
      ] as const
    ).map(
      ([name, what]) =>
        [
          `In every incident pack: ${what}`,
          `['${name}',`,
          `['gone',`,
          incident('is complete when a run ends with'),
        ] as const,
    ),
    [
      'The index has no times.',
      'run_id: run.runId,',
      'run_id: run.runId,\n    at: run.updatedAt,',
      incident('has an index that fits its files, without times'),
    ],
    [
      'Next actions to choose from.',
      '.map((choice) => `- ${choice}`)',
      '.slice(99)',
      incident('is complete when a run ends with'),
    ],
    [
      'There is no pack where nothing failed.',
      'if (last < 0) return new Map();',
      '',
      incident('is empty where nothing failed'),
    ],
  ]),
  ...rules(16, 'src/core/artefacts/tries.ts', [
    [
      'In every incident pack: Each attempt with what was asked, pushed and said.',
      "['attempts.json',",
      "['gone',",
      incident('is complete when a run ends with'),
    ],
    [
      'Each attempt has its diff, or the edits that were refused.',
      '.flatMap((one) => textsOf(one))',
      '.flatMap((one) => textsOf(one).slice(1))',
      incident('has the diff of each try'),
    ],
  ]),
  ...rules(16, 'src/engine/apply.ts', [
    [
      'What is kept of edits is redacted and clamped.',
      'clamp(pass.ports.redact(text), KEPT_CHARS)',
      'text.slice(0, KEPT_CHARS)',
      unit('artefacts/kept-edits')('has the diff of what was pushed, without secrets'),
    ],
  ]),
  ...rules(17, 'src/core/planning/replan.ts', [
    [
      'What a phase is judged by is frozen: no replan moves its goal.',
      'if (goalHash(parsed.data) !== wanted)',
      "if (wanted === '')",
      replan('a criterion less'),
    ],
    [
      'Scope and deliverables are part of what is frozen.',
      'canonicalJson({ acceptance, scope, deliverables })',
      'canonicalJson({ acceptance })',
      replan('a wider scope'),
    ],
  ]),
  ...rules(17, 'src/core/run/evolve-call.ts', [
    [
      'An attempt is counted before its call: a process that dies in it has spent it.',
      '{ ...phase, attempt: event.attempt }',
      '{ ...phase }',
      counts('is the attempt whose answer was lost, and not the one that was declined'),
    ],
  ]),
];
