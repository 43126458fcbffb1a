import { matcher } from './matcher.ts';
import type { GovernPolicy } from './governed.ts';
import { policy, type Rule, ruling } from './rule.ts';

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
