/** Section 9: the risk score. */
import { type Rule, rules, unit } from './rule.ts';

const size = unit('govern/size');

export const RISKS: readonly Rule[] = rules(9, 'src/core/govern/risk.ts', [
  ['201 changed lines are 10 points.', '[200, 10],', '[201, 10],', size('201 lines')],
  ['501 changed lines are 20 points.', '[500, 20],', '[501, 20],', size('501 lines')],
  ['1,001 changed lines are 25 points.', '[1000, 25],', '[1001, 25],', size('1,001 lines')],
  ['101 lines of net deletion are 20 points.', '[100, 20],', '[101, 20],', size('101 lines less')],
  ['201 lines of net deletion are 40 points.', '[200, 40],', '[201, 40],', size('201 lines less')],
  [
    'A critical path is 15 points, 30 at the most.',
    'Math.min(30, 15 *',
    'Math.min(45, 15 *',
    size('three'),
  ],
  [
    'A configuration or SQL is 5 points, 15 at the most.',
    'Math.min(15, 5 *',
    'Math.min(20, 5 *',
    size('four'),
  ],
  [
    'More than 50 lines without tests are 20 points.',
    'changed > 50 &&',
    'changed > 51 &&',
    size('51 lines without a test'),
  ],
  [
    'A marker of work that is left is 3 points, 10 at the most.',
    'Math.min(10, 3 * marks)',
    'Math.min(12, 3 * marks)',
    size('four markers'),
  ],
  ['The level of 25 can be reached.', 'untested ? 20 : 0,', 'untested ? 19 : 0,', size('medium')],
  ['The level of 50 is high.', 'high: 50,', 'high: 51,', size('high')],
  ['The level of 70 can be reached.', 'untested ? 20 : 0,', 'untested ? 15 : 0,', size('critical')],
  ['Risk ends at 100.', '    100,\n    points', '    1_000,\n    points', size('all of it')],
]);
