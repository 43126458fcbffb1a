/**
 * `npm run bench:edits -- --cases FILE.jsonl --out FILE.jsonl` runs given cases through the applier;
 * `npm run bench:edits -- --packages` makes its own of published packages and runs peers beside.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseCases } from './case.ts';
import { judgeAll, rows } from './judge.ts';
import { packages, syntaxLine } from './packages.ts';
import { calibrate, ours, runCases } from './run.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    out: { type: 'string' },
    packages: { type: 'boolean' },
    'write-cases': { type: 'string' },
    only: { type: 'string' },
    syntax: { type: 'boolean' },
  },
});

if (values.packages === true) {
  const only = values.only;
  const syntax = values.syntax === true;
  await packages({ writeTo: values['write-cases'] ?? null, only: only ?? null, syntax });
} else if (values.cases !== undefined) {
  const cases = parseCases(await readFile(values.cases, 'utf8'));
  const calibration = calibrate();
  runCases(cases.slice(0, 200), ours);
  const results = runCases(cases, ours);
  if (values.out !== undefined)
    await writeFile(values.out, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
  console.log(table(rows(judgeAll(cases, results))));
  if (values.syntax === true) console.log(`\n${await syntaxLine(cases)}`);
  console.log(`\ncalibration: ${calibration} ms`);
} else {
  console.error(
    'usage: npm run bench:edits -- --cases FILE.jsonl [--out FILE.jsonl] | --packages [--only SET]; --syntax',
  );
  process.exitCode = 1;
}
