import { z } from 'zod';
import type { FileChange } from '../edits/edits.ts';
import { renamesOf } from './renames.ts';
import { type Near, type Site, textHash, unitsIn } from './site.ts';

const Hash = z.string().regex(/^[0-9a-f]{0,16}$/);

/** A site as it is kept with a finding: hashes only, so that no code is in them. */
export const Anchor = z.strictObject({
  symbol: z.string().max(200).nullable(),
  text: Hash,
  /** The line itself; empty: the file has more lines like it. */
  line: Hash,
  /** The words of the unit that the line held, the first and the last. */
  span: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  /** What was said behind the code; empty: nothing. */
  note: Hash,
  /** All units that the line held, taken together, and how many of them came before. */
  group: z.strictObject({ before: z.int().nonnegative(), count: z.int().positive(), text: Hash }),
  near: z.tuple([Hash, Hash, Hash, Hash]),
  /** Nothing else in the symbol read the same when it was raised. */
  alone: z.boolean(),
});
export type Anchor = z.infer<typeof Anchor>;

/** A finding as far as sameness is decided on. */
export interface Identity {
  readonly category: string;
  readonly path: string | null;
  readonly anchor: Anchor;
}

/** Where a problem was raised just now. */
export interface Raised {
  readonly category: string;
  readonly site: Site;
}

export const anchorOf = (site: Site): Anchor => ({
  symbol: site.symbol === null ? null : site.symbol.slice(-200),
  text: textHash(site.text),
  line: site.line.isAlone ? textHash(site.line.text) : '',
  span: [...site.span],
  note: noteHash(site),
  group: { ...site.group, text: groupHash(site, site.group) },
  near: [...site.near],
  alone: !site.twins.some((twin) => twin.symbol === site.symbol),
});

const noteHash = ({ note }: Site): string => (note === '' ? '' : textHash(note));

/** So many units from where a unit stands in its file. */
function groupHash({ units, at }: Site, group: Omit<Anchor['group'], 'text'>): string {
  const from = at - group.before;
  return textHash(units.slice(Math.max(0, from), from + group.count).join('\n'));
}

/** How much of what stood around a unit has to have come along where it moved. Of 6. */
const MOVED = { namesake: 2, inFile: 3, acrossFiles: 4 } as const;

/**
 * Whether a problem that was raised now is one that is known. Closed category and the code's own text have to
 * be equal; lines, layout and the reviewer's words play no part. Where several units read the same, what is
 * around decides, and when that does not decide either, they are different: two problems taken for one hide
 * one of them. `changes` are those made since the known one was raised.
 */
export function sameFinding(
  known: Identity,
  raised: Raised,
  changes: readonly FileChange[],
): boolean {
  if (known.category !== raised.category || known.path === null) return false;
  const { site } = raised;
  const path = renamesOf(changes).get(known.path) ?? known.path;
  if (path === site.path && isSameLine(known.anchor, site)) return true;
  if (!isSameCode(known.anchor, site)) return false;
  if (path === site.path)
    return isSameUnit(known.anchor, site) && (isAtHome(known, site) || isNew(site, changes));
  const isMade = changes.some((change) => change.path === site.path) && isNew(site, changes);
  return isMade && isMoved(known.anchor, site) && hasLeft({ path, anchor: known.anchor }, changes);
}

const isAtHome = ({ anchor }: Identity, { symbol }: Site): boolean => anchor.symbol === symbol;

/** What stood there before already has not moved there: it is the twin of what went. */
function isNew({ path, symbol, text }: Site, changes: readonly FileChange[]): boolean {
  const change = changes.find((one) => one.path === path);
  if (change === undefined || change.op === 'create') return true;
  return !unitsIn(path, change.before).some((unit) => unit.symbol === symbol && unit.text === text);
}

/** A line that the file had once and has once says more than its name: shorter ones are the same by accident. */
const TELLING = 16;

/** Only another line of its statement has changed, or what it stands in. */
const isSameLine = (anchor: Anchor, { line, symbol }: Site): boolean =>
  line.isAlone &&
  anchor.line === textHash(line.text) &&
  (anchor.symbol === symbol || line.text.length >= TELLING);

/**
 * The unit, everything that stood on the line with it, and the part of it that the line held: of a statement
 * over several lines each line is a place of its own.
 */
const isSameCode = (anchor: Anchor, site: Site): boolean =>
  anchor.text === textHash(site.text) &&
  anchor.note === noteHash(site) &&
  anchor.group.text === groupHash(site, anchor.group) &&
  besideKnown(anchor, site) &&
  anchor.span[0] <= site.span[1] &&
  site.span[0] <= anchor.span[1];

/** What stands on the line now and did not then has to be what came before and after it then. */
function besideKnown({ near, group }: Anchor, site: Site): boolean {
  const came = site.group.count - site.group.before - 1 > group.count - group.before - 1;
  const led = site.group.before > group.before;
  return (!came || near[2] === site.near[2]) && (!led || near[1] === site.near[1]);
}

function isSameUnit(anchor: Anchor, site: Site): boolean {
  const { score, rivals } = weigh(anchor, site);
  const symbol = standsIn(anchor.symbol, site, rivals) ? site.symbol : anchor.symbol;
  const beside = rivals.filter((rival) => rival.symbol === symbol);
  if (symbol !== site.symbol)
    return (
      beside.length === 0 && isBest(score, rivals) && score >= wanted(anchor, site, MOVED.inFile)
    );
  if (beside.length === 0) return anchor.alone || score >= MOVED.namesake;
  return score >= MOVED.namesake && isBest(score, beside);
}

/**
 * Whether two anchors in one file are the same place, where only hashes of both are left: for the backlog, whose
 * issues hold no code. Stricter than `sameFinding`.
 */
export const sameAnchor = (a: Anchor, b: Anchor): boolean =>
  (a.line !== '' && a.line === b.line && a.symbol === b.symbol) ||
  (a.text === b.text &&
    a.note === b.note &&
    a.group.text === b.group.text &&
    a.span[0] <= b.span[1] &&
    b.span[0] <= a.span[1] &&
    ((a.symbol === b.symbol && a.alone && b.alone) ||
      likeness(a.near, b.near) >= MOVED.acrossFiles));

/** The symbol by its whole name, or by its own where only what is around it has another name. */
function standsIn(symbol: string | null, site: Site, rivals: readonly Rival[]): boolean {
  if (symbol === site.symbol) return true;
  const taken = [site.symbol, ...rivals.map((rival) => rival.symbol)];
  const namesakes = new Set(taken.filter((one) => isNamesake(symbol, one)));
  return !taken.includes(symbol) && namesakes.size === 1 && isNamesake(symbol, site.symbol);
}

const isNamesake = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.split('.').at(-1) === b.split('.').at(-1);

function isMoved(anchor: Anchor, site: Site): boolean {
  const { score, rivals } = weigh(anchor, site);
  return isBest(score, rivals) && score >= wanted(anchor, site, MOVED.acrossFiles);
}

interface Rival {
  readonly symbol: string | null;
  readonly score: number;
}

const weigh = ({ near }: Anchor, site: Site): { score: number; rivals: readonly Rival[] } => ({
  score: likeness(near, site.near),
  rivals: site.twins.map(({ symbol, near: around }) => ({ symbol, score: likeness(near, around) })),
});

const isBest = (score: number, rivals: readonly Rival[]): boolean =>
  rivals.every((rival) => rival.score < score);

const wanted = (anchor: Anchor, site: Site, otherwise: number): number =>
  isNamesake(anchor.symbol, site.symbol) ? MOVED.namesake : otherwise;

/** Code has moved to another file only when the change took it out of the first one. */
function hasLeft(
  { path, anchor }: { readonly path: string; readonly anchor: Anchor },
  changes: readonly FileChange[],
): boolean {
  const change = changes.find((one) => one.path === path);
  if (change === undefined) return false;
  if (change.op === 'delete') return true;
  return !unitsIn(path, change.after).some(
    ({ text, symbol }) => symbol === anchor.symbol && text !== '' && textHash(text) === anchor.text,
  );
}

/** Whether a file still has the code that an anchor stands on. */
export const holds = (path: string, source: string, anchor: Pick<Anchor, 'text'>): boolean =>
  unitsIn(path, source).some((unit) => unit.text !== '' && textHash(unit.text) === anchor.text);

/** How much of what was around is around still, of 6; the nearest count twice, and one line may have come between. */
const likeness = (was: Near, is: Near): number =>
  side([was[1], was[0]], [is[1], is[0]]) + side([was[2], was[3]], [is[2], is[3]]);

type Side = readonly [nearest: string, next: string];

function side(was: Side, is: Side): number {
  const nearest = was[0] !== '' && was[0] === is[0] ? 2 : 0;
  const next = was[1] !== '' && was[1] === is[1] ? 1 : 0;
  if (nearest + next > 0) return nearest + next;
  const shifted = (was[0] !== '' && was[0] === is[1]) || (was[1] !== '' && was[1] === is[0]);
  return shifted ? 1 : 0;
}
