import { matcher } from '../govern/scope.ts';
import type { Sha } from '../ids.ts';
import type { PhaseStrategy } from '../strategy/strategy.ts';
import { isInstruction } from './instructions.ts';
import { isExplaining, isGenerated, mayBeShown } from './kinds.ts';
import { isTest, mentionsIn, stemOf } from './mentions.ts';

/** A file of the tree that is looked at. */
export interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly sha: Sha;
  readonly size: number;
}

/** Why a file may be shown, in the order in which these are served. */
export type Reason = 'deliverable' | 'named' | 'scope' | 'context' | 'test' | 'explains' | 'other';

export interface Candidate<E extends Entry> {
  readonly entry: E;
  readonly reason: Reason;
}

export type Choice<E extends Entry> = {
  /** Named by the phase and too large to be shown whole. */
  readonly large: readonly E[];
} & Chosen<E>;

type Chosen<E extends Entry> =
  /** All that may be shown fits. */
  | { readonly is: 'all'; readonly serve: readonly E[]; readonly omitted: readonly string[] }
  /** Which of them are shown depends on what stands in them: these are to be read. */
  | {
      readonly is: 'some';
      readonly read: readonly Candidate<E>[];
      /** Too large to be read, or too many; the phase may be about them all the same. */
      readonly unread: readonly string[];
    };

export const MAX_FILE_BYTES = 200_000;
/** Of a larger one lines are shown; beyond this, governed apply takes no file (`src/core/govern/size.ts`). */
export const MAX_PART_BYTES = 400_000;
/** So many of them. */
export const MAX_LARGE = 3;
/** Of the room for files, what the lines of each may take. */
const PART_SHARE = 0.2;
/** Bytes a token stands for, on the cautious side and mostly. */
const BYTES_PER_TOKEN = 3;
const TYPICAL_BYTES_PER_TOKEN = 4;
/** Beyond this the requests that it takes to read a repository are worth more than what is found. */
const MAX_READ = 1_000;
const MAX_READ_BYTES = 8_000_000;

const ORDER: readonly Reason[] = [
  ...(['deliverable', 'named', 'scope', 'context', 'test', 'explains', 'other'] as const),
];
const isNamed = (reason: Reason): boolean => reason === 'deliverable' || reason === 'named';
/** Reasons that come from the phase itself: what is left out of these is said. */
export const isOfPhase = (reason: Reason): boolean => ORDER.indexOf(reason) <= 3;

/**
 * Which files a Builder may be shown: what the phase names, what it may change, what it should read, the
 * tests beside these, and the files that explain the repository. Where all that the phase is about fits, it is
 * all served, and of the rest what there is room for.
 */
export function chooseFiles<E extends Entry>({
  phase,
  tree,
  tokenBudget,
}: {
  readonly phase: PhaseStrategy;
  readonly tree: readonly E[];
  readonly tokenBudget: number;
}): Choice<E> {
  const { ranked, phaseIsOpen } = candidates(phase, tree);
  const mayFit = tokenBudget * TYPICAL_BYTES_PER_TOKEN;
  const [fit, large] = parted(
    ranked,
    ({ entry, reason }) =>
      entry.size <= MAX_FILE_BYTES && (!isNamed(reason) || entry.size <= mayFit),
  );
  const inPart = large.filter(isInPart).slice(0, MAX_LARGE);
  const unread = large.filter((one) => isOfPhase(one.reason) && !inPart.includes(one));
  const common = { large: inPart.map(entryOf) };
  const isMeant = ({ reason }: Candidate<E>): boolean =>
    isOfPhase(reason) || (reason === 'other' && phaseIsOpen);
  const meant = fit.filter(isMeant);
  const left = roomBeside(tokenBudget, inPart.length) * BYTES_PER_TOKEN - sizeOf(meant);
  if (left >= 0) {
    const beside = fit.filter(({ reason }) => reason === 'test' || reason === 'explains');
    const serve = [...meant, ...within(beside, { bytes: left })];
    return { ...common, is: 'all', serve: serve.map(entryOf), omitted: unread.map(pathOf) };
  }
  const read = within(fit.slice(0, MAX_READ), { bytes: MAX_READ_BYTES });
  const taken = new Set(read);
  const tooMany = fit.filter((one) => isOfPhase(one.reason) && !taken.has(one));
  return { ...common, is: 'some', read, unread: [...tooMany, ...unread].map(pathOf) };
}

/** Tokens for the lines of one file, and for all files beside so many of them. */
export const roomForPart = (tokenBudget: number): number => Math.floor(tokenBudget * PART_SHARE);
export const roomBeside = (tokenBudget: number, large: number): number =>
  tokenBudget - large * roomForPart(tokenBudget);

const isInPart = ({ entry, reason }: Candidate<Entry>): boolean =>
  isNamed(reason) && entry.size <= MAX_PART_BYTES;

const entryOf = <E extends Entry>({ entry }: Candidate<E>): E => entry;
const pathOf = ({ entry }: Candidate<Entry>): string => entry.path;

/** Those that may be shown, by reason; `other` ones count where the phase names no paths. */
function candidates<E extends Entry>(
  phase: PhaseStrategy,
  tree: readonly E[],
): { readonly ranked: readonly Candidate<E>[]; readonly phaseIsOpen: boolean } {
  const files = tree.filter(({ mode, path }) => isFile(mode) && mayBeShown(path));
  const { reasonOf, shared } = reasons(phase, files);
  const all = files.flatMap((entry) => {
    const reason = reasonOf(entry.path);
    return reason === null ? [] : [{ entry, reason, shared: shared(entry.path) }];
  });
  // Small files first, so that one large file does not push out many.
  const ranked = withTests(all).sort(
    (a, b) =>
      ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason) ||
      b.shared - a.shared ||
      a.entry.size - b.entry.size ||
      (a.entry.path < b.entry.path ? -1 : 1),
  );
  return { ranked, phaseIsOpen: phase.scope.length === 0 };
}

const isFile = (mode: string): boolean => mode === '100644' || mode === '100755';

function reasons(
  phase: PhaseStrategy,
  files: readonly Entry[],
): {
  readonly reasonOf: (path: string) => Reason | null;
  /** Words of the path that the phase's text has as well. */
  readonly shared: (path: string) => number;
} {
  const { deliverables, scope, readOnlyContext } = phase;
  const mentions = mentionsIn(
    [phase.name, phase.description, ...phase.acceptance].join('\n'),
    files.map((entry) => entry.path),
  );
  const isDeliverable = matcher(deliverables);
  const inScope = matcher(scope);
  const isContext = matcher(readOnlyContext.map(({ path }) => path));
  const reasonOf = (path: string): Reason | null => {
    if (isDeliverable(path)) return 'deliverable';
    if (mentions.names(path)) return 'named';
    if (inScope(path) && (!isGenerated(path) || scope.includes(path))) return 'scope';
    if (isContext(path)) return 'context';
    if (isExplaining(path)) return 'explains';
    // Instructions are shown as such.
    return isGenerated(path) || isInstruction(path) ? null : 'other';
  };
  return { reasonOf, shared: (path) => mentions.shared(path) };
}

/** A test beside what is to be changed says how it is meant to behave. */
function withTests<C extends Candidate<Entry>>(all: readonly C[]): C[] {
  const isChanging = ({ reason }: C): boolean => ORDER.indexOf(reason) <= ORDER.indexOf('scope');
  const changing = new Set(all.filter(isChanging).map(({ entry }) => stemOf(entry.path)));
  return all.map((one) => {
    const { path } = one.entry;
    const behind = one.reason === 'explains' || one.reason === 'other';
    return behind && isTest(path) && changing.has(stemOf(path)) ? { ...one, reason: 'test' } : one;
  });
}

/** As many as fit, in order. */
function within<C extends Candidate<Entry>>(
  all: readonly C[],
  { bytes }: { readonly bytes: number },
): readonly C[] {
  let left = bytes;
  return all.filter(({ entry }) => {
    const fits = entry.size <= left;
    if (fits) left -= entry.size;
    return fits;
  });
}

const sizeOf = (all: readonly Candidate<Entry>[]): number =>
  all.reduce((sum, { entry }) => sum + entry.size, 0);

const parted = <T>(all: readonly T[], first: (one: T) => boolean): readonly [T[], T[]] => [
  all.filter(first),
  all.filter((one) => !first(one)),
];
