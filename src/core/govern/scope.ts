import { globMatcher } from './glob.ts';
import type { GovernPolicy } from './governed.ts';
import { policy, type Rule, ruling } from './rule.ts';

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

/** Whether the two rules below would let a phase change a path. */
export const mayChange = (
  path: string,
  {
    scope,
    protectedPaths,
    allowProtected,
  }: Pick<GovernPolicy, 'scope' | 'protectedPaths' | 'allowProtected'>,
): boolean =>
  (scope.length === 0 || matcher(scope)(path)) &&
  (!insensitive(protectedPaths)(path) || matcher(allowProtected)(path));

/** Only paths that the phase names may change (v7 section 9). */
export const scopeRule: Rule = (changes, { scope }) => {
  if (scope.length === 0)
    return ruling('scope', [], 'the phase names no paths: every unprotected one');
  const inside = matcher(scope);
  const outside = changes.filter((change) => !inside(change.path));
  return ruling(
    'scope',
    outside.map((change) =>
      policy('scope', change.path, `outside the phase's scope (${scope.join(', ')})`),
    ),
  );
};

/** Policy, secrets and whatever runs by itself: refused unless the default branch's configuration names the path. */
export const protectedRule: Rule = (changes, { protectedPaths, allowProtected }) => {
  const isProtected = insensitive(protectedPaths);
  const allowed = matcher(allowProtected);
  const hit = changes.filter((change) => isProtected(change.path) && !allowed(change.path));
  return ruling(
    'protected paths',
    hit.map((change) =>
      policy(
        'protected',
        change.path,
        'a protected path; name it under allow_protected to allow it',
      ),
    ),
  );
};

/** A file system that folds case or Unicode forms would let `.GitHub/x` stand for `.github/x`. */
function insensitive(globs: readonly string[]): (path: string) => boolean {
  const matches = matcher(globs.map((glob) => glob.toLowerCase()));
  return (path) => matches(path.normalize('NFKC').toLowerCase());
}
