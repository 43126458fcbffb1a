/** `npm run e2e:replay -- PACKAGE FROM TO`: a real difference between two published versions, built as a run. */
import { replay } from './run.ts';
import { readFiles, unpack } from './versions.ts';

const [name, from, to] = process.argv.slice(2);
if (name === undefined || from === undefined || to === undefined) {
  console.error(
    'usage: npm run e2e:replay -- PACKAGE FROM TO   (for example: picocolors 1.0.0 1.1.1)',
  );
  process.exit(1);
}

const before = await readFiles(await unpack(name, from));
const after = await readFiles(await unpack(name, to));
console.log(`${name} ${from} → ${to}: ${before.size} files before, ${after.size} after`);
const done = await replay(before, after, (comments) => console.log(comments.at(-1)));
for (const phase of done.phases)
  console.log(`${phase.id}: ${phase.state} after ${phase.attempt} attempts`);
const same = done.tree === done.expected;
const refused = done.refused === done.expectedRefusals;
console.log(`run: ${done.state}`);
console.log(`refused answers: ${done.refused} of ${done.expectedRefusals}`);
console.log(`tree after the merge: ${same ? 'equal to the newer version' : 'DIFFERENT'}`);
const passed = same && refused && done.state === 'DONE_SUCCESS';
console.log(passed ? '1 passed, 0 failed' : '0 passed, 1 failed');
if (!passed) process.exitCode = 1;
