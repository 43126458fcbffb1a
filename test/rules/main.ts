/** `npm run rules [-- --only TEXT]`: switches each rule of v7 off in a copy of the sources; its test has to fail. */
import { parseArgs } from 'node:util';
import { inCopy, missedBecause, runTests, soundBecause, type Tests } from '../mutants/judge.ts';
import { RULES } from './list.ts';
import type { Rule } from './rule.ts';

/** Copies that are worked in side by side. */
const COPIES = 2;

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const wanted = RULES.filter(({ rule, section, file, test }) =>
  `${section} ${rule} ${file} ${test.file}`.toLowerCase().includes(only?.toLowerCase() ?? ''),
);
const files = [...new Set(wanted.map(({ test }) => test.file))];
const before = await inCopy((copy) => runTests(copy, files));
for (const file of before.unread) console.log(`${file} cannot be loaded`);

const queue = [...wanted];
let missed = 0;
await Promise.all(Array.from({ length: COPIES }, () => inCopy((copy) => work(copy, before))));
console.log(`${wanted.length - missed} caught, ${missed} missed`);
if (missed > 0) process.exitCode = 1;

async function work(copy: string, unmutated: Tests): Promise<void> {
  for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
    const problem = soundBecause(rule, unmutated) ?? (await missedBecause(copy, rule));
    if (problem !== null) missed += 1;
    console.log(line(rule, problem));
  }
}

function line({ section, rule, file, test }: Rule, problem: string | null): string {
  const said = problem ?? `"${test.name}" fails`;
  return `${problem === null ? 'caught' : 'MISSED'}  §${section} ${rule}\n        ${file}: ${said}`;
}
