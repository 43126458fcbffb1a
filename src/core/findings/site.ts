import { sha256Hex } from '../hash.ts';
import { linesOf } from './prose.ts';
import { type Span, type Unit, unitsOf } from './units.ts';

/** What comes before and after: two units on each side, the nearest in the middle. Short hashes; empty: there is none. */
export type Near = readonly [string, string, string, string];

/** The line itself, for where only another line of its statement changes. */
export interface OwnLine {
  readonly text: string;
  /** The file has no other line like it. */
  readonly isAlone: boolean;
}

/** Where in the code a finding stands, by what does not move. */
export interface Site {
  readonly path: string;
  readonly symbol: string | null;
  /** The unit's text in the one form that all layouts share. */
  readonly text: string;
  /** The words of it that the line holds. */
  readonly span: Span;
  /** The line holds all of it. */
  readonly isWhole: boolean;
  /** The comment that stands on the line behind or before the code; empty: there is none. */
  readonly note: string;
  /** All units that the line holds, and how many of them come before this one. */
  readonly group: { readonly before: number; readonly count: number };
  /** All units of the file, in order, and which one this is. */
  readonly units: readonly string[];
  readonly at: number;
  readonly line: OwnLine;
  readonly near: Near;
  /** What is around the other units of the file that read the same; `symbol` is where they stand. */
  readonly twins: readonly { readonly symbol: string | null; readonly near: Near }[];
}

const BRACES =
  /\.(?:[cm]?[jt]sx?|java|kts?|cs|go|rs|c|h|cc|cpp|hpp|m|swift|scala|dart|php|css|scss|less|json5?|proto|graphql|gradle|groovy)$/i;

/** A file as units, in order. */
export const unitsIn = (path: string, source: string): readonly Unit[] =>
  BRACES.test(path) ? unitsOf(source) : linesOf(source);

/** A file that was split once, for many lines of it. */
export interface SplitFile {
  readonly path: string;
  readonly source: string;
  readonly units: readonly Unit[];
}

export const splitFile = (path: string, source: string): SplitFile => ({
  path,
  source,
  units: unitsIn(path, source).filter((unit) => unit.text !== ''),
});

/** The site of a line, 1-based; null: nothing stands there. */
export const siteAt = (path: string, source: string, line: number): Site | null =>
  siteIn(splitFile(path, source), line);

export function siteIn({ path, source, units }: SplitFile, line: number): Site | null {
  const there = units.filter((unit) => unit.spans.has(line));
  const code = there.filter((unit) => !unit.isComment);
  const group = code.length > 0 ? code : there;
  const unit = group.find((one) => one.text.includes(' ')) ?? group[0];
  if (unit === undefined) return null;
  return {
    path,
    ...placeOf(units, unit),
    span: unit.spans.get(line) ?? [0, 0],
    isWhole: unit.spans.size === 1,
    group: { before: group.indexOf(unit), count: group.length },
    note:
      code.length === 0 ? '' : there.flatMap((one) => (one.isComment ? one.text : [])).join(' '),
    line: ownLine(source, line),
  };
}

function ownLine(source: string, line: number): OwnLine {
  const lines = source.split(/\r\n|\r|\n/).map(bareLine);
  const text = lines[line - 1] ?? '';
  return { text, isAlone: lines.filter((one) => one === text).length === 1 };
}

/** What a formatter may change is left out. */
const bareLine = (line: string): string => line.replace(/[\s;,'"`]+/g, '');

type Place = Pick<Site, 'symbol' | 'text' | 'units' | 'at' | 'near' | 'twins'>;

function placeOf(units: readonly Unit[], unit: Unit): Place {
  const told = units.filter((one) => one.isComment === unit.isComment);
  const at = told.indexOf(unit);
  const nearOf = (index: number): Near => [
    short(told[index - 2]),
    short(told[index - 1]),
    short(told[index + 1]),
    short(told[index + 2]),
  ];
  return {
    symbol: unit.symbol,
    text: unit.text,
    units: told.map(({ text }) => text),
    at,
    near: nearOf(at),
    twins: told.flatMap((one, index) =>
      index !== at && one.text === unit.text ? [{ symbol: one.symbol, near: nearOf(index) }] : [],
    ),
  };
}

const NEAR_DIGITS = 8;
const TEXT_DIGITS = 16;

const short = (unit: Unit | undefined): string =>
  unit === undefined ? '' : sha256Hex(unit.text).slice(0, NEAR_DIGITS);

/** The hash that a unit's text is kept as: an anchor holds no code. */
export const textHash = (text: string): string => sha256Hex(text).slice(0, TEXT_DIGITS);
