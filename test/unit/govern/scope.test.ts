import { describe, expect, it } from '@jest/globals';
import { mayChange } from '../../../src/core/govern/scope.ts';
import { matcher } from '../../../src/core/govern/matcher.ts';
import { changed, gateOf, gone, made } from './changes.ts';

describe('a glob', () => {
  it.each([
    ['src', 'src/a/b.ts', true],
    ['src/', 'src/a.ts', true],
    ['./src/', 'src/a.ts', true],
    ['src/a.ts', 'src/a.ts', true],
    ['src/**', 'src/.hidden/x', true],
    ['**/*.ts', 'a.ts', true],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx', true],
    ['src', 'srcs/a.ts', false],
    ['src', 'lib/src/a.ts', false],
    ['src/*', 'src/a/b.ts', false],
    ['*.ts', 'src/a.ts', false],
    ['SRC', 'src/a.ts', false],
    ['!src', 'lib/a.ts', false],
    ['src', 'src/../../x', false],
    ['app/blog/[slug]/**', 'app/blog/[slug]/page.tsx', true],
    ['app/blog/[slug]', 'app/blog/[slug]/page.tsx', true],
    ['app/blog/[slug]/', 'app/blog/[slug]/page.tsx', true],
    ['app/blog/[slug]/**', 'app/blog/other/page.tsx', false],
    ['', 'a.ts', false],
    ['./', 'a.ts', false],
  ])('%j and %s: %s', (glob, path, matches) => expect(matcher([glob])(path)).toBe(matches));

  it('of none matches nothing', () => expect(matcher([])('a')).toBe(false));
});

describe('a path', () => {
  const rules = { scope: ['src', '.github'], protectedPaths: ['.github/**'], allowProtected: [] };

  it.each([
    ['src/a.ts', true],
    ['lib/a.ts', false],
    ['.github/a.yml', false],
    ['.GITHUB/a.yml', false],
  ])('%s may be changed: %s', (path, may) => expect(mayChange(path, rules)).toBe(may));

  it('may be changed where nothing is named, or what is protected is allowed', () => {
    expect(mayChange('lib/a.ts', { ...rules, scope: [] })).toBe(true);
    const open = { ...rules, allowProtected: ['.github/a.yml'] };
    expect(mayChange('.github/a.yml', open)).toBe(true);
    expect(mayChange('.github/b.yml', open)).toBe(false);
  });
});

describe('the scope', () => {
  const scope = ['src', 'docs/*.md'];

  it('lets pass what it names, for every operation', () => {
    expect(
      gateOf([made('src/a'), changed('docs/b.md', 'a', 'b'), gone('src/c')], { scope }),
    ).toEqual([]);
    expect(gateOf([made('anything')], { scope: [] })).toEqual([]);
  });

  it.each([made('lib/a'), changed('lib/a', 'a', 'b'), gone('lib/a'), made('srcs/a')])(
    'refuses what it does not name: $op $path',
    (change) =>
      expect(gateOf([made('src/ok'), change], { scope })).toEqual([`policy scope ${change.path}`]),
  );
});

describe('protected paths', () => {
  const policy = {
    protectedPaths: ['.github/**', '**/CODEOWNERS'],
    allowProtected: ['.github/ISSUE_TEMPLATE'],
  };

  it.each(['.github/x', '.GitHub/workflows/x.yml', 'a/codeowners', 'CODEOWNERS', '.hus\u212A/x'])(
    '%s is refused for every operation',
    (path) => {
      const protectedPaths = [...policy.protectedPaths, '.husk/**'];
      for (const change of [made(path), changed(path, 'a', 'b'), gone(path)])
        expect(gateOf([change], { ...policy, protectedPaths })).toContain(
          `policy protected ${path}`,
        );
    },
  );

  it.each(['github/x', 'src/.github/x', 'CODEOWNERS.md', '.github/ISSUE_TEMPLATE/bug.md'])(
    '%s is not',
    (path) => expect(gateOf([made(path)], policy)).toEqual([]),
  );

  it('are refused inside the scope as well', () => {
    expect(gateOf([made('.github/x')], { ...policy, scope: ['**'] })).toEqual([
      'policy protected .github/x',
    ]);
  });
});

const manifest = (more: object): string => JSON.stringify({ name: 'a', ...more });
const from = {
  scripts: { test: 'jest', prepare: 'husky' },
  dependencies: { a: '^1.0.0', b: 'git+ssh://x/y' },
};

describe('a manifest', () => {
  it.each([
    ['another version', { ...from, dependencies: { ...from.dependencies, a: '^2.0.0' } }],
    ['a range', { ...from, devDependencies: { c: '1.x || >=2.5.0 <3 || ~4.1 - 5' } }],
    ['a tag', { ...from, dependencies: { ...from.dependencies, c: 'latest' } }],
    ['an alias', { ...from, dependencies: { ...from.dependencies, c: 'npm:@s/c@^1' } }],
    ['the workspace', { ...from, dependencies: { ...from.dependencies, c: 'workspace:*' } }],
    ['another script', { ...from, scripts: { ...from.scripts, build: 'tsc', prebuild: 'x' } }],
    ['a package manager', { ...from, packageManager: 'pnpm@9.1.0+sha256.00' }],
    ['an override', { ...from, overrides: { a: { b: '$c' } } }],
  ])('passes with %s', (_, to) =>
    expect(gateOf([changed('package.json', manifest(from), manifest(to))])).toEqual([]),
  );

  it.each([
    'preinstall',
    'install',
    'postinstall',
    'prepare',
    'prepublish',
    'preprepare',
    'postprepare',
    'dependencies',
    'pnpm:devPreinstall',
  ])('is refused with a new %s script', (name) => {
    const to = { ...from, scripts: { ...from.scripts, [name]: 'node x.js' } };
    expect(gateOf([changed('package.json', manifest(from), manifest(to))])).toEqual([
      'policy manifests package.json',
    ]);
  });

  it.each([
    'dependencies',
    'devDependencies',
    'optionalDependencies',
    'peerDependencies',
    'overrides',
    'resolutions',
  ])('is refused with %s from outside', (list) => {
    const to = { ...from, [list]: { evil: 'git://evil.example/x' } };
    expect(gateOf([changed('package.json', manifest(from), manifest(to))])).toEqual([
      'policy manifests package.json',
    ]);
  });

  it.each([
    ['another test script', { ...from, scripts: { ...from.scripts, test: 'exit 0' } }],
    ['a hook of one that was there', { ...from, scripts: { ...from.scripts, pretest: 'x' } }],
    ['no test script', { ...from, scripts: { prepare: 'husky' } }],
    ['other rules of the package manager', { ...from, pnpm: { onlyBuiltDependencies: ['evil'] } }],
    ['packages that may run code', { ...from, trustedDependencies: ['evil'] }],
  ])('is refused with %s', (_, to) =>
    expect(gateOf([changed('package.json', manifest(from), manifest(to))])).toEqual([
      'policy manifests package.json',
    ]),
  );

  it.each([
    ['requirements.txt', 'evil @ git+https://evil.example/x.git'],
    ['requirements-dev.txt', '--extra-index-url https://evil.example/simple'],
    ['pyproject.toml', 'evil = { git = "https://evil.example/x" }'],
    ['requirements/base.txt', 'evil @ git+https://evil.example/x.git'],
    ['dev-requirements.txt', 'https://evil.example/x.whl'],
    ['requirements.txt', '-r https://evil.example/more.txt'],
    ['pyproject.toml', 'url = "https://evil.example/simple"'],
    ['crates/a/Cargo.toml', 'evil = { git = "https://evil.example/x" }'],
    ['Gemfile', "gem 'evil', git: 'https://evil.example/x'"],
    ['Gemfile', "source 'https://evil.example'"],
    ['Gemfile', 'source("https://evil.example")'],
    ['Gemfile', "gem 'evil', gist: '1234'"],
  ])('in %s is refused with %s', (path, line) => {
    const was = 'left = "1"\n';
    expect(gateOf([changed(path, was, `${was}${line}\n`)])).toEqual([`policy manifests ${path}`]);
    expect(gateOf([changed(path, `${line}\n`, `${line}\nright==2.0\n`)])).toEqual([]);
  });

  it.each([
    ['Gemfile', 'source "https://rubygems.org"\n\ngem "rack"\n'],
    ['Pipfile', '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\n'],
    ['pyproject.toml', '[project.urls]\nGitHub = "https://github.com/a/b"\n'],
    ['pyproject.toml', '[tool.coverage.run]\nsource = ["src"]\n'],
    ['requirements.txt', '-r base.txt\nleft==1.0 ; python_version > "3.9"\n-e .\n'],
  ])('passes as a new %s with nothing from elsewhere: %j', (path, text) => {
    expect(gateOf([made(path, text)])).toEqual([]);
  });

  it('is left alone where the configuration allows it', () => {
    const hooked = made('package.json', manifest({ scripts: { install: 'x' } }));
    expect(gateOf([hooked], { allowProtected: ['package.json'] })).toEqual([]);
    expect(gateOf([hooked], { allowProtected: ['lib'] })).toEqual([
      'policy manifests package.json',
    ]);
    expect(gateOf([gone('package.json', manifest({})), gone('binding.gyp')])).toEqual([]);
  });
});
