import { type Asked, bm25, toOne } from './bm25.ts';
import type { Counts } from './terms-of.ts';

/** A commit as the history of files knows it. */
export interface PastCommit {
  readonly id: string;
  readonly message: string;
  /** Those that it changed, as far as they are known. */
  readonly paths: readonly string[];
}

/** A commit as one file's history has it; `at` is when it was made, in ms. */
export interface PastChange {
  readonly id: string;
  readonly message: string;
  readonly at: number;
}

const MAX_MESSAGE = 1_000;

/** Of so many files the past is asked for, and of each so many commits: with fewer files history finds little by itself. */
export const ASKED_PAST = { paths: 100, each: 10 };

/** Histories of files, in the order of their paths, as the commits that they share: newest first. */
export function joinPasts(
  paths: readonly string[],
  histories: readonly (readonly PastChange[])[],
): readonly PastCommit[] {
  const found = new Map<string, PastCommit & { readonly at: number }>();
  for (const [index, path] of paths.entries())
    for (const { id, message, at } of histories[index] ?? []) {
      const known = found.get(id)?.paths ?? [];
      found.set(id, { id, message: message.slice(0, MAX_MESSAGE), paths: [...known, path], at });
    }
  return [...found.values()]
    .sort((a, b) => b.at - a.at)
    .map(({ id, message, paths: changed }) => ({ id, message, paths: changed }));
}

/** The same with the terms of its message. */
export interface Past {
  readonly terms: Counts;
  readonly paths: readonly string[];
}

const SHAPE = { k: 1.2, b: 0.5 };
/** A commit that changed more says nothing of any of them. */
const MAX_FILES = 200;

/** Commits after which what a message says counts half. */
const HALF_LIFE = 500;

/** By path, what past commits with like messages have to do with it: a commit's likeness over the root of its files. */
export function byMessages(asked: Asked, past: readonly Past[]): ReadonlyMap<string, number> {
  const messages = past.map(({ terms }) => terms);
  const like = toOne(bm25(asked, messages, SHAPE));
  // Squared: many that are a little alike must not outweigh the one that is the same.
  return sumOver(past, (index) => (like[index] ?? 0) ** 2 * 0.5 ** (index / HALF_LIFE), MAX_FILES);
}

/** What is worked on now is what is asked about: half as much every so many commits. */
const HALF_LIFE_OF_WORK = 20;
const MAX_FILES_OF_WORK = 30;

/** By path, how much it was changed of late. */
export const byRecency = (past: readonly Past[]): ReadonlyMap<string, number> =>
  sumOver(past, (index) => 0.5 ** (index / HALF_LIFE_OF_WORK), MAX_FILES_OF_WORK);

/** A series of commits goes on with the same files: half as much, so many commits later. */
const GOES_ON = 2;

/** By path, how lately it was changed last. */
export function byLastChange(past: readonly Past[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [index, { paths }] of past.entries()) {
    if (paths.length > MAX_FILES_OF_WORK) continue;
    const weight = GOES_ON / (GOES_ON + index) / Math.sqrt(paths.length);
    for (const path of paths) last.set(path, Math.max(last.get(path) ?? 0, weight));
  }
  return last;
}

function sumOver(
  past: readonly Past[],
  weigh: (index: number) => number,
  maxFiles: number,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [index, { paths }] of past.entries()) {
    const weight = paths.length > maxFiles ? 0 : weigh(index) / Math.sqrt(paths.length);
    if (weight === 0) continue;
    for (const path of paths) sums.set(path, (sums.get(path) ?? 0) + weight);
  }
  return sums;
}

/** By path, how often it changed together with those that are thought to be meant, each with its weight. */
export function byCompany(
  meant: ReadonlyMap<string, number>,
  past: readonly Past[],
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const together = past.filter(
    ({ paths }) => paths.length <= MAX_FILES && paths.some((path) => meant.has(path)),
  );
  for (const { paths } of together)
    for (const path of paths) if (meant.has(path)) times.set(path, (times.get(path) ?? 0) + 1);
  const sums = new Map<string, number>();
  for (const { paths } of together) {
    const size = Math.sqrt(paths.length);
    for (const one of paths) {
      const weight = meant.get(one);
      if (weight === undefined) continue;
      // One more, so that a file that changed once is not sure of its company.
      const share = weight / ((times.get(one) ?? 0) + 1) / size;
      for (const other of paths) if (other !== one) sums.set(other, (sums.get(other) ?? 0) + share);
    }
  }
  return sums;
}
