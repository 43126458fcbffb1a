/**
 * `npm run e2e:kill`: a small run, the four-phase demo, and a phase in a large repository, killed after every write to GitHub and in
 * every model call.
 */
import { parseArgs } from 'node:util';
import { exampleRepository } from '../demo/files.ts';
import { DEMO_SCRIPT } from '../demo/script.ts';
import { type Aftermath, type KillCase, killAndResume, type KillPoint } from '../support/kill.ts';
import { LARGE_PLAN, LARGE_SCRIPT, largeShop } from '../support/large-shop.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

const { values } = parseArgs({
  options: { every: { type: 'string', default: '1' }, only: { type: 'string' } },
});
const every = Number(values.every);

const { files, plan } = await exampleRepository();
await killEverywhere('a small run', { files: TINY_FILES, plan: TINY_PLAN, script: TINY_SCRIPT });
await killEverywhere('the demo', { files, plan, script: DEMO_SCRIPT });
// Where a model is asked about files first.
await killEverywhere('a large repository', {
  ...{ files: largeShop(), plan: LARGE_PLAN, script: LARGE_SCRIPT },
});

async function killEverywhere(name: string, which: KillCase): Promise<void> {
  if (values.only !== undefined && !name.includes(values.only)) return;
  const whole = await killAndResume(which, null);
  console.log(
    `${name}, uninterrupted: ${whole.state}, ${whole.writes} writes, ${whole.calls} model calls, tree ${whole.tree.slice(0, 7)}`,
  );
  const points: KillPoint[] = [];
  for (let n = 1; n <= whole.writes; n += every) points.push({ after: 'write', n });
  for (let n = 1; n <= whole.calls; n += every) points.push({ after: 'call', n });
  let failed = 0;
  for (const point of points) {
    const problems = problemsOf(await killAndResume(which, point), whole);
    if (problems.length > 0) failed += 1;
    console.log(
      `${point?.after} ${point?.n}: ${problems.length === 0 ? 'same end' : problems.join('; ')}`,
    );
  }
  console.log(`${points.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function problemsOf(seen: Aftermath, whole: Aftermath): readonly string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [seen.killed, 'was not killed'],
    [seen.state === 'DONE_SUCCESS', `ended ${seen.state}`],
    [seen.tree === whole.tree, `tree ${seen.tree.slice(0, 7)}`],
    [seen.pulls === 1, `${seen.pulls} pull requests`],
    [seen.statusComments === 1, `${seen.statusComments} status comments`],
    [seen.oddReviews.length === 0, `reviews of ${seen.oddReviews.join(', ')}`],
    [
      seen.kept + seen.lost === seen.holds,
      `${seen.holds} holds, ${seen.kept} kept, ${seen.lost} lost`,
    ],
    [seen.calls <= seen.holds, `${seen.calls} calls for ${seen.holds} holds`],
  ];
  return checks.filter(([fine]) => !fine).map(([, problem]) => problem);
}
