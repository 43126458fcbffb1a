import type { FileChange } from '../edits/edits.ts';
import { globMatcher } from './glob.ts';
import type { GovernPolicy, Violation } from './governed.ts';
import { policy, type Rule, ruling, textAfter, textBefore } from './rule.ts';

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
    return /[*?[\]{}]/.test(plain) ? [plain] : [`${plain}/**`];
  });
  if (all.length === 0) return () => false;
  const ways = all.map(globMatcher);
  // A literal name may hold brackets (`app/[id]/page.tsx`): it stands for itself as well.
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

const INSTALL_HOOKS = [
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'prepublish',
  'preprepare',
  'postprepare',
  'dependencies',
  'pnpm:devPreinstall',
];
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
];
/** A range, a tag, an alias or the workspace: all that a registry or the repository itself gives. */
const FROM_REGISTRY =
  /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+(?:@[^/:@]*)?|workspace:[^\\]*|catalog:[\w-]*|(?!\.|.*\.(?:tgz|tar\.gz|tar)$)[^/:@\\]*)$/i;

/** The attacker hides code in what a package manager runs or fetches by itself. */
export const manifestRule: Rule = (changes, { allowProtected }) => {
  const allowed = matcher(allowProtected);
  return ruling(
    'manifests',
    changes.filter((change) => !allowed(change.path)).flatMap(manifestViolations),
  );
};

function manifestViolations(change: FileChange): readonly Violation[] {
  const no = (why: string): Violation => policy('manifests', change.path, why);
  if (/(^|\/)binding\.gyp$/i.test(change.path) && change.op !== 'delete')
    return [no('is compiled by npm on install')];
  if (!/(^|\/)package\.json$/i.test(change.path)) return [];
  const [was, is] = [manifest(textBefore(change)), manifest(textAfter(change))];
  const hooks = INSTALL_HOOKS.filter(
    (name) => leaves(group(is, 'scripts')).get(name) !== leaves(group(was, 'scripts')).get(name),
  );
  const odd = DEPENDENCIES.flatMap((list) => {
    const before = leaves(group(was, list));
    return [...leaves(group(is, list))].flatMap(([name, version]) =>
      version !== before.get(name) && !FROM_REGISTRY.test(version) ? [name] : [],
    );
  });
  const manager = leaves(is).get('packageManager');
  const fetched = manager !== leaves(was).get('packageManager') && manager?.includes(':') === true;
  return [
    ...hooks.map((name) => no(`changes the "${name}" script, which runs on install`)),
    ...odd.map((name) => no(`takes "${name}" from outside the registry`)),
    ...(fetched ? [no('takes its package manager from outside the registry')] : []),
  ];
}

function manifest(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Not JSON: the syntax rule refuses it.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function group(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return {};
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** Every text below a value by its names; overrides nest. */
function leaves(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open: (readonly [name: string, value: unknown])[] = [['', value]];
  for (const [name, one] of open) {
    if (typeof one === 'string') found.set(name, one);
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, below] of Object.entries(one))
      open.push([name === '' ? key : `${name} > ${key}`, below]);
  }
  return found;
}
