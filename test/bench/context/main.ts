/**
 * `npm run bench:context -- --repo PATH --queries FILE.jsonl --out FILE.jsonl` ranks a clone's files for given
 * queries; `--generate N` makes queries of the clone's own commits and prints how well they are answered.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rankFiles, rankPlainly } from '../../../src/core/context/rank.ts';
import { generate, parseQueries, type Query, type Result } from './cases.ts';
import { meanOf, type Score, scoreLine, scoreOf, times } from './measure.ts';
import { openRepository, type Repository } from './repository.ts';
import { tokenCounter } from './tokens.ts';

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    queries: { type: 'string' },
    out: { type: 'string' },
    generate: { type: 'string' },
    'write-queries': { type: 'string' },
  },
});

const jsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const round = (ms: number): number => Math.round(ms * 100) / 100;

interface Answered {
  readonly results: readonly Result[];
  readonly scores: { readonly ours: readonly Score[]; readonly plain: readonly Score[] };
}

async function answer(repository: Repository, queries: readonly Query[]): Promise<Answered> {
  const results: Result[] = [];
  const [ours, plain]: [Score[], Score[]] = [[], []];
  for (const { id, rev, query, truth } of queries) {
    const begun = performance.now();
    const { files, past, blobs } = await repository.at(rev);
    const indexed = performance.now();
    const question = { text: query, files, past };
    const ranked = rankFiles(repository.tokens, question);
    const done = performance.now();
    const [index_ms, query_ms] = [round(indexed - begun), round(done - indexed)];
    results.push({ id, ranked: ranked.map(({ path }) => path), index_ms, query_ms });
    if (truth === undefined) continue;
    const count = await tokenCounter(repository, blobs);
    ours.push(scoreOf(ranked, truth, await count(ranked)));
    const plainly = rankPlainly(repository.tokens, question);
    plain.push(scoreOf(plainly, truth, await count(plainly)));
  }
  return { results, scores: { ours, plain } };
}

function report({ results, scores }: Answered): string {
  const [first, ...later] = results.map(({ index_ms }) => index_ms);
  const lines = [
    `${results.length} queries over ${results.at(-1)?.ranked.length ?? 0} files`,
    `cold index ${first ?? 0} ms · update ${times(later)} · query ${times(results.map(({ query_ms }) => query_ms))}`,
    `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ];
  if (scores.ours.length > 0)
    lines.push(
      scoreLine('all signals', meanOf(scores.ours)),
      scoreLine('BM25 of content and path', meanOf(scores.plain)),
    );
  return lines.join('\n');
}

const { repo, queries: file, out, generate: number } = values;
if (repo === undefined || (file === undefined) === (number === undefined)) {
  console.error(
    'usage: npm run bench:context -- --repo PATH (--queries FILE.jsonl | --generate N) [--out FILE.jsonl] [--write-queries FILE.jsonl]',
  );
  process.exitCode = 1;
} else {
  const queries =
    file === undefined
      ? await generate(repo, Number(number))
      : parseQueries(await readFile(file, 'utf8'));
  const written = values['write-queries'];
  if (written !== undefined) await writeFile(written, jsonl(queries));
  const answered = await answer(openRepository(repo), queries);
  if (out !== undefined) await writeFile(out, jsonl(answered.results));
  console.log(report(answered));
}
