import { describe, expect, it } from '@jest/globals';
import { creating, verdictOn } from './a-patch.ts';

describe('a path that leads elsewhere', () => {
  it.each([
    ...[
      '../x',
      '../../etc/passwd',
      'a/../../x',
      'a/..',
      '..',
      './x',
      'a/./b',
      'a//b',
      '/etc/passwd',
      '//host/x',
    ],
    ...[
      'C:\\x',
      'c:/x',
      '\\\\?\\C:\\x',
      '\\\\host\\share',
      'a\\..\\b',
      '',
      ' ',
      '.',
      'a/',
      '~/../x',
    ],
    ...['a\u0000.ts', 'a\nb', 'a\tb', 'a\rb', 'x'.repeat(300)],
    ...['aux', 'CON.txt', 'src/nul', 'lpt1', 'com9.tar.gz', 'PRN'],
    ...[
      'src/a.ts.',
      'src/a.ts ',
      'src /a',
      'src./a',
      'a:b',
      'src/a.ts::$DATA',
      'a*',
      'a?',
      'a|b',
      '"a"',
      '<a>',
    ],
  ])('%j does not get through', (path) => expect(creating(path)).toContain('path'));

  it.each(['../x', '.git/config', '.github/workflows/x.yml', '/etc/passwd'])(
    'nor as the new name of a file: %s',
    (path) => {
      const refused = verdictOn({ op: 'rename', path: 'src/a.ts', new_path: path });
      expect(refused).not.toContain('through');
      expect(refused.some((rule) => rule === 'path' || rule === 'protected')).toBe(true);
    },
  );
});

describe('git’s own folder', () => {
  it.each([
    ...['.git/config', '.git', '.GIT/hooks/pre-commit', '.Git/x', 'a/.git/config', 'vendor/.giT'],
    ...[
      'git~1/config',
      'GIT~1',
      'a/git~12/x',
      '.git./x',
      '.git /x',
      '.git. . /x',
      '.git::$INDEX_ALLOCATION/x',
    ],
    ...[
      '.g\u200Cit/config',
      '.\u200Dgit/x',
      '.git\u2060/x',
      '.g\uFE0Fit/x',
      '.gi\u{E0074}t/x',
      '\uFEFF.git/x',
    ],
  ])('%j does not get through', (path) => expect(creating(path)).toContain('path'));

  it.each(['.gitignore', '.gitmodules', '.gitattributes', 'src/.gitattributes', 'lib/.gitmodules'])(
    '%s is protected',
    (path) => expect(creating(path)).toContain('protected'),
  );

  it.each([
    ...[
      '.cirrus.yml',
      'ci/azure-pipelines-release.yaml',
      '.azure-pipelines/a.yml',
      '.appveyor.yml',
    ],
    ...[
      'ci/Jenkinsfile.release',
      '.builds/a.yml',
      '.teamcity/settings.kts',
      '.forgejo/workflows/a',
    ],
    ...['.lefthook.yml', 'lefthook-local.yml', '.githooks/pre-commit', '.lintstagedrc.mjs'],
    ...['AGENTS.override.md', 'a/CLAUDE.local.md', '.opencode/agent/a.md', '.junie/guidelines.md'],
    ...['.devcontainer.json', 'a.code-workspace', '.idea/runConfigurations/a.xml', 'mise.toml'],
    ...['a/pnpm-workspace.yaml', '.bundle/config', 'uv.toml', 'gradlew', '.pnp.cjs', 'pylock.toml'],
    ...['.mergify.yml', 'renovate.json', 'go.work.sum', 'Package.resolved'],
  ])('nor what runs, steers agents or pins packages elsewhere: %s', (path) =>
    expect(creating(path)).toContain('protected'),
  );
});

describe('a twin', () => {
  it.each<[string, string[]]>([
    ['case', ['SRC/A.ts']],
    ['case of a folder', ['Src/b.ts']],
    ['case of the manifest', ['Package.json']],
    ['full-width letters', ['ｐackage.json']],
    ['a ligature', ['src/ﬁ.ts', 'src/fi.ts']],
    ['the Kelvin sign', ['\u212A.ts', 'k.ts']],
    ['a mathematical letter', ['𝐑EADME.md']],
    ['not in form C', ['src/e\u0301.ts']],
    ['a Cyrillic letter', ['p\u0430ckage.json']],
    ['a Greek letter', ['src/\u03B1uth.ts']],
    ['a tag character', ['package\u{E0041}.json']],
    ['a soft hyphen', ['pack\u00ADage.json']],
    ['a Hangul filler', ['package\u3164.json']],
    ['right-to-left override', ['src/\u202Est.a']],
    ['half a pair', ['src/\uD800.ts']],
  ])('by %s does not get through: %j', (_, paths) => {
    const edits = paths.map((path) => ({ op: 'create', path, replace: '{}' }));
    expect(verdictOn(...edits)).toEqual(['path']);
  });
});

describe('a link or a submodule', () => {
  it.each(['out/x', 'out/deep/x', 'sub/x'])('is not written through: %s', (path) =>
    expect(creating(path)).toEqual(['path']),
  );

  it.each(['out', 'sub'])('is not replaced: %s', (path) => {
    expect(creating(path)).toEqual(['exists-already']);
    expect(verdictOn({ op: 'replace', path, search: 'a', replace: 'b' })).toEqual(['not-served']);
    expect(verdictOn({ op: 'delete', path })).toEqual(['not-served']);
  });

  it('cannot be asked for', () => {
    const linking = { op: 'create', path: 'x', replace: '/etc/passwd', mode: '120000' };
    expect(verdictOn(linking)).toEqual(['malformed']);
    expect(verdictOn({ ...linking, op: 'symlink' })).toEqual(['malformed']);
  });
});

describe('what runs, steers or pins by itself', () => {
  const cases = (path: string): string[] => [path, path.toUpperCase(), path.toLowerCase()];

  it.each(
    [
      ...[
        '.github/workflows/ci.yml',
        '.github/workflows/a/b.yml',
        '.github/actions/x/action.yml',
        '.github/dependabot.yml',
      ],
      ...[
        '.github/autopack.yml',
        '.github/CODEOWNERS',
        'CODEOWNERS',
        'docs/CODEOWNERS',
        '.husky/pre-commit',
      ],
      ...[
        '.circleci/config.yml',
        '.gitlab-ci.yml',
        '.gitlab/ci/x.yml',
        '.buildkite/x.yml',
        'azure-pipelines.yml',
        'Jenkinsfile',
      ],
      ...[
        'AGENTS.md',
        'src/AGENTS.md',
        'CLAUDE.md',
        'GEMINI.md',
        '.cursor/rules/x.mdc',
        '.cursorrules',
        '.claude/settings.json',
        '.mcp.json',
      ],
      ...[
        '.npmrc',
        'a/.npmrc',
        '.yarnrc',
        '.yarnrc.yml',
        'bunfig.toml',
        '.pnpmfile.cjs',
        'pip.conf',
      ],
      ...[
        'package-lock.json',
        'npm-shrinkwrap.json',
        'yarn.lock',
        'pnpm-lock.yaml',
        'bun.lockb',
        'poetry.lock',
        'Cargo.lock',
        'go.sum',
      ],
    ].flatMap(cases),
  )('%s is protected', (path) => expect(creating(path, '{}')).toContain('protected'));

  it.each([
    ['.ｇithub/workflows/x.yml', 'protected'],
    ['.githu\u200Bb/workflows/x.yml', 'path'],
    ['.g\u0456thub/workflows/x.yml', 'path'],
    ['.hus\u212Ay/pre-commit', 'protected'],
  ])('%j is not let through as another name', (path, rule) =>
    expect(creating(path, '{}')).toContain(rule),
  );

  it.each(['src/github/x.ts', 'docs/agents.txt', 'src/lock.ts', '.hg/x'])('%s is not', (path) =>
    expect(creating(path)).toEqual(['through']),
  );
});
