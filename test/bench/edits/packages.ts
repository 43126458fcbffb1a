/** Cases of published packages, in two sets: the applier is tuned on one and measured on the other. */
import { writeFile } from 'node:fs/promises';
import { changesOf, HELD_OUT, type Pair, TUNING } from './changes.ts';
import type { Case } from './case.ts';
import { casesOf } from './generate.ts';
import { judgeAll, type Judged, row, rows } from './judge.ts';
import { runPeers } from './peers.ts';
import { calibrate, ours, runCases, timeSyntax } from './run.ts';
import { table } from './table.ts';

const MAX_FILES = 12;

interface Asked {
  /** Writes the cases of each set to this path with the set's name before it. */
  readonly writeTo: string | null;
  /** One set only. */
  readonly only: string | null;
  /** Times the syntax check as well. */
  readonly syntax: boolean;
}

export async function packages({ writeTo, only, syntax }: Asked): Promise<void> {
  const sets = { tuning: TUNING, 'held-out': HELD_OUT };
  const calibration = calibrate();
  for (const [name, pairs] of Object.entries(sets)) {
    if (only !== null && only !== name) continue;
    const cases = await generate(pairs);
    if (writeTo !== null)
      await writeFile(
        writeTo.replace(/([^/]*)$/, `${name}-$1`),
        cases.map((one) => `${JSON.stringify(one)}\n`).join(''),
      );
    runCases(cases.slice(0, 200), ours);
    const judged = judgeAll(cases, runCases(cases, ours));
    console.log(`\n# ${name}: ${cases.length} cases of ${pairs.length} packages\n`);
    console.log(table(rows(judged)));
    console.log(`\n${summary(judged)}`);
    if (syntax) console.log(await syntaxLine(cases));
    console.log(`\n## peers on ${name}\n\n${runPeers(cases)}`);
  }
  console.log(`\ncalibration: ${calibration} ms`);
}

/** Applying, and parsing both sides of every changed file whose language is known. */
export async function syntaxLine(cases: readonly Case[]): Promise<string> {
  const times = await timeSyntax(cases);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
  return `with syntax check: median ${at(0.5)} ms (bar 5), p95 ${at(0.95)} ms, of ${times.length} applied and parsed`;
}

async function generate(pairs: readonly Pair[]): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const pair of pairs) {
    const changes = (await changesOf(pair)).slice(0, MAX_FILES);
    cases.push(...casesOf(pair[0], changes));
  }
  return cases;
}

function summary(judged: readonly Judged[]): string {
  const all = row('all', 'ALL', judged);
  const share = (part: number, of: number): string => ((100 * part) / Math.max(1, of)).toFixed(2);
  return [
    `must-apply exact ${share(all.applied, all.mustApply)} % (bar 97)`,
    `must-refuse held ${share(all.held, all.mustRefuse)} % (bar 100)`,
    `silently wrong ${all.count.wrong} semantic (bar 0), ${all.count.blanks} white space`,
    `half-applied ${all.count.half} (bar 0)`,
    `median ${all.median} ms (bar 1), p95 ${all.p95} ms`,
  ].join(' · ');
}
