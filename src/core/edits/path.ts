/** The path that is meant: as it stands, or with slashes and without `./`, `/`, `a/` or `b/` when exactly one of them is there. */
export function onePath(path: string, exists: (path: string) => boolean): string {
  if (exists(path)) return path;
  const there = stripped(path).filter(exists);
  return there.length === 1 && there[0] !== undefined ? there[0] : path;
}

/**
 * The path of a file that is to be made: `./` before it says nothing, and no path of a repository has a backslash.
 * Neither do `/`, `a/` and `b/` where only what comes behind them is a folder that is there.
 */
export function newPath(path: string, isFolder: (name: string) => boolean): string {
  const plain = slashed(path).replace(/^(\.\/)+(?=[^/])/, '');
  const bare = plain.replace(/^(?:\/+|[ab]\/)/, '');
  const isThere = (one: string): boolean => isFolder(/^[^/]+\//.exec(one)?.[0] ?? '/');
  return bare !== plain && !isThere(plain) && isThere(bare) ? bare : plain;
}

/** Whether some of these files stand in a folder; its name ends with the slash. */
export const foldersOf =
  (files: readonly { readonly path: string }[]) =>
  (name: string): boolean =>
    files.some(({ path }) => path.startsWith(name));

const slashed = (path: string): string => path.replaceAll('\\', '/');

/**
 * The path of a unified diff, whose `a/` and `b/` usually are no folders. Null when both readings are there,
 * so that nobody knows which is meant.
 */
export function diffPath(path: string, exists: (path: string) => boolean): string | null {
  const there = [...new Set([path, ...stripped(path)])].filter(exists);
  if (there.length > 1) return null;
  return there[0] ?? path.replace(/^[ab]\//, '');
}

function stripped(told: string): readonly string[] {
  const path = slashed(told);
  return [
    ...new Set([
      path.replace(/^(\.\/)+/, ''),
      path.replace(/^\/+/, ''),
      path.replace(/^[ab]\//, ''),
    ]),
  ];
}

/** A path without what models put before it, to compare two spellings of one. */
export const plainPath = (path: string): string =>
  slashed(path).replace(/^(?:(?:\.\/)+|\/+|[ab]\/)/, '');
