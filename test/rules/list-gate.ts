/** Section 9: governed apply. */
import { type Rule, rules, unit } from './rule.ts';

const govern = unit('govern/govern');
const scope = unit('govern/scope');
const paths = unit('govern/paths');
const unsafe = unit('govern/unsafe-paths');
const size = unit('govern/size');

export const GATES: readonly Rule[] = [
  ...rules(9, 'src/core/govern/govern.ts', [
    [
      'The gate has a line for every rule, in order.',
      '  noopRule,\n  scopeRule,',
      '  scopeRule,\n  noopRule,',
      govern('has a line for every rule, in order, and seals what breaks none'),
    ],
    [
      'One broken rule refuses all edits.',
      'if (violations.length > 0 ||',
      'if (',
      govern('refuses all for one, says what is wrong with each and seals nothing'),
    ],
    [
      'Licence and attribution are looked at where code is taken over.',
      'policy.reuse === undefined ? RULES : [...RULES, attributionRule]',
      'RULES',
      unit('planning/governed-reuse')('is refused without its notice'),
    ],
    [
      'A high risk is a warning of the gate.',
      "risk >= RISK_LEVELS.high ? 'warn' : 'pass'",
      "risk > 100 ? 'warn' : 'pass'",
      size('critical'),
    ],
  ]),
  ...rules(9, 'src/core/govern/content.ts', [
    [
      'An answer that changes nothing is refused, unless the plan allows it.',
      'return allowNoop\n',
      'return allowNoop || changes.length === 0\n',
      govern('refused'),
    ],
    [
      'Deliverables that are missing are refused.',
      '!there.has(path) &&',
      "!there.has(path) && path === '' &&",
      govern('src/none.ts'),
    ],
    [
      'A deliverable may not be deleted.',
      "if (change.op === 'delete') there.delete(change.path);\n    else there.add(change.path);",
      'there.add(change.path);',
      govern('may not go'),
    ],
    [
      'Secrets are refused.',
      'findSecrets(withoutExamples(addedText(change)))',
      "findSecrets('')",
      govern('a new line'),
    ],
  ]),
  ...rules(9, 'src/core/govern/scope.ts', [
    [
      'Only paths that the phase names may change.',
      'const outside = changes.filter((change) => !inside(change.path));',
      "const outside = changes.filter((change) => !inside(change.path) && change.path === '');",
      scope('refuses what it does not name'),
    ],
    [
      'Protected paths are refused, inside the scope as well.',
      'isProtected(change.path) && !allowed(change.path)',
      "isProtected(change.path) && change.path === ''",
      scope('are refused inside the scope as well'),
    ],
    [
      'A protected path is protected in any spelling that a file system may fold.',
      "matches(path.normalize('NFKC').toLowerCase())",
      'matches(path)',
      scope('.GitHub/workflows/x.yml'),
    ],
    [
      'Paths that the default branch allows may change.',
      'isProtected(change.path) && !allowed(change.path)',
      'isProtected(change.path)',
      scope('.github/ISSUE_TEMPLATE/bug.md'),
    ],
  ]),
  ...rules(9, 'src/core/govern/manifests.ts', [
    [
      'No script is changed that CI may run.',
      'had.has(name) || had.has(',
      'had.has(`${name}?`) && had.has(',
      scope('another test script'),
    ],
    [
      'No script is put in that runs on install.',
      '...hooks.map((name)',
      '...hooks.slice(hooks.length).map((name)',
      scope('postinstall'),
    ],
    [
      'No dependency is taken from outside the registry.',
      'version !== before.get(name) && !FROM_REGISTRY.test(version)',
      "version !== before.get(name) && version === ''",
      scope('devDependencies'),
    ],
  ]),
  ...rules(9, 'config/ruleset.yaml', [
    [
      'Workflows and the configuration of Autopack are protected from the start.',
      "  - '.github/**'\n",
      '',
      unit('plan/preflight')('protected paths that nobody opened'),
    ],
  ]),
  ...rules(9, 'src/core/govern/paths.ts', [
    [
      'No path leaves the tree.',
      "part === '' || part === '.' || part === '..'",
      "part === ''",
      unsafe('holds a part that leads upwards'),
    ],
    [
      'No path leads into .git.',
      '[parts.some((part) => isGit(part)), ',
      '[false && parts.some((part) => isGit(part)), ',
      unsafe('leads into .git'),
    ],
    [
      'No hidden characters stand in a path.',
      '[stripInvisible(path) !== path,',
      "[stripInvisible(path) !== path && path === '',",
      unsafe('holds invisible characters'),
    ],
    [
      'No name mixes alphabets.',
      '[parts.some(isMixed), ',
      '[false && parts.some(isMixed), ',
      unsafe('mixes alphabets'),
    ],
    [
      'Symbolic links and submodules are not written to.',
      'if (isLink(mode))',
      "if (isLink(mode) && path === '')",
      paths('a link'),
    ],
    [
      'Nothing is written behind a symbolic link or into a submodule.',
      'if (parents(path).some((folder) => isLink(modes.get(folder))))',
      "if (path === '')",
      paths('what lies behind a link'),
    ],
    [
      'A new file is not executable.',
      "change.mode !== '100644' &&",
      "change.mode === '' &&",
      paths('may not be executable for a new file'),
    ],
    [
      'No new path differs from another by case or Unicode form only.',
      '...twins.slice(0, 1).map(',
      '...twins.slice(0, 0).map(',
      paths('another case'),
    ],
    [
      'Bidirectional controls in code are refused.',
      'hasBidi(addedText(change))',
      "hasBidi(addedText(change)) && change.path === ''",
      govern('bidi in a new file'),
    ],
  ]),
];
