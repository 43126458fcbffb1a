/** Section 9: syntax, size, symbols and attribution. */
import { type Rule, rules, unit } from './rule.ts';

const govern = unit('govern/govern');
const size = unit('govern/size');
const licence = unit('planning/attribution');

export const CONTENTS: readonly Rule[] = [
  ...rules(9, 'src/core/govern/syntax.ts', [
    [
      'Conflict markers are refused.',
      "if (CONFLICT.test(after) && !CONFLICT.test(before ?? ''))",
      "if (after === ' ')",
      govern('our marker'),
    ],
    [
      'JSON has to be JSON.',
      "return { why: 'is not valid JSON' };",
      'return null;',
      govern('JSON in capitals'),
    ],
    [
      'YAML has to be YAML.',
      'if (error === undefined) return null;\n',
      'if (error === undefined || text.length > 0) return null;\n',
      govern('YAML with tabs'),
    ],
    [
      'No file has more syntax errors than before.',
      'if (after.errors <= had) return',
      'if (after.errors >= had) return',
      unit('govern/parsed')('has no more syntax errors than before'),
    ],
  ]),
  ...rules(9, 'src/core/govern/size.ts', [
    ['At most 100 files change.', 'files: 100,', 'files: 101,', size('101 files')],
    [
      'At most 500,000 characters are written.',
      'bytes: 500_000,',
      'bytes: 500_001,',
      size('500,001 characters'),
    ],
    [
      'More than 100 lines of net deletion are a warning.',
      'netDeletionWarn: 100,',
      'netDeletionWarn: 101,',
      size('101 more lines removed than added'),
    ],
    [
      'More than 200 lines of net deletion are major.',
      'netDeletionMajor: 200,',
      'netDeletionMajor: 2_000,',
      unit('govern/net-deletion')('is major from 201 lines on'),
    ],
    [
      'A file does not lose more than 60 % of its lines unless the phase names it.',
      'shrinkShare: 0.6,',
      'shrinkShare: 0.7,',
      size('more than 60 % of 20 lines lost'),
    ],
    [
      'A file that the phase names may shrink.',
      'scope.includes(path) || deliverables.includes(path)',
      'scope.includes(path)',
      size('a deliverable'),
    ],
    [
      'A file that grows more than three times is a warning.',
      'growthTimes: 3,',
      'growthTimes: 4,',
      size('99 lines to 300'),
    ],
  ]),
  ...rules(9, 'src/core/govern/symbols.ts', [
    [
      'A file does not lose more than 30 % of its names unseen.',
      'share: 0.3 }',
      'share: 0.4 }',
      size('4 of 10 swallowed'),
    ],
    [
      'Names that are lost on purpose are a warning.',
      "return warning('symbols', told.join('; '));",
      "return ruling('symbols', []);",
      size('4 of 10 lost'),
    ],
  ]),
  ...rules(9, 'src/core/planning/attribution.ts', [
    [
      'NOTICE names source, commit and licence.',
      '...missing(NOTICE, [url, commit, license]),',
      '',
      licence('is missed piece by piece'),
    ],
    [
      'NOTICE holds the licence text.',
      '...texts.map((licence)',
      '...texts.slice(texts.length).map((licence)',
      licence('is missed piece by piece'),
    ],
    [
      'The README gives credit.',
      '...missing(README, [url, license]),',
      '',
      licence('is missed piece by piece'),
    ],
  ]),
];
