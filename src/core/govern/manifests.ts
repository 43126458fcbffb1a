import { canonicalJson } from '../canonical.ts';
import type { FileChange } from '../edits/edits.ts';
import type { Violation } from './governed.ts';
import { denoProblems, isImportMap } from './deno.ts';
import { group, jsonOf, leaves } from './json-tree.ts';
import { policy, type Rule, ruling, textAfter, textBefore } from './rule.ts';
import { matcher } from './matcher.ts';
import { linesFromElsewhere } from './sources.ts';

/** Run by a package manager without being asked: on install, and with the registry's key on publishing. */
const HOOKS = [
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'prepublish',
  'preprepare',
  'postprepare',
  'dependencies',
  'pnpm:devPreinstall',
  'prepack',
  'postpack',
  'prepublishOnly',
  'publish',
  'postpublish',
  'preversion',
  'version',
  'postversion',
];
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
  'catalog',
  'catalogs',
];
/** And what puts commands into the hooks of git, releases, and updates by itself. */
const SETTINGS = [
  'pnpm',
  'trustedDependencies',
  'allowScripts',
  'dependenciesMeta',
  'husky',
  'simple-git-hooks',
  'gitHooks',
  'pre-commit',
  'lint-staged',
  'nano-staged',
  'release',
  'release-it',
  'renovate',
];
/** Where a package goes with the key that publishes it. */
const PUBLISHED = /^\s*https:\/\/(?:registry\.npmjs\.org|npm\.pkg\.github\.com)\/?\s*$/i;
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
  const elsewhere = linesFromElsewhere(change).map((line) =>
    no(`takes packages from elsewhere (${line.trim().slice(0, 80)})`),
  );
  if (elsewhere.length > 0) return elsewhere;
  if (isImportMap(change.path)) return denoProblems(change).map(no);
  if (/(^|\/)composer\.json$/i.test(change.path)) return composerViolations(change);
  if (!/(^|\/)package\.json$/i.test(change.path)) return [];
  // A package that goes runs nothing any more; that of the whole repository says what judges it.
  if (change.op === 'delete' && change.path.includes('/')) return [];
  const [was, is] = [jsonOf(textBefore(change)), jsonOf(textAfter(change))];
  const [had, has] = [leaves(group(was, 'scripts')), leaves(group(is, 'scripts'))];
  const altered = [...new Set([...had.keys(), ...has.keys()])].filter(
    (name) => had.get(name) !== has.get(name),
  );
  const hooks = altered.filter((name) => HOOKS.includes(name));
  const judges = altered.filter((name) => !hooks.includes(name) && isKnown(name, had));
  const steered = SETTINGS.filter(
    (name) => canonicalJson(group(is, name) ?? null) !== canonicalJson(group(was, name) ?? null),
  );
  const odd = DEPENDENCIES.flatMap((list) => {
    const before = leaves(listed(was, list));
    return [...leaves(listed(is, list))].flatMap(([name, version]) =>
      version !== before.get(name) && !FROM_REGISTRY.test(version) ? [name] : [],
    );
  });
  const manager = leaves(is).get('packageManager');
  const fetched = manager !== leaves(was).get('packageManager') && manager?.includes(':') === true;
  return [
    ...hooks.map((name) =>
      no(`changes the "${name}" script, which runs by itself on ${when(name)}`),
    ),
    ...judges.map((name) => no(`changes what "${name}" runs, by which the work may be judged`)),
    ...steered.map((name) => no(`changes "${name}", which decides what runs by itself`)),
    ...odd.map((name) => no(`takes "${name}" from outside the registry`)),
    ...published(was, is).map((name) => no(`changes "${name}", to which packages are published`)),
    ...(fetched ? [no('takes its package manager from outside the registry')] : []),
  ];
}

/** Lists that bun has may stand below the workspaces as well. */
const listed = (value: unknown, list: string): unknown =>
  list.startsWith('catalog')
    ? [group(value, list), group(group(value, 'workspaces'), list)]
    : group(value, list);

const when = (name: string): string =>
  /pack|publish|version/i.test(name) ? 'publishing' : 'install';

/** New registries in `publishConfig`, which a scope may have of its own. */
function published(was: unknown, is: unknown): readonly string[] {
  const had = leaves(group(was, 'publishConfig'));
  return [...leaves(group(is, 'publishConfig'))].flatMap(([name, value]) =>
    /registry$/i.test(name) && had.get(name) !== value && !PUBLISHED.test(value) ? [name] : [],
  );
}

/** A script that was there, or what runs before or after one: CI runs what it ran before. New ones run by nobody's word. */
const isKnown = (name: string, had: ReadonlyMap<string, string>): boolean =>
  had.has(name) || had.has(name.replace(/^(?:pre|post)/, ''));

/** Composer runs its events by itself, asks these repositories first, and lets these plugins run. */
function composerViolations(change: FileChange): readonly Violation[] {
  const [was, is] = [jsonOf(textBefore(change)), jsonOf(textAfter(change))];
  const differs = (of: (value: unknown) => unknown): boolean =>
    canonicalJson(of(is) ?? null) !== canonicalJson(of(was) ?? null);
  const [had, has] = [was, is].map((one) => Object.keys(group(one, 'scripts') ?? {}));
  const run = [...new Set([...(had ?? []), ...(has ?? [])])].filter(
    (name) =>
      (/^(?:pre|post)-/.test(name) || had?.includes(name)) &&
      differs((value) => group(group(value, 'scripts'), name)),
  );
  const plugins = (value: unknown): unknown => group(group(value, 'config'), 'allow-plugins');
  const steered = [
    ...(differs((value) => group(value, 'repositories')) ? ['repositories'] : []),
    ...(differs(plugins) ? ['allow-plugins'] : []),
  ];
  const no = (why: string): Violation => policy('manifests', change.path, why);
  return [
    ...run.map((name) => no(`changes what "${name}" runs`)),
    ...steered.map((name) => no(`changes "${name}", by which packages are taken and run`)),
  ];
}
