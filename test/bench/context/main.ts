/**
 * `npm run bench:context -- --repo PATH --queries FILE.jsonl --out FILE.jsonl` ranks a clone's files for given
 * queries; `--generate N` makes queries of the clone's own commits and prints how well they are answered;
 * `--from-log LOG --tree FOLDER` and `--from-patches FOLDER --tree FOLDER` make a clone, of a release and what is told
 * of its changes.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rankFiles, rankPlainly, type Ranked } from '../../../src/core/context/rank.ts';
import { Sha } from '../../../src/core/ids.ts';
import { generate, parseQueries, type Query, type Result } from './cases.ts';
import { cloneFromLog } from './from-log.ts';
import { cloneFromPatches } from './from-patches.ts';
import { meanOf, type Score, scoreLine, scoreOf, times } from './measure.ts';
import { openRepository, type Repository } from './repository.ts';
import { excerpts, tokenCounter } from './tokens.ts';

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    queries: { type: 'string' },
    out: { type: 'string' },
    generate: { type: 'string' },
    'write-queries': { type: 'string' },
    'from-log': { type: 'string' },
    after: { type: 'string' },
    'from-patches': { type: 'string' },
    tree: { type: 'string' },
  },
});

const jsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const round = (ms: number): number => Math.round(ms * 100) / 100;

/** Of one query. */
interface Scores {
  readonly ours: Score;
  readonly plain: Score;
  /** If the files that are looked for stood first, the smallest at the head. */
  readonly ideal: Score;
}

interface Answered {
  readonly times: readonly Pick<Result, 'index_ms' | 'query_ms'>[];
  readonly scores: readonly Scores[];
  readonly files: number;
}

/** Hands each result on at once: together they are larger than the index. */
async function answer(
  repository: Repository,
  queries: readonly Query[],
  take: (result: Result) => Promise<void>,
): Promise<Answered> {
  const taken: Answered['times'][number][] = [];
  const scores: Scores[] = [];
  let most = 0;
  for (const { id, rev, query, truth, lines } of queries) {
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
    const shelf = [...blobs].map(([path, { sha, size }]) => ({
      ...{ path, mode: '100644', sha: Sha.parse(sha), size },
    }));
    const score = async (list: readonly Ranked[]): Promise<Score> =>
      scoreOf(list, truth, {
        ...{ files: shelf, tokensOf: await count(list), changed: lines },
        linesOf: await excerpts(repository, { blobs, query, paths: Object.keys(lines ?? {}) }),
      });
    const sizeOf = (path: string): number => blobs.get(path)?.size ?? 0;
    const ideal = truth.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    scores.push({
      ours: await score(ranked),
      plain: await score(rankPlainly(repository.tokens, question)),
      ideal: await score(ideal.map((path) => ({ path, score: 1 }))),
    });
  }
  return { times: taken, scores, files: most };
}

function table(scores: readonly Scores[]): readonly string[] {
  // What cannot be served whole says nothing of the ranking.
  const fitting = scores.filter(({ ideal }) => ideal.in32k === 1);
  const line = (name: string, of: readonly Scores[], which: keyof Scores): string =>
    scoreLine(name, meanOf(of.map((score) => score[which])));
  return [
    line('all signals', scores, 'ours'),
    line('BM25 of content and path', scores, 'plain'),
    line('what is looked for first', scores, 'ideal'),
    `${fitting.length} queries whose files fit into 32k:`,
    line('all signals', fitting, 'ours'),
    line('BM25 of content and path', fitting, 'plain'),
  ];
}

function report({ times: taken, scores, files }: Answered): string {
  const [first, ...later] = taken.map(({ index_ms }) => index_ms);
  const asked = times(taken.map(({ query_ms }) => query_ms));
  const lines = [
    `${taken.length} queries over ${files} files`,
    `cold index ${first ?? 0} ms · update ${times(later)} · query ${asked}`,
    `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ];
  if (scores.length > 0) lines.push(...table(scores));
  return lines.join('\n');
}

const USAGE = `usage: npm run bench:context -- --repo PATH (--queries FILE.jsonl | --generate N) [--out FILE.jsonl] [--write-queries FILE.jsonl]
       npm run bench:context -- --repo NEW --tree FOLDER --from-log LOG [--after SUBJECT] [--write-queries FILE.jsonl]
       npm run bench:context -- --repo NEW --tree FOLDER --from-patches FOLDER [--write-queries FILE.jsonl]`;

const { repo, queries: file, out, generate: number, tree, after } = values;
const [log, patches] = [values['from-log'], values['from-patches']];
const keep = async (queries: readonly Query[]): Promise<void> => {
  const written = values['write-queries'];
  if (written !== undefined) await writeFile(written, jsonl(queries));
};
if (repo !== undefined && tree !== undefined && log !== undefined) {
  await keep(await cloneFromLog({ log, tree, into: repo, after }));
} else if (repo !== undefined && tree !== undefined && patches !== undefined) {
  await keep(await cloneFromPatches({ patches, tree, into: repo }));
} else if (repo === undefined || (file === undefined) === (number === undefined)) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  const queries =
    file === undefined
      ? await generate(repo, Number(number))
      : parseQueries(await readFile(file, 'utf8'));
  await keep(queries);
  if (out !== undefined) await writeFile(out, '');
  const answered = await answer(openRepository(repo), queries, async (result) => {
    if (out !== undefined) await appendFile(out, jsonl([result]));
  });
  console.log(report(answered));
}
