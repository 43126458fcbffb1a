/** Section 10: a base that turned red while a run was at work. */
import { type Rule, rules, unit } from './rule.ts';

export const RED_BASES: readonly Rule[] = [
  ...rules(10, 'src/core/run/red-base.ts', [
    [
      'Where only a base that turned red is at fault, no attempt is spent.',
      'const words = ci?.base?.whole === true ?',
      'const words = ci?.base?.jobs.length === 0 ?',
      unit('engine/red-base')('spends nothing on it'),
    ],
    [
      'A run that only the base holds goes on when the branch has a new head.',
      'candidate?.ci?.base !== undefined',
      'candidate !== undefined',
      unit('engine/red-base')('goes on by itself when the branch holds the mended base'),
    ],
    [
      'A mended base is merged in, and the run goes on.',
      'base !== undefined && base !== asked && may && times < MAX_MERGES',
      'base !== undefined && base === asked && may && times < MAX_MERGES',
      unit('engine/red-base')('gets the base by itself once that is green'),
    ],
  ]),
  ...rules(10, 'src/engine/red-base.ts', [
    [
      'A base is mended when all is green that was red.',
      'red.jobs.every(isGreen) ? now : null',
      'red.jobs.length > 0 ? now : null',
      unit('engine/red-base')('gets the base by itself once that is green'),
    ],
    [
      'A base is blamed only for what fails on it.',
      'names.filter((name) => red.includes(name))',
      'names',
      unit('engine/red-base')('is not blamed for what the work broke'),
    ],
    [
      'Where CI ran on the branch alone, a red base holds nothing.',
      "job.event === 'pull_request' && jobs.includes(jobName(job))",
      'jobs.includes(jobName(job))',
      unit('engine/red-base')('is only told of where CI ran on the branch alone'),
    ],
  ]),
];
