import { globMatcher } from './glob.ts';

/** Matches a path against globs; a folder (`src/` or `src`) stands for all below it. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const key = globs.join('\n');
  const known = compiled.get(key) ?? compile(globs);
  if (compiled.size > KEPT) compiled.clear();
  compiled.set(key, known);
  return known;
}

/** The same few lists are asked for again and again, and a path of theirs is cheap beside their compilation. */
const compiled = new Map<string, (path: string) => boolean>();
const KEPT = 200;

function compile(given: readonly string[]): (path: string) => boolean {
  const globs = [...given];
  const all = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    if (plain === '') return [];
    return /[*?{}]/.test(plain) ? [plain] : [plain, `${plain}/**`];
  });
  if (all.length === 0) return () => false;
  // A name may hold brackets (`app/[id]/page.tsx`): they stand for themselves as well.
  const ways = all.flatMap((glob) =>
    glob.includes('[')
      ? [globMatcher(glob), globMatcher(glob, { brackets: false })]
      : [globMatcher(glob)],
  );
  return (path) => globs.includes(path) || ways.some((matches) => matches(path));
}
