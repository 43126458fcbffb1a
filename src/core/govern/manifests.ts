import { canonicalJson } from '../canonical.ts';
import type { FileChange } from '../edits/edits.ts';
import type { Violation } from './governed.ts';
import { policy, type Rule, ruling, textAfter, textBefore } from './rule.ts';
import { matcher } from './matcher.ts';

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
const INSTALL_SETTINGS = ['pnpm', 'trustedDependencies', 'allowScripts'];
/** Manifests of other languages, by the lines in which a package may be taken from somewhere else. */
const SOURCES: readonly (readonly [file: RegExp, line: RegExp])[] = [
  [
    /(?:^|\/)(?:requirements\/[^/]*|[^/]*(?:requirements|constraints)[^/]*)\.(?:txt|in)$/i,
    /:\/\/|\b(?:git|hg|svn|bzr)\+|^\s*--?(?:i|f|index-url|extra-index-url|find-links|trusted-host)\b|@\s*file:/i,
  ],
  [
    /(?:^|\/)(?:pyproject\.toml|Pipfile|Cargo\.toml)$/i,
    /\b(?:git|hg|svn|bzr)\+|\bgit\s*=\s*["']|\b(?:url|registry|registry-index)\s*=\s*["']|@\s*(?:https?|file):/,
  ],
  [
    /(?:^|\/)Gemfile$/i,
    /^\s*source\b|\b(?:git|github|gist|bitbucket)(?:\s*:|\s*=>)|:(?:git|github|gist)\b|^\s*git(?:_source)?\b/,
  ],
];
/** The registry that each of them has from the start. */
const OFFICIAL = /["']https:\/\/(?:pypi\.org\/simple|rubygems\.org|index\.crates\.io)\/?["']/;
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
  const elsewhere = SOURCES.find(([file]) => file.test(change.path))?.[1];
  if (elsewhere !== undefined)
    return newLines(change)
      .filter((line) => elsewhere.test(line) && !OFFICIAL.test(line))
      .map((line) => no(`takes packages from elsewhere (${line.trim().slice(0, 80)})`));
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

function newLines(change: FileChange): readonly string[] {
  const had = new Set(textBefore(change).split('\n'));
  return textAfter(change)
    .split('\n')
    .filter((line) => !had.has(line));
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
