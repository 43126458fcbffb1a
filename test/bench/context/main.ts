/**
 * `npm run bench:context -- --repo PATH --queries FILE.jsonl --out FILE.jsonl` ranks a clone's files for given
 * queries; `--generate N` makes queries of the clone's own commits and prints how well they are answered;
 * `--from-log LOG --tree FOLDER` and `--from-patches FOLDER --tree FOLDER` make a clone, of a release and what is told
 * of its changes.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { processEnv } from '../../../src/env.ts';
import { rankFiles } from '../../../src/core/context/rank.ts';
import { generate, parseQueries, type Query, type Result } from './cases.ts';
import { cloneFromLog } from './from-log.ts';
import { cloneFromPatches } from './from-patches.ts';
import { times } from './measure.ts';
import type { Locate } from './locator.ts';
import { openRepository, type Repository } from './repository.ts';
import { type Scores, scoresOf, table } from './scores.ts';

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
    locate: { type: 'string' },
  },
});

const jsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const round = (ms: number): number => Math.round(ms * 100) / 100;

interface Answered {
  readonly times: readonly Pick<Result, 'index_ms' | 'query_ms'>[];
  readonly scores: readonly Scores[];
  readonly files: number;
}

/** Hands each result on at once: together they are larger than the index. */
async function answer(
  repository: Repository,
  queries: readonly Query[],
  {
    locate,
    take,
  }: { readonly locate: Locate | null; readonly take: (result: Result) => Promise<void> },
): Promise<Answered> {
  const taken: Answered['times'][number][] = [];
  const scores: Scores[] = [];
  let most = 0;
  for (const one of queries) {
    const { id, rev, query, truth } = one;
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
    scores.push(await scoresOf(repository, { query: one, truth, question, ranked, blobs }, locate));
  }
  return { times: taken, scores, files: most };
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

/** Loaded where it is asked for: the client takes memory that is measured here. */
async function locator(model: string, repository: Repository): Promise<Locate> {
  const { locateBy } = await import('./locator.ts');
  return locateBy(model, repository);
}

const USAGE = `usage: npm run bench:context -- --repo PATH (--queries FILE.jsonl | --generate N) [--out FILE.jsonl] [--write-queries FILE.jsonl] [--locate MODEL]
       npm run bench:context -- --repo NEW --tree FOLDER --from-log LOG [--after SUBJECT] [--write-queries FILE.jsonl]
       npm run bench:context -- --repo NEW --tree FOLDER --from-patches FOLDER [--write-queries FILE.jsonl]`;

const { repo, queries: file, out, generate: number, tree, after, locate: model } = values;
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
} else if (model !== undefined && processEnv()['OPENAI_API_KEY'] === undefined) {
  console.error('--locate asks a model: set OPENAI_API_KEY.');
  process.exitCode = 1;
} else {
  const queries =
    file === undefined
      ? await generate(repo, Number(number))
      : parseQueries(await readFile(file, 'utf8'));
  await keep(queries);
  if (out !== undefined) await writeFile(out, '');
  const repository = openRepository(repo);
  const locate = model === undefined ? null : await locator(model, repository);
  const answered = await answer(repository, queries, {
    locate,
    take: async (result) => {
      if (out !== undefined) await appendFile(out, jsonl([result]));
    },
  });
  console.log(report(answered));
}
