/**
 * `npm run bench:findings` judges the committed corpus, `-- --corpus FILE.jsonl` another one;
 * `-- --generate` makes the committed one again from packages below node_modules; `--out FILE.jsonl` takes results.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpusText, parseCorpus } from './case.ts';
import { generate } from './generate.ts';
import { judge, summaryOf, tableOf } from './judge.ts';

const OWN = fileURLToPath(new URL('corpus.jsonl', import.meta.url));

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    out: { type: 'string' },
    generate: { type: 'boolean' },
    misses: { type: 'boolean' },
  },
});

if (values.generate === true) await writeFile(OWN, corpusText(await generate()));
const started = performance.now();
const verdicts = judge(parseCorpus(await readFile(values.corpus ?? OWN, 'utf8')));
const ms = performance.now() - started;
if (values.out !== undefined)
  await writeFile(values.out, verdicts.map((one) => `${JSON.stringify(one)}\n`).join(''));
console.log(tableOf(verdicts));
if (values.misses === true)
  for (const { id, same, said } of verdicts)
    if (same !== said) console.log(`${said ? 'merged' : 'lost'} ${id}`);
const { pairs, kept, nearMisses, merged } = summaryOf(verdicts);
const share = ((100 * kept) / Math.max(1, pairs)).toFixed(2);
console.log(
  `\nkept ${kept} of ${pairs} (${share} %, bar 95) · merged ${merged} of ${nearMisses} near-misses (bar 0) · ${(ms / Math.max(1, verdicts.length)).toFixed(2)} ms a pair`,
);
if (kept < pairs * 0.95 || merged > 0) process.exitCode = 1;
