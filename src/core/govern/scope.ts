import picomatch from 'picomatch';
import type { FileChange } from '../edits/edits.ts';
import { policy, type Rule, ruling, textAfter, textBefore } from './rule.ts';

/** Matches a path against globs; a folder (`src/` or `src`) stands for all below it. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const all = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    return /[*?[\]{}!()]/.test(plain) ? [plain] : [plain, `${plain}/**`];
  });
  if (all.length === 0) return () => false;
  const matches = picomatch(all, { dot: true, nonegate: true });
  // A literal name may hold brackets (`app/[id]/page.tsx`): it stands for itself as well.
  return (path) => globs.includes(path) || matches(path);
}

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

/** A file system that folds case would let `.GitHub/x` stand for `.github/x`. */
function insensitive(globs: readonly string[]): (path: string) => boolean {
  const matches = matcher(globs.map((glob) => glob.toLowerCase()));
  return (path) => matches(path.toLowerCase());
}

const INSTALL_HOOKS = [
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'prepublish',
  'preprepare',
  'postprepare',
];
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
];

/** The attacker hides code in what a package manager runs or fetches by itself. */
export const manifestRule: Rule = (changes, { allowProtected }) => {
  const allowed = matcher(allowProtected);
  const manifests = changes.filter(
    (change) => /(^|\/)package\.json$/.test(change.path) && !allowed(change.path),
  );
  return ruling('manifests', manifests.flatMap(manifestViolations));
};

function manifestViolations(change: FileChange): readonly ReturnType<typeof policy>[] {
  const [was, is] = [manifest(textBefore(change)), manifest(textAfter(change))];
  const hooks = INSTALL_HOOKS.filter(
    (name) => field(is, 'scripts', name) !== field(was, 'scripts', name),
  );
  const odd = DEPENDENCIES.flatMap((list) =>
    Object.keys(group(is, list)).filter((name) => {
      const version = field(is, list, name) ?? '';
      return (
        version !== field(was, list, name) && /^(git|https?|file|link|ssh|github)[:+]/.test(version)
      );
    }),
  );
  return [
    ...hooks.map((name) =>
      policy('manifests', change.path, `changes the "${name}" script, which runs on install`),
    ),
    ...odd.map((name) =>
      policy('manifests', change.path, `takes "${name}" from outside the registry`),
    ),
  ];
}

function manifest(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    // Not JSON: the syntax rule refuses it.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function group(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === 'object' && found !== null
    ? Object.fromEntries(Object.entries(found))
    : {};
}

function field(value: unknown, list: string, name: string): string | undefined {
  const found = group(value, list)[name];
  return typeof found === 'string' ? found : undefined;
}
