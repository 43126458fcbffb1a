import { type Candidate, chooseFiles } from '../core/context/choose.ts';
import { type Weighed, fillRoom, inLine, questionOf } from '../core/context/fill.ts';
import {
  type Instruction,
  instructionEntries,
  instructionsOf,
} from '../core/context/instructions.ts';
import { nameTerms, type Known, rankFiles } from '../core/context/rank.ts';
import { definedIn } from '../core/context/symbols.ts';
import { countTerms } from '../core/context/terms-of.ts';
import { MAX_CHOICES } from '../core/context/locate.ts';
import { ASKED_PAST } from '../core/context/past.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import { shownText } from '../core/edits/parts.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { PhaseRun, Run } from '../core/run/run.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { TreeEntry } from '../ports.ts';
import { type KnownTerms, knownTerms } from './known-terms.ts';
import type { EnginePorts } from './ports.ts';
import { inPart } from './serve-part.ts';
import { outlinesFor, roomForFiles } from './serve-room.ts';

/** What the Builder is shown of the tree at one commit. The same commit and phase give the same choice, so a resume can serve it again. */
export interface Served {
  readonly tree: readonly TreeEntry[];
  readonly files: readonly ServedFile[];
  readonly omitted: readonly string[];
  /** What some of the omitted files define, the likeliest first. */
  readonly outlines: readonly Outline[];
  /** Out of which somebody could choose: the likeliest, whatever of them is shown. None where all is shown. */
  readonly likely: readonly ServedFile[];
  /** What the repository says to those who work on it, as it was before the run: no phase can change its own. */
  readonly instructions: readonly Instruction[];
}

export interface Outline {
  readonly path: string;
  readonly defines: readonly string[];
}

/** What of a pass it takes. */
export interface Serving {
  readonly ports: Pick<EnginePorts, 'forge' | 'models' | 'knownTerms'>;
  readonly strategy: Strategy;
  readonly run: () => Pick<Run, 'base'> & {
    readonly phases: readonly Pick<PhaseRun, 'id' | 'located'>[];
  };
}

const MAX_NAMES = 20;
/** Files between which other runs get their turn. */
const BREATH = 100;

export async function serve(pass: Serving, phaseId: string, commit: string): Promise<Served> {
  const { forge } = pass.ports;
  const phase = limitsOf(pass.strategy, phaseId);
  const tree = await forge.tree(commit);
  const base = pass.run().base.sha;
  const began = base === commit ? tree : await forge.tree(base);
  const asked = instructionEntries(began);
  const isTold = asked.length > 0;
  const tokenBudget = roomForFiles(pass, { phase, tree, began, isTold });
  const choice = chooseFiles({ phase, tree, tokenBudget });
  const wanted = choice.is === 'all' ? choice.serve : choice.read.map(({ entry }) => entry);
  const read = await forge.files(commit, [...wanted, ...asked]);
  const files = read.slice(0, read.length - countOf(read, asked));
  const instructions = instructionsOf(read.slice(files.length));
  if (choice.is === 'all')
    return { tree, files, omitted: choice.omitted, outlines: [], likely: [], instructions };

  const line = await ranked(pass, { phase, commit, read: choice.read, files });
  const texts = new Map(files.map((file) => [file.path, file]));
  const tokensOf = counter(pass, phase.builder.model);
  const filled = fillRoom(
    line.filter(({ entry }) => texts.has(entry.path)),
    tokenBudget,
    (path) => tokensOf(texts.get(path)),
  );
  const terms = pass.ports.knownTerms ?? knownTerms();
  const parts = inPart({ phase, terms, texts, long: filled.inPart, tokensOf });
  const shown = new Set(parts.map(({ path }) => path));
  const notEven = filled.inPart.map(({ entry }) => entry.path).filter((path) => !shown.has(path));
  const omitted = [...notEven, ...filled.omitted];
  return {
    tree,
    files: [...filled.serve.flatMap(({ path }) => texts.get(path) ?? []), ...parts],
    omitted: [...omitted, ...choice.unread],
    outlines: outlinesOf(
      [...shown, ...omitted].slice(0, outlinesFor(pass, phase.builder.model)),
      texts,
    ),
    likely: line.slice(0, MAX_CHOICES).flatMap(({ entry }) => texts.get(entry.path) ?? []),
    instructions,
  };
}

/** The ones that were asked for last stand last; some may have been no text. */
function countOf(read: readonly ServedFile[], asked: readonly TreeEntry[]): number {
  let count = 0;
  for (const { path, sha } of asked.toReversed()) {
    const last = read.at(-1 - count);
    if (last?.path === path && last.sha === sha) count += 1;
  }
  return count;
}

interface Ranking {
  readonly phase: PhaseStrategy;
  readonly commit: string;
  readonly read: readonly Candidate<TreeEntry>[];
  readonly files: readonly ServedFile[];
}

/** By content and path first; then the best of them once more, with what their history says. */
async function ranked(pass: Serving, ranking: Ranking): Promise<readonly Weighed<TreeEntry>[]> {
  const { phase, commit, read, files } = ranking;
  const terms = pass.ports.knownTerms ?? knownTerms();
  const question = { text: questionOf(phase), files: await knownOf(terms, files) };
  const first = inLine(read, rankFiles(terms.tokens, { ...question, past: [] }));
  const top = first.slice(0, ASKED_PAST.paths).map(({ entry }) => entry.path);
  const commits = await pass.ports.forge.fileHistory(commit, top);
  const past = commits.map(({ message, paths }) => ({
    terms: countTerms(terms.tokens, [[message, 1]]),
    paths,
  }));
  const located = pass.run().phases.find(({ id }) => id === phase.id)?.located;
  return inLine(read, rankFiles(terms.tokens, { ...question, past }), located);
}

async function knownOf(terms: KnownTerms, files: readonly ServedFile[]): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const file of files) {
    if (known.length % BREATH === BREATH - 1) await new Promise(setImmediate);
    const name = nameTerms(terms.tokens, file.path);
    known.push({ path: file.path, content: terms.of(file), name });
  }
  return known;
}

/** Tokens of a file as it stands in a prompt, by the model's own tokenizer. */
function counter(pass: Serving, model: string): (file: ServedFile | undefined) => number {
  const count = (user: string): number =>
    pass.ports.models.countTokens({
      ...{ model, system: '', user, maxOutputTokens: 1 },
      schema: { name: 'none', json: {} },
    });
  const nothing = count('');
  return (file) =>
    file === undefined
      ? Infinity
      : count(`<file path="${file.path}">\n${shownText(file)}\n</file>\n\n`) - nothing;
}

const outlinesOf = (
  omitted: readonly string[],
  texts: ReadonlyMap<string, ServedFile>,
): readonly Outline[] =>
  omitted.flatMap((path) => {
    const defines = definedIn(texts.get(path)?.text ?? '').slice(0, MAX_NAMES);
    return defines.length === 0 ? [] : [{ path, defines }];
  });
