import { type Asked, bm25, toOne, worthOf } from './bm25.ts';
import { mentionsIn } from './mentions.ts';
import { byCompany, byLastChange, byMessages, byRecency, type Past } from './past.ts';
import { byFolder, byHeading, byStem, ofKind } from './places.ts';
import { askedOf, askingWith, meantBy, sayingWhat } from './query.ts';
import { namesIn } from './symbols.ts';
import { type Counts, countTerms, placeOf, type Terms } from './terms-of.ts';
import { hashOf, type Tokeniser } from './terms.ts';
import { together, wantedOf } from './together.ts';

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
  ...{ content: 0.6, name: 0.7, defined: 0.5, piece: 1.1, pairs: 0.6 },
  ...{ folder: 0.25, heading: 0.9, stem: 0.8, kind: 0.2, mentioned: 2, defines: 1 },
  ...{ messages: 1.2, recency: 0.6, last: 1.2, company: 1.2 },
};
/** What the name counts beside the content where nothing else does. */
const PLAIN_NAME = 0.6;
/** So many of the best by content and path are read as texts, word after word. */
const LOOKED_INTO = 400;
const TOP = 6;
/** After so few commits, half of what seems to go on, or to change together, does so by chance. */
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
 * Files by what they have to do with a text: their content, their path and what they define (BM25), the piece of
 * them that has the most of it, their folder, the messages of commits that changed them, what is worked on, what
 * changes together with the best of them; what the text names goes first.
 * The same question has the same answer, whatever the order of the files.
 */
export function rankFiles(tokens: Tokeniser, question: Question): readonly Ranked[] {
  const { files, past } = question;
  const asked = meantBy(tokens, askedOf(tokens, question.text));
  const scores = byWords(tokens, asked, question);
  add(scores, placed(tokens, asked, question), 1);
  add(scores, named(question), 1);
  if (past.length > 0) {
    add(scores, spread(files, byMessages(asked, past)), WEIGHTS.messages);
    add(scores, spread(files, byRecency(past)), WEIGHTS.recency);
    const sure = past.length / (past.length + FEW);
    add(scores, spread(files, byLastChange(past)), WEIGHTS.last * sure);
    const best = inOrder(files, scores).slice(0, TOP);
    const meant = new Map(best.map(({ path, score }) => [path, score]));
    add(scores, spread(files, byCompany(meant, past)), WEIGHTS.company * sure);
  }
  return inOrder(files, scores);
}

/** Content and path alone: what the rest is measured against. */
export function rankPlainly(tokens: Tokeniser, { text, files }: Question): readonly Ranked[] {
  const asked = askedOf(tokens, text);
  const scores = toOne(bm25(asked, files.map(textOf), CONTENT));
  add(scores, toOne(bm25(asked, files.map(nameOf), NAME)), PLAIN_NAME);
  return inOrder(files, scores);
}

/** The terms of a path; its last part counts twice. */
export function nameTerms(tokens: Tokeniser, path: string): Counts {
  const cut = path.lastIndexOf('/') + 1;
  return countTerms(tokens, [
    [path.slice(0, cut), 1],
    [path.slice(cut), 2],
  ]);
}

const textOf = ({ content }: Known): Counts => content ?? EMPTY;
const nameOf = ({ name }: Known): Counts => name;
const namesOf = ({ content }: Known): Counts => content?.names ?? EMPTY;

/** What stands in files, in their paths and in what they define, and how close together. */
function byWords(tokens: Tokeniser, asked: Asked, { text, files }: Question): Float64Array {
  const texts = files.map(textOf);
  const contents = toOne(bm25(asked, texts, CONTENT));
  const plain = contents.map((score) => score * WEIGHTS.content);
  add(plain, toOne(bm25(asked, files.map(nameOf), NAME)), WEIGHTS.name);
  const least = plain.toSorted().at(-1 - LOOKED_INTO) ?? -1;
  const scores = plain.slice();
  add(scores, toOne(bm25(asked, files.map(namesOf), DEFINED)), WEIGHTS.defined);
  const said: number[] = [];
  tokens.each(askingWith(text), (term) => void said.push(term));
  const { piece, pairs } = together(
    wantedOf(worthOf(asked, texts), said),
    files.map(({ content }, index) => ((plain[index] ?? 0) > least ? content : null)),
  );
  add(scores, toOne(piece), WEIGHTS.piece);
  add(scores, toOne(pairs), WEIGHTS.pairs);
  return scores;
}

/** What a file's place says of it. */
function placed(tokens: Tokeniser, asked: Asked, { text, files }: Question): Float64Array {
  const paths = files.map(({ path }) => path);
  const said = sayingWhat(text);
  const isOfKind = ofKind(text);
  const scores = Float64Array.from(paths, (path) => (isOfKind(path) ? WEIGHTS.kind : 0));
  add(scores, toOne(Float64Array.from(byFolder(tokens, asked, paths))), WEIGHTS.folder);
  add(scores, byHeading(said, paths), WEIGHTS.heading);
  add(scores, byStem(said, paths), WEIGHTS.stem);
  return scores;
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

function add(scores: Float64Array, more: ArrayLike<number>, weight: number): void {
  for (let index = 0; index < scores.length; index += 1)
    scores[index] = (scores[index] ?? 0) + weight * (more[index] ?? 0);
}

function inOrder(files: readonly Known[], scores: Float64Array): readonly Ranked[] {
  return files
    .map(({ path }, index) => ({ path, score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}
