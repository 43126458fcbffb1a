import type { Entry } from './entry.ts';
import { matcher } from '../govern/matcher.ts';
import type { PhaseStrategy } from '../strategy/strategy.ts';
import { isInstruction } from './instructions.ts';
import { isExplaining, isGenerated, mayBeShown } from './kinds.ts';
import { isTest, mentionsIn, stemOf } from './mentions.ts';

/** Why a file may be shown, in the order in which these are served. */
export type Reason = 'deliverable' | 'named' | 'scope' | 'context' | 'test' | 'explains' | 'other';

export interface Candidate<E extends Entry> {
  readonly entry: E;
  readonly reason: Reason;
}

export type Choice<E extends Entry> =
  /** All that may be shown fits. */
  | { readonly is: 'all'; readonly serve: readonly E[]; readonly omitted: readonly string[] }
  /** Which of them are shown depends on what stands in them: these are to be read. */
  | {
      readonly is: 'some';
      readonly read: readonly Candidate<E>[];
      /** Too large to be read, or too many; the phase may be about them all the same. */
      readonly unread: readonly string[];
    };

/** GitHub shows no diff of more. */
export const MAX_FILE_BYTES = 1_000_000;
/** Bytes a token stands for, on the cautious side. */
const BYTES_PER_TOKEN = 3;
/** Beyond this the requests that it takes to read a repository are worth more than what is found. */
const MAX_READ = 1_000;
const MAX_READ_BYTES = 8_000_000;

const ORDER: readonly Reason[] = [
  ...(['deliverable', 'named', 'scope', 'context', 'test', 'explains', 'other'] as const),
];
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
  const [fit, large] = parted(ranked, ({ entry }) => entry.size <= MAX_FILE_BYTES);
  const isMeant = ({ reason }: Candidate<E>): boolean =>
    isOfPhase(reason) || (reason === 'other' && phaseIsOpen);
  const meant = fit.filter(isMeant);
  const left = tokenBudget * BYTES_PER_TOKEN - sizeOf(meant);
  const unread = large.filter(({ reason }) => isOfPhase(reason));
  if (left >= 0) {
    const beside = fit.filter(({ reason }) => reason === 'test' || reason === 'explains');
    const serve = [...meant, ...within(beside, { bytes: left })];
    return { is: 'all', serve: serve.map(entryOf), omitted: unread.map(pathOf) };
  }
  const read = within(fit.slice(0, MAX_READ), { bytes: MAX_READ_BYTES });
  const taken = new Set(read);
  const tooMany = fit.filter((one) => isOfPhase(one.reason) && !taken.has(one));
  return { is: 'some', read, unread: [...tooMany, ...unread].map(pathOf) };
}

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
