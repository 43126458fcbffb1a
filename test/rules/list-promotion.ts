/** Section 11: clean tiers, and promotion. */
import { type Rule, rules, unit } from './rule.ts';

const clean = unit('findings/cleanliness');
const promotion = unit('run/promotion');
const movedBack = unit('run/moved-back');
const people = unit('run/people');

export const PROMOTION: readonly Rule[] = [
  ...rules(11, 'src/core/findings/cleanliness.ts', [
    [
      'A tier that hit a cap is not clean.',
      '...(hit ? [`Tier ${tier} hit a cap: ${failure.detail}`] : []),',
      '',
      clean('whose phase ended by'),
    ],
    [
      'A tier with more minor findings than it bears is not clean.',
      '...over(counts.minor, limits.minorTolerated,',
      '...over(0, limits.minorTolerated,',
      clean('is clean up to its tolerance of minor findings, and not one further'),
    ],
    [
      'A tier with a major finding is not clean.',
      '...over(counts.major, limits.majorTolerated,',
      '...over(0, limits.majorTolerated,',
      clean('tolerates no major finding, unless its ruleset does'),
    ],
    [
      'A tier is judged by its own findings.',
      'one.phases.some((phase) => phases.includes(phase))',
      'one.phases.length > 0',
      clean('is not the worse for what is fixed, dismissed, expected or in another tier'),
    ],
  ]),
  ...rules(11, 'src/core/run/unclean.ts', [
    [
      'A tier that is not clean blocks.',
      'if (because.length > 0)',
      'if (because.length < 0)',
      promotion('blocks the promotion, one finding over its tolerance'),
    ],
    [
      'Excessive debt blocks.',
      "if (debtStatus(run, strategy) !== 'excess_minor_issues') return null;",
      'if (debtStatus(run, strategy) !== undefined) return null;',
      unit('run/states')('blocks the promotion though its tiers are clean'),
    ],
  ]),
  ...rules(11, 'src/core/run/evolve.ts', [
    [
      'What succeeded may be promoted.',
      "const eligible: Run = { ...done, promotion: 'eligible' };",
      'const eligible: Run = done;',
      people('is promoted by the merge of its verified head'),
    ],
    [
      'A head that CI has not seen is verified before it may be merged.',
      'run.head === run.base.sha || isGreen(run)',
      'run.seq > 0',
      unit('run/undone-head')('is not to be merged before CI was green on that commit'),
    ],
    [
      'A merge is written down once.',
      "event.type === 'run-promoted' ? run.promotion !== 'promoted' : waits;",
      'waits || run.seq > 0;',
      unit('run/states')('a second merge'),
    ],
  ]),
  ...rules(11, 'src/core/run/evolve-phase.ts', [
    [
      'Every new head after success is verified again.',
      "return run.rules === 2 ? 'verifying' : 'blocked';",
      'return run.promotion;',
      promotion('is verified again: the Auditor is asked about it'),
    ],
  ]),
  ...rules(11, 'src/core/run/evolve-recovery.ts', [
    [
      'The promotion is bound to the head that was verified.',
      '|| head !== run.head)\n',
      ')\n',
      unit('run/states')('a verification of another head'),
    ],
    [
      'Nothing is blocked that did not succeed.',
      "if (run.state !== 'DONE_SUCCESS') throw",
      'if (run.seq < 0) throw',
      unit('run/states')('a blocked promotion of a run at work'),
    ],
  ]),
  ...rules(11, 'src/core/run/promotion.ts', [
    [
      'A branch that was moved back after success promises nothing.',
      "if (branch.is === 'moved-back' && run.promotion === 'eligible') {",
      "if (run.seq < 0 && branch.is === 'moved-back') {",
      movedBack(
        'promises nothing while it is somewhere else, and the same as before once it is back',
      ),
    ],
    [
      'A replica that lags moves nothing back.',
      'if (now < run.updatedAt + LAG_MS) return [];',
      '',
      movedBack('is not believed of a replica that lags'),
    ],
    [
      'A new head is promoted when CI is green on it and the Auditor approves.',
      "if (judged.green && judged.audit === 'approve')",
      'if (judged.green)',
      promotion('is blocked with CI'),
    ],
    [
      'A run that succeeded does not fail afterwards.',
      "event.type === 'run-failed'\n",
      'event.at < 0\n',
      promotion('never makes a run that succeeded fail'),
    ],
    [
      'A closed pull request ends the promotion.',
      "if (pull?.state === 'closed') return record({ type: 'promotion-closed', at: now });",
      '',
      people('that is closed without a merge is left alone'),
    ],
    [
      'A base that conflicts blocks at once.',
      "if (run.promotion === 'eligible' && pull.mergeable === 'no')",
      'if (run.seq < 0)',
      promotion('blocks the promotion at once'),
    ],
    [
      'It blocks no longer than it conflicts.',
      "return solved && pull.mergeable === 'yes' &&",
      "return !solved && pull.mergeable === 'yes' &&",
      promotion('and no longer than it does'),
    ],
    [
      'A base that moved is merged in, once for each of its commits.',
      'base !== asked && times',
      'times',
      promotion('is merged in before the merge, once for each of its commits'),
    ],
    [
      'It is merged in three times at the most.',
      'const MAX_BASE_MERGES = 3;',
      'const MAX_BASE_MERGES = 4;',
      promotion('is not chased for ever'),
    ],
    [
      'Nothing merges by itself onto a base that the head was not verified with.',
      ' || newerBase(run, seen) !== null',
      '',
      unit('run/unverified-base')('nor after three merges, when it has moved once more'),
    ],
    [
      'Nothing merges by itself unless the default branch says so.',
      'strategy.promotion?.autoMerge !== true ||',
      '',
      promotion('without the setting'),
    ],
    [
      'Nothing merges by itself with a high-risk phase.',
      '=> highRisk || !autoApply)',
      '=> highRisk === null || !autoApply)',
      promotion('with a high-risk phase'),
    ],
    [
      'Nothing merges by itself with a phase without auto-apply.',
      '=> highRisk || !autoApply)',
      '=> highRisk || autoApply === null)',
      promotion('without auto-apply'),
    ],
    [
      'Nothing merges by itself in a safety-critical run.',
      "&& strategy.safetyProfile === 'normal'\n",
      '\n',
      promotion('in a safety-critical run'),
    ],
    [
      'Nothing merges by itself where a person pushed.',
      'run.people.length === 0 &&',
      '',
      promotion('is left to a person where one pushed'),
    ],
    [
      'Nothing merges by itself while a finding is open.',
      '&& openFindings(run, strategy).length === 0;',
      ';',
      unit('run/states')('is left to a person while a finding is open'),
    ],
    [
      'A draft is not merged.',
      '!pull.draft && pull.head === run.head && pull.mergeable',
      'pull.head === run.head && pull.mergeable',
      promotion(
        'is left to a person where one pushed, or the pull request is no more than a draft',
      ),
    ],
    [
      'GitHub is asked once for each head.',
      '|| run.mergeAsked === run.head ||',
      '||',
      promotion('is asked for once, for the verified head'),
    ],
    [
      'After the merge the issue is closed.',
      "if (run.state === 'DONE_SUCCESS' && seen.issueOpen && isLast) return [{ do: 'close-issue' }];",
      '',
      people('is promoted by the merge of its verified head, and closes its issue once'),
    ],
    [
      'After the merge the branch is deleted where that is wanted.',
      'strategy.promotion?.deleteBranch === true && isThere',
      'strategy.promotion?.deleteBranch === null && isThere',
      promotion('takes the branch away afterwards where that is wanted'),
    ],
  ]),
  ...rules(11, 'src/core/run/decide.ts', [
    [
      'While a new head is verified, its audit goes on.',
      "if (run.promotion === 'verifying')\n",
      'if (run.seq < 0)\n',
      promotion('is verified again: the Auditor is asked about it'),
    ],
  ]),
  ...rules(11, 'src/core/report/checks.ts', [
    [
      'The check of a run is open while a head is verified.',
      "if (run.state === 'DONE_SUCCESS' && run.promotion === 'verifying')",
      'if (run.seq < 0)',
      unit('report/checks')('are never a success on a head that nobody verified'),
    ],
    [
      'The check of a run is a success where it may be promoted, and nowhere else.',
      "promotion === 'eligible' || promotion === 'promoted' ? 'success' : 'failure'",
      "promotion.length > 0 ? 'success' : 'failure'",
      unit('report/checks')(
        'take the promotion back when the pull request is closed without a merge',
      ),
    ],
  ]),
];
