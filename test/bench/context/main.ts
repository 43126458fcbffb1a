/**
 * `npm run bench:context -- --repo PATH --queries FILE.jsonl --out FILE.jsonl` ranks a clone's files for given
 * queries; `--generate N` makes queries of the clone's own commits and prints how well they are answered;
 * `--from-log LOG --tree FOLDER` makes the clone first, of a release and its change log.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rankFiles, rankPlainly } from '../../../src/core/context/rank.ts';
import { generate, parseQueries, type Query, type Result } from './cases.ts';
import { cloneFromLog } from './from-log.ts';
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
    'from-log': { type: 'string' },
    tree: { type: 'string' },
  },
});

const jsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const round = (ms: number): number => Math.round(ms * 100) / 100;

interface Answered {
  readonly times: readonly Pick<Result, 'index_ms' | 'query_ms'>[];
  readonly scores: { readonly ours: readonly Score[]; readonly plain: readonly Score[] };
  readonly files: number;
}

/** Hands each result on at once: together they are larger than the index. */
async function answer(
  repository: Repository,
  queries: readonly Query[],
  take: (result: Result) => Promise<void>,
): Promise<Answered> {
  const taken: Answered['times'][number][] = [];
  const [ours, plain]: [Score[], Score[]] = [[], []];
  let most = 0;
  for (const { id, rev, query, truth } of queries) {
    const begun = performance.now();
    const { files, past, blobs } = await repository.at(rev);
    const indexed = performance.now();
    const question = { text: query, files, past };
    const ranked = rankFiles(repository.tokens, question);
    const done = performance.now();
    const [index_ms, query_ms] = [round(indexed - begun), round(done - indexed)];
    await take({ id, ranked: ranked.map(({ path }) => path), index_ms, query_ms });
    taken.push({ index_ms, query_ms });
    most = Math.max(most, files.length);
    if (truth === undefined) continue;
    const count = await tokenCounter(repository, blobs);
    ours.push(scoreOf(ranked, truth, await count(ranked)));
    const plainly = rankPlainly(repository.tokens, question);
    plain.push(scoreOf(plainly, truth, await count(plainly)));
  }
  return { times: taken, scores: { ours, plain }, files: most };
}

function report({ times: taken, scores, files }: Answered): string {
  const [first, ...later] = taken.map(({ index_ms }) => index_ms);
  const asked = times(taken.map(({ query_ms }) => query_ms));
  const lines = [
    `${taken.length} queries over ${files} files`,
    `cold index ${first ?? 0} ms · update ${times(later)} · query ${asked}`,
    `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ];
  if (scores.ours.length > 0)
    lines.push(
      scoreLine('all signals', meanOf(scores.ours)),
      scoreLine('BM25 of content and path', meanOf(scores.plain)),
    );
  return lines.join('\n');
}

const { repo, queries: file, out, generate: number, tree } = values;
const log = values['from-log'];
if (repo !== undefined && log !== undefined && tree !== undefined) {
  await cloneFromLog(log, tree, repo);
} else if (repo === undefined || (file === undefined) === (number === undefined)) {
  console.error(
    'usage: npm run bench:context -- --repo PATH (--queries FILE.jsonl | --generate N | --from-log LOG --tree FOLDER) [--out FILE.jsonl] [--write-queries FILE.jsonl]',
  );
  process.exitCode = 1;
} else {
  const queries =
    file === undefined
      ? await generate(repo, Number(number))
      : parseQueries(await readFile(file, 'utf8'));
  const written = values['write-queries'];
  if (written !== undefined) await writeFile(written, jsonl(queries));
  if (out !== undefined) await writeFile(out, '');
  const answered = await answer(openRepository(repo), queries, async (result) => {
    if (out !== undefined) await appendFile(out, jsonl([result]));
  });
  console.log(report(answered));
}
