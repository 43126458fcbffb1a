import { hasBidi, stripInvisible } from '../text/invisible.ts';
import type { FileChange } from '../edits/edits.ts';
import type { GovernPolicy, Violation } from './governed.ts';
import { addedText, policy, type Rule, ruling, work } from './rule.ts';

const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
const MAX_PATH = 240;

/** What is wrong with a path, in words; empty when nothing is. The attacker writes outside the tree or hides where. */
export function pathProblems(path: string): readonly string[] {
  const parts = path.split('/');
  const checks: readonly (readonly [boolean, string])[] = [
    [path === '' || path.length > MAX_PATH, `is empty or longer than ${MAX_PATH} characters`],
    [path.startsWith('/') || /^[A-Za-z]:/.test(path), 'is absolute'],
    [path.includes('\\'), 'holds a backslash'],
    [/[\u0000-\u001F\u007F]/.test(path), 'holds a control character'],
    [stripInvisible(path) !== path, `holds invisible characters (${codePoints(path)})`],
    [
      parts.some((part) => part === '' || part === '.' || part === '..'),
      'holds an empty, "." or ".." part',
    ],
    [parts.some((part) => /[. ]$/.test(part)), 'has a part that ends in a dot or a space'],
    [parts.some((part) => isGit(part)), 'leads into .git'],
    [parts.some((part) => DEVICES.test(part)), 'names a device of Windows'],
    [/[:*?"<>|]/.test(path), 'holds a character that Windows refuses'],
    [path.normalize('NFC') !== path, 'is not in Unicode normal form C'],
    [parts.some(isMixed), `mixes alphabets within a name (${codePoints(path)})`],
  ];
  return checks.flatMap(([wrong, why]) => (wrong ? [why] : []));
}

/** `.git` in any case, hidden characters and the short name that Windows makes of it. */
const isGit = (part: string): boolean =>
  /^(\.git|git~[0-9]+)$/i.test(stripInvisible(part).replace(/[. ]+$/, ''));

/** Latin letters beside Cyrillic or Greek ones in one name look like something else; an extension is Latin everywhere. */
const isMixed = (part: string): boolean =>
  part
    .split('.')
    .some(
      (name) =>
        /\p{Script=Latin}/u.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name),
    );

const codePoints = (path: string): string =>
  [...path]
    .filter((char) => (char.codePointAt(0) ?? 0) > 0x7e)
    .slice(0, 8)
    .map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** Path safety (v7 section 9): traversal, links, submodules, modes, twins and hidden characters. */
export const pathRule: Rule = (changes, { tree }) => {
  const modes = new Map(tree.map((entry) => [entry.path, entry.mode]));
  const beside = neighbours(changes, tree);
  return ruling(
    'path safety',
    changes.flatMap((change) => {
      const { path } = change;
      const found = pathProblems(path).map((why) => policy('path', path, why));
      const mode = modes.get(path);
      if (isLink(mode))
        found.push(
          policy('path', path, mode === '120000' ? 'is a symbolic link' : 'is a submodule'),
        );
      if (parents(path).some((folder) => isLink(modes.get(folder))))
        found.push(policy('path', path, 'lies behind a symbolic link or in a submodule'));
      if (change.op !== 'create') return found;
      if (
        change.mode !== '100644' &&
        !changes.some((other) => other.op === 'delete' && other.mode === change.mode)
      )
        found.push(policy('path', path, 'a new file may not be executable'));
      return [...found, ...beside(path)];
    }),
  );
};

/** What a new path collides with in the tree as it will be. A folder can have a twin as well. */
function neighbours(
  changes: readonly FileChange[],
  tree: GovernPolicy['tree'],
): (path: string) => readonly Violation[] {
  const gone = new Set(changes.flatMap((change) => (change.op === 'delete' ? [change.path] : [])));
  const kept = tree.filter((entry) => !gone.has(entry.path) && !isLink(entry.mode));
  const made = changes.flatMap((change) => (change.op === 'create' ? [change.path] : []));
  const files = new Set([...kept.map((entry) => entry.path), ...made]);
  const folders = new Set([...files].flatMap(parents));
  const known = new Set(kept.flatMap((entry) => parents(entry.path)));
  const folded = new Map<string, Set<string>>();
  for (const path of [...files, ...folders])
    folded.set(fold(path), (folded.get(fold(path)) ?? new Set()).add(path));
  return (path) => {
    const fresh = [path, ...parents(path).filter((folder) => !known.has(folder))];
    const twins = fresh.flatMap((one) =>
      [...(folded.get(fold(one)) ?? [])].filter((other) => other !== one),
    );
    const problems = [
      ...twins.slice(0, 1).map((twin) => `differs from ${twin} by case or Unicode form only`),
      ...(folders.has(path) ? ['is a folder'] : []),
      ...(parents(path).some((folder) => files.has(folder))
        ? ['has a file where it needs a folder']
        : []),
    ];
    return problems.map((why) => work('path', path, why));
  };
}

const isLink = (mode: string | undefined): boolean => mode === '120000' || mode === '160000';
const fold = (path: string): string => path.normalize('NFKC').toLowerCase();

function parents(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Bidirectional controls in code make it read differently from what it does. */
export const hiddenRule: Rule = (changes) =>
  ruling(
    'hidden characters',
    changes
      .filter((change) => hasBidi(addedText(change)))
      .map((change) => policy('hidden', change.path, 'adds bidirectional control characters')),
  );
