/** `npm run mutants`: takes each guard out of a copy of the sources and shows that its test fails. */
import { inCopy, missedBecause, runTests, soundBecause } from './judge.ts';
import { MUTANTS } from './list.ts';

let failed = 0;
await inCopy(async (copy) => {
  for (const mutant of MUTANTS) {
    const { test } = mutant;
    const problem =
      soundBecause(mutant, await runTests(copy, [test.file], test.name)) ??
      (await missedBecause(copy, mutant));
    if (problem !== null) failed += 1;
    console.log(
      `${problem === null ? 'caught ' : 'MISSED '} ${mutant.name}: ${problem ?? `"${test.name}" fails`}`,
    );
  }
});
console.log(`${MUTANTS.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
