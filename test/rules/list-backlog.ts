/** Section 8: the project’s backlog. */
import { type Rule, rules, unit } from './rule.ts';

const entry = unit('backlog/entry');
const update = unit('backlog/update');
const cleanup = unit('backlog/cleanup');

export const BACKLOG: readonly Rule[] = [
  ...rules(8, 'src/core/backlog/entry.ts', [
    [
      'A finding has aged at its threshold of runs.',
      'runsOf(entry).length >= ages.runs',
      'runsOf(entry).length > ages.runs',
      entry('reaches the threshold of runs, and of tiers'),
    ],
    [
      'A finding has aged at its threshold of tiers.',
      'tiersOf(entry).length >= ages.tiers',
      'tiersOf(entry).length > ages.tiers',
      entry('reaches the threshold of runs, and of tiers'),
    ],
    [
      'Age is the size of a set: a run that sees a finding twice makes it no older.',
      "...new Set(seen.map((one) => one.split('/')[0] ?? '')),",
      "...seen.map((one) => one.split('/')[0] ?? ''),",
      entry('is the size of two sets'),
    ],
    [
      'Only minor findings age.',
      "entry.severity === 'minor' &&",
      '',
      entry('is of minor findings only'),
    ],
  ]),
  ...rules(8, 'src/core/backlog/update.ts', [
    [
      'The backlog has an entry for what a run leaves behind.',
      'if (debt === undefined) fresh.push(finding);',
      '',
      update('has what the run leaves behind'),
    ],
    [
      'A finding past its threshold needs clean-up.',
      "? 'needs_cleanup' : 'open';",
      "? 'open' : 'open';",
      update('remembers every run and tier once'),
    ],
    [
      'A sighting is remembered once.',
      '...new Set([...before.seen, ...sightings(finding, ended)])',
      '...[...before.seen, ...sightings(finding, ended)]',
      update('is the same when it is done again'),
    ],
    [
      'Only what was promoted can resolve a finding.',
      "if (run.promotion !== 'promoted' || run.state !== 'DONE_SUCCESS') return false;",
      '',
      update('by no run that failed, that was merged before it had finished'),
    ],
    [
      'A finding whose evidence is gone is resolved.',
      '|| isGone(entry) ||',
      '||',
      update('when what it stands on is gone after a merge'),
    ],
    [
      'A finding that its clean-up was about is resolved when nobody raises it again.',
      'return isCleaned(entry, run, strategy) ||',
      'return',
      update('when its clean-up is complete and nobody raised it again'),
    ],
    [
      'A job that failed and is green again is resolved.',
      '|| isGreen(entry, ended);',
      ';',
      update('when its job is green in the last report'),
    ],
    [
      'A test that failed is resolved by a report that names it as passed.',
      'hasPassed?.(entry) === true ||',
      "entry.category === 'test_failure' ||",
      unit('backlog/passed-tests')('until a report says that it ran and passed'),
    ],
    [
      'Reused code and code of our own are told apart.',
      "origin: isReuse(finding) ? 'reuse' : 'greenfield',",
      "origin: 'greenfield',",
      update('tells reused code apart'),
    ],
    [
      'What people closed is left alone.',
      'if (isDismissed(debt)) continue;',
      '',
      update('leaves alone what people closed'),
    ],
    [
      'The worse severity is kept.',
      "before.severity === 'major' ? 'major' : now.severity;",
      'now.severity;',
      update('keeps the worse severity and the word of the newest run'),
    ],
    [
      'One run opens twenty issues of the backlog at the most.',
      'export const MAX_NEW = 20;',
      'export const MAX_NEW = 21;',
      update('opens twenty issues at the most'),
    ],
  ]),
  ...rules(8, 'src/core/backlog/cleanup.ts', [
    [
      'Aged findings insert a clean-up phase into the next plan, before all others.',
      'phases: [phase, ...plan.phases] },',
      'phases: plan.phases },',
      cleanup('begins with a clean-up of the files that they are in, and of nothing else'),
    ],
    [
      'The clean-up is limited to the files of its findings.',
      'scope: [...new Set(entries.flatMap(({ path }) => path ?? []))],',
      'scope: [],',
      cleanup('begins with a clean-up of the files that they are in, and of nothing else'),
    ],
    [
      'A plan gets no longer than it may be.',
      '|| plan.phases.length >= cleanup.maxPhases)',
      ')',
      cleanup('gets no longer than it may be'),
    ],
    [
      'What is safety-critical is cleaned up sooner.',
      'const own = ages[plan.safetyProfile];',
      'const own = ages.normal;',
      cleanup('is cleaned up sooner where safety is critical'),
    ],
  ]),
];
