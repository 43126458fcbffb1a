import { describe, expect, it } from '@jest/globals';
import { changed, gateOf, gone } from '../unit/govern/changes.ts';
import { creating } from './a-patch.ts';

describe('what Deno takes modules from', () => {
  const evil = '"https://evil.example/x.ts"';

  it.each([
    ['deno.json', `{"imports":{"x":${evil}}}`],
    ['a/deno.jsonc', `// a map\n{"imports":{"x":${evil},},}`],
    ['deno.json', `{"importMap":${evil}}`],
    ['deno.json', `{"scopes":{"./a/":{"x":"//evil.example/x"}}}`],
    ['deno.json', `{"compilerOptions":{"jsxImportSource":${evil}}}`],
    ['deno.json', `{"lint":{"plugins":["HTTPS://deno.land.evil.example/x"]}}`],
    ['import_map.json', `{"imports":{"x":${evil}}}`],
    ['app.importmap', `{"imports":{"x":${evil}}}`],
    ['deno.json', '{"permissions":{"default":{"run":true}}}'],
    ['deno.json', '{"lock":false}'],
    ['deno.jsonc', '{imports:{x:"https://evil.example"}}'],
  ])('is nothing but a registry or the repository: %s %s', (path, text) =>
    expect(creating(path, text)).toEqual(['manifests']),
  );

  it.each([
    ['deno.json', '{"$schema":"https://raw.example/schema.json","imports":{"@/":"./src/"}}'],
    [
      'deno.json',
      '{"imports":{"a":"jsr:@std/a@1","b":"npm:b@^1","c":"https://deno.land/std/c.ts"}}',
    ],
    ['deno.json', '{"tasks":{"test":"deno test"},"fmt":{"lineWidth":100}}'],
  ])('may be those: %s %s', (path, text) => expect(creating(path, text)).toEqual(['through']));

  it('keeps what its tasks run, and what it took before', () => {
    const was = `{"tasks":{"test":"deno test"},"imports":{"x":${evil}}}`;
    const gate = (after: string) => gateOf([changed('deno.json', was, after)]);
    expect(gate(was.replace('"imports":{', '"imports":{"a":"jsr:@a/b",'))).toEqual([]);
    expect(gate(was.replace('deno test', 'true'))).toEqual(['policy manifests deno.json']);
  });
});

describe('what a package may say of itself', () => {
  it.each([
    ['a list of versions of bun', { workspaces: { catalog: { x: 'git+https://evil.example/x' } } }],
    ['another of them', { catalogs: { old: { x: 'evil/x' } } }],
    ['what runs on publishing', { scripts: { prepublishOnly: 'node x.js' } }],
    ['what runs on packing', { scripts: { prepack: 'node x.js' } }],
    ['where it is published', { publishConfig: { registry: 'https://evil.example' } }],
    ['where a scope is', { publishConfig: { '@a:registry': 'https://evil.example' } }],
    ['what runs on a commit', { 'lint-staged': { '*': 'node x.js' } }],
    ['what runs on a release', { release: { plugins: ['@semantic-release/exec'] } }],
    ['who merges updates', { renovate: { automerge: true } }],
  ])('is not %s', (_, told) =>
    expect(creating('packages/a/package.json', JSON.stringify(told))).toEqual(['manifests']),
  );

  it.each([
    ['that it is public', { publishConfig: { access: 'public' } }],
    ['the registry of npm', { publishConfig: { registry: 'https://registry.npmjs.org/' } }],
    ['versions of a list', { workspaces: { packages: ['a/*'], catalog: { x: '^1.0.0' } } }],
  ])('is %s', (_, told) =>
    expect(creating('packages/a/package.json', JSON.stringify(told))).toEqual(['through']),
  );

  it('goes with the package', () => {
    const text = JSON.stringify({ scripts: { test: 'jest', prepare: 'husky' } });
    expect(gateOf([gone('packages/old/package.json', text)])).toEqual([]);
    expect(gateOf([gone('package.json', text)])).toEqual(['policy manifests package.json']);
  });
});

describe('packages of other languages from elsewhere', () => {
  it.each([
    ['pyproject.toml', 'dependencies = ["""x @ \\\n   https://evil.example/x.whl"""]'],
    ['pyproject.toml', 'dependencies = ["x @ HTTPS://evil.example/x.whl"]'],
    ['pyproject.toml', 'x = { index = "https://pypi.org/simple", git = "https://evil.example" }'],
    ['setup.py', 'setup(install_requires=["x @ git+https://evil.example"])'],
    ['setup.py', 'setup(dependency_links=LINKS)'],
    ['Pipfile', 'x = {file = "https://evil.example/x.zip"}'],
    ['pixi.toml', 'channels = ["https://evil.example"]'],
    ['environment.yml', 'dependencies:\n  - pip:\n      - git+https://evil.example/x'],
    ['go.mod', 'replace example.com/a => github.com/evil/a v1.0.0'],
    ['go.work', 'replace (\n\texample.com/a v1.0.0 => evil.example/a v1.0.0\n)'],
    [
      'pom.xml',
      '<project><repositories><repository><!-- </repository> --><url>https://evil.example</url></repository></repositories></project>',
    ],
    [
      'a/pom.xml',
      '<project><pluginRepositories><pluginRepository><url >https://evil.example</url></pluginRepository></pluginRepositories></project>',
    ],
    [
      'pom.xml',
      '<project><distributionManagement><repository><url>https://evil.example</url></repository></distributionManagement></project>',
    ],
    ['pom.xml', '<!DOCTYPE x [<!ENTITY a "b">]><project></project>'],
    ['build.gradle.kts', 'repositories { maven("https://evil.example") }'],
    [
      'settings.gradle',
      'pluginManagement { repositories { maven { url "https://evil.example" } } }',
    ],
    ['build.gradle', '    url = uri("https://evil.example")'],
    ['project/plugins.sbt', 'resolvers += "x" at "https://evil.example"'],
    ['mix.exs', '{:x, git: "https://evil.example/x"}'],
    ['flake.nix', 'inputs.x.url = "github:evil/x";'],
    ['flake.nix', '    x = { type = "github"; owner = "evil"; repo = "x"; };'],
    ['MODULE.bazel', 'archive_override(module_name = "x", urls = ["https://evil.example"])'],
    ['Podfile', "pod 'x', :podspec => 'https://evil.example/x.podspec'"],
    ['gemfiles/rails.gemfile', "gem 'x', github: 'evil/x'"],
    ['app/App.csproj', '<RestoreSources>https://evil.example</RestoreSources>'],
  ])('are found: %s %s', (path, text) => expect(creating(path, text)).toEqual(['manifests']));

  it.each([
    [
      'go.mod',
      'module example.com/a\n\nrequire example.com/b v1.0.0\n\nreplace example.com/c => ../c\n',
    ],
    [
      'pom.xml',
      '<project><url>https://example.com</url><scm><url>https://example.com</url></scm><dependencies><dependency><artifactId>a</artifactId></dependency></dependencies></project>',
    ],
    [
      'pom.xml',
      '<project><repositories><repository><url>https://repo.maven.apache.org/maven2</url></repository></repositories></project>',
    ],
    [
      'build.gradle.kts',
      'repositories { mavenCentral() }\npublishing { publications { create<MavenPublication>("maven") { pom { url.set("https://example.com") } } } }\n',
    ],
    ['build.gradle', "dependencies { implementation 'a:b:1.0' }\n"],
    ['build.sbt', 'libraryDependencies += "a" %% "b" % "1.0"\n'],
    ['mix.exs', '{:x, "~> 1.0"}\n'],
    ['flake.nix', '  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";\n'],
    ['flake.nix', '  src = fetchurl { url = "https://example.com/a.tar.gz"; };\n'],
    ['MODULE.bazel', 'bazel_dep(name = "rules_go", version = "0.50.1")\n'],
    ['Podfile', "source 'https://cdn.cocoapods.org/'\npod 'x', '~> 1.0'\n"],
    ['setup.py', 'setup(name="a", url="https://example.com", install_requires=["x>=1"])\n'],
    ['environment.yml', 'name: a\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n'],
  ])('are told from those of a registry: %s %s', (path, text) =>
    expect(creating(path, text)).toEqual(['through']),
  );

  it('are looked for in time that grows with the text', () => {
    const long = 200_000;
    const started = process.cpuUsage().user;
    creating('pom.xml', '<repository>'.repeat(long / 12));
    creating('pom.xml', `<project>${'<!--'.repeat(long / 4)}`);
    creating('pyproject.toml', 'a-'.repeat(long / 2));
    creating('build.gradle', `maven${' '.repeat(long)}`);
    creating('go.mod', '=> '.repeat(long / 3));
    expect(process.cpuUsage().user - started).toBeLessThan(5e6);
  });
});
