import { type Asked, rarityOf } from './bm25.ts';
import { isTest, squash, stemOf } from './mentions.ts';
import { type Counts, countTerms, placeOf } from './terms-of.ts';
import type { Tokeniser } from './terms.ts';

/** Of a file; empty: the root. */
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * By file, how much of the name of its folder the question has: whoever says `sim` or `reports` often means
 * the files of that folder, whatever these are called. The folder's own name counts, not those above it.
 */
export function byFolder(
  tokens: Tokeniser,
  asked: Asked,
  paths: readonly string[],
): readonly number[] {
  const terms = new Map<string, Counts>();
  for (const folder of new Set(paths.map(folderOf)))
    terms.set(folder, countTerms(tokens, [[folder.slice(folder.lastIndexOf('/') + 1), 1]]));
  const all = [...terms.values()];
  const rarities = new Map<number, number>();
  const rarity = (term: number): number => {
    const known =
      rarities.get(term) ??
      rarityOf(all.length, all.filter(({ ids }) => placeOf(ids, term) >= 0).length);
    rarities.set(term, known);
    return known;
  };
  const sum = (ids: readonly number[]): number => ids.reduce((total, id) => total + rarity(id), 0);
  const scores = new Map(
    [...terms].map(([folder, { ids }]) => {
      const hits = [...ids].filter((id) => asked.has(id));
      return [folder, hits.length === 0 ? 0 : (sum(hits) / sum([...ids])) ** 2 * sum(hits)];
    }),
  );
  return paths.map((path) => scores.get(folderOf(path)) ?? 0);
}

const MIN_STEM = 3;
const WORDS = /[\p{L}\p{N}_-]+/gu;

/** By file, whether the text has its bare name as a word; less where several files are called so. */
export function byStem(text: string, paths: readonly string[]): readonly number[] {
  const words = new Set(text.match(WORDS)?.map(squash));
  const stems = paths.map((path) => squash(stemOf(path)));
  const times = new Map<string, number>();
  for (const stem of stems) times.set(stem, (times.get(stem) ?? 0) + 1);
  return stems.map((stem) =>
    stem.length >= MIN_STEM && words.has(stem) ? 1 / Math.sqrt(times.get(stem) ?? 1) : 0,
  );
}

/** What many a first line begins with: `http2: `, `core/net: `, `fix(parser): `. */
const HEADING = /^([^:\n]{1,60}):\s/;
const MIN_FOLDER = 2;

/** By file, whether a folder that it is in stands in the heading of the text. */
export function byHeading(text: string, paths: readonly string[]): readonly number[] {
  const heading = HEADING.exec(text.trimStart())?.[1] ?? '';
  const named = new Set(
    (heading.match(/[\p{L}\p{N}_.-]+/gu) ?? []).map(squash).filter((it) => it.length >= MIN_FOLDER),
  );
  const isNamed = (folder: string): boolean =>
    folder.split('/').some((part) => named.has(squash(part)));
  const folders = new Map<string, number>();
  for (const folder of new Set(named.size === 0 ? [] : paths.map(folderOf)))
    folders.set(folder, isNamed(folder) ? 1 : 0);
  return paths.map((path) => folders.get(folderOf(path)) ?? 0);
}

const SAID = /^(\w+)(?:\([^()\n]*\))?!?:/;
const IS_DOCUMENT = /\.(mdx?|rst|adoc)$|(^|\/)docs?\//i;
const IS_CI = /^\.(github|gitlab|circleci|ci)(\/|-ci)/;
const IS_MANIFEST = /(^|\/)(package\.json|pyproject\.toml|setup\.(py|cfg)|go\.mod|Cargo\.toml)$/i;
const KINDS: Readonly<Record<string, (path: string) => boolean>> = {
  ...{ docs: (path) => IS_DOCUMENT.test(path), doc: (path) => IS_DOCUMENT.test(path) },
  ...{ test: isTest, tests: isTest, ci: (path) => IS_CI.test(path) },
  ...{ build: (path) => IS_MANIFEST.test(path), chore: (path) => IS_MANIFEST.test(path) },
};

/** Whether a path is of the kind that the question begins with: `docs:`, `test(cart):`, as commits are often headed. */
export function ofKind(text: string): (path: string) => boolean {
  const kind = SAID.exec(text.trimStart())?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined) ?? (() => false);
}
