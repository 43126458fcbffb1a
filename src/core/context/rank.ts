import { bm25, toOne } from './bm25.ts';
import { mentionsIn } from './mentions.ts';
import { byCompany, byMessages, byRecency, type Past } from './past.ts';
import { byFolder, ofKind } from './places.ts';
import { askedOf, sayingWhat } from './query.ts';
import { namesIn } from './symbols.ts';
import { type Counts, countTerms, placeOf, type Terms } from './terms-of.ts';
import { hashOf, type Tokeniser } from './terms.ts';

export interface Known {
  readonly path: string;
  /** Of its content; null: nobody has read it. */
  readonly content: Terms | null;
  /** Of its path. */
  readonly name: Counts;
}

export interface Ranked {
  readonly path: string;
  readonly score: number;
}

const CONTENT = { k: 1.2, b: 0.75 };
const NAME = { k: 1.2, b: 0.4 };
const DEFINED = { k: 1.2, b: 0.4 };
const WEIGHTS = {
  ...{ name: 0.6, defined: 0.3, folder: 0.25, kind: 0.2, long: 0.05 },
  ...{ messages: 0.7, recency: 0.3, company: 0.4, mentioned: 2, defines: 1 },
};
/** Beyond so many terms, a file that is twice as long takes more room and is meant no more often. */
const LONG = 400;
const TOP = 6;
/** After so few commits, half of what seems to change together does so by chance. */
const FEW = 80;
/** A name that more files define stands for none of them. */
const MAX_DEFINING = 3;
const EMPTY: Counts = { ids: new Uint32Array(0), counts: new Uint16Array(0), length: 0 };

export interface Question {
  readonly text: string;
  readonly files: readonly Known[];
  /** Commits before, the newest first; none: ranked by content and path alone. */
  readonly past: readonly Past[];
}

/**
 * Files by what they have to do with a text: their content, their path and what they define (BM25), their folder,
 * the messages of commits that changed them, what is worked on, what changes together with the best of them; what
 * the text names goes first.
 * The same question has the same answer, whatever the order of the files.
 */
export function rankFiles(tokens: Tokeniser, question: Question): readonly Ranked[] {
  const { files, past } = question;
  const asked = askedOf(tokens, question.text);
  const scores = plain(asked, files);
  add(scores, toOne(bm25(asked, files.map(namesOf), DEFINED)), WEIGHTS.defined);
  add(scores, placed(tokens, asked, question), 1);
  add(scores, named(question), 1);
  if (past.length > 0) {
    add(scores, spread(files, byMessages(asked, past)), WEIGHTS.messages);
    add(scores, spread(files, byRecency(past)), WEIGHTS.recency);
    const best = inOrder(files, scores).slice(0, TOP);
    const meant = new Map(best.map(({ path, score }) => [path, score]));
    const sure = past.length / (past.length + FEW);
    add(scores, spread(files, byCompany(meant, past)), WEIGHTS.company * sure);
  }
  return inOrder(files, scores);
}

/** Content and path alone: what the rest is measured against. */
export function rankPlainly(tokens: Tokeniser, { text, files }: Question): readonly Ranked[] {
  return inOrder(files, plain(askedOf(tokens, text), files));
}

/** The terms of a path; its last part counts twice. */
export function nameTerms(tokens: Tokeniser, path: string): Counts {
  const cut = path.lastIndexOf('/') + 1;
  return countTerms(tokens, [
    [path.slice(0, cut), 1],
    [path.slice(cut), 2],
  ]);
}

function plain(asked: ReturnType<typeof askedOf>, files: readonly Known[]): Float64Array {
  const contents = files.map(({ content }) => content ?? EMPTY);
  const names = files.map(({ name }) => name);
  const scores = toOne(bm25(asked, contents, CONTENT));
  add(scores, toOne(bm25(asked, names, NAME)), WEIGHTS.name);
  return scores;
}

const namesOf = ({ content }: Known): Counts => content?.names ?? EMPTY;

/** What a file's place and length say of it. */
function placed(
  tokens: Tokeniser,
  asked: ReturnType<typeof askedOf>,
  { text, files }: Question,
): Float64Array {
  const paths = files.map(({ path }) => path);
  const isOfKind = ofKind(text);
  const scores = toOne(Float64Array.from(byFolder(tokens, asked, paths)));
  return Float64Array.from(files, ({ path, content }, index) => {
    const long = Math.log2(Math.max(1, (content?.length ?? 0) / LONG));
    const kind = isOfKind(path) ? WEIGHTS.kind : 0;
    return WEIGHTS.folder * (scores[index] ?? 0) + kind - WEIGHTS.long * long;
  });
}

/** What the text names: files by their paths, and files by what they define. */
function named({ text, files }: Question): Float64Array {
  const said = sayingWhat(text);
  const mentions = mentionsIn(
    said,
    files.map(({ path }) => path),
  );
  const scores = Float64Array.from(files, ({ path }) =>
    mentions.names(path) ? WEIGHTS.mentioned : 0,
  );
  for (const name of namesIn(said)) {
    const hash = hashOf(name);
    const defining = files.flatMap(({ content }, index) =>
      content !== null && placeOf(content.defines, hash) >= 0 ? [index] : [],
    );
    if (defining.length > MAX_DEFINING) continue;
    for (const index of defining) scores[index] = Math.max(scores[index] ?? 0, WEIGHTS.defines);
  }
  return scores;
}

const spread = (files: readonly Known[], sums: ReadonlyMap<string, number>): Float64Array =>
  toOne(Float64Array.from(files, ({ path }) => sums.get(path) ?? 0));

function add(scores: Float64Array, more: Float64Array, weight: number): void {
  for (const [index, score] of more.entries())
    scores[index] = (scores[index] ?? 0) + weight * score;
}

function inOrder(files: readonly Known[], scores: Float64Array): readonly Ranked[] {
  return files
    .map(({ path }, index) => ({ path, score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}
