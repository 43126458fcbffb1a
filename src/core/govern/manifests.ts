import { canonicalJson } from '../canonical.ts';
import type { FileChange } from '../edits/edits.ts';
import type { Violation } from './governed.ts';
import { policy, type Rule, ruling, textAfter, textBefore } from './rule.ts';
import { matcher } from './matcher.ts';
import { linesFromElsewhere } from './sources.ts';

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
/** And what puts commands into the hooks of git. */
const INSTALL_SETTINGS = [
  'pnpm',
  'trustedDependencies',
  'allowScripts',
  'dependenciesMeta',
  'husky',
  'simple-git-hooks',
  'gitHooks',
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
  const elsewhere = linesFromElsewhere(change).map((line) =>
    no(`takes packages from elsewhere (${line.trim().slice(0, 80)})`),
  );
  if (elsewhere.length > 0) return elsewhere;
  if (/(^|\/)composer\.json$/i.test(change.path)) return composerViolations(change);
  if (!/(^|\/)package\.json$/i.test(change.path)) return [];
  const [was, is] = [manifest(textBefore(change)), manifest(textAfter(change))];
  const [had, has] = [leaves(group(was, 'scripts')), leaves(group(is, 'scripts'))];
  const altered = [...new Set([...had.keys(), ...has.keys()])].filter(
    (name) => had.get(name) !== has.get(name),
  );
  const hooks = altered.filter((name) => INSTALL_HOOKS.includes(name));
  const judges = altered.filter((name) => !hooks.includes(name) && isKnown(name, had));
  const steered = INSTALL_SETTINGS.filter(
    (name) => canonicalJson(group(is, name) ?? null) !== canonicalJson(group(was, name) ?? null),
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
    ...judges.map((name) => no(`changes what "${name}" runs, by which the work may be judged`)),
    ...steered.map((name) =>
      no(`changes "${name}", by which the package manager decides what runs`),
    ),
    ...odd.map((name) => no(`takes "${name}" from outside the registry`)),
    ...(fetched ? [no('takes its package manager from outside the registry')] : []),
  ];
}

/** A script that was there, or what runs before or after one: CI runs what it ran before. New ones run by nobody's word. */
const isKnown = (name: string, had: ReadonlyMap<string, string>): boolean =>
  had.has(name) || had.has(name.replace(/^(?:pre|post)/, ''));

/** Composer runs its events by itself, asks these repositories first, and lets these plugins run. */
function composerViolations(change: FileChange): readonly Violation[] {
  const [was, is] = [manifest(textBefore(change)), manifest(textAfter(change))];
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
