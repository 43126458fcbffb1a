/** The path that is meant: as it stands, or without `./`, `/`, `a/` or `b/` when exactly one of them is there. */
export function onePath(path: string, exists: (path: string) => boolean): string {
  if (exists(path)) return path;
  const there = stripped(path).filter(exists);
  return there.length === 1 && there[0] !== undefined ? there[0] : path;
}

/** The path of a file that is to be made: `./` before it says nothing. */
export const newPath = (path: string): string => path.replace(/^(\.\/)+(?=[^/])/, '');

/**
 * The path of a unified diff, whose `a/` and `b/` usually are no folders. Null when both readings are there,
 * so that nobody knows which is meant.
 */
export function diffPath(path: string, exists: (path: string) => boolean): string | null {
  const there = [...new Set([path, ...stripped(path)])].filter(exists);
  if (there.length > 1) return null;
  return there[0] ?? path.replace(/^[ab]\//, '');
}

const stripped = (path: string): readonly string[] => [
  ...new Set([path.replace(/^(\.\/)+/, ''), path.replace(/^\/+/, ''), path.replace(/^[ab]\//, '')]),
];
