import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { mayChange } from '../../../src/core/govern/scope.ts';

const { ruleset } = loadDefaults();
const may = (path: string): boolean =>
  mayChange(path, { scope: [], protectedPaths: ruleset.protected, allowProtected: [] });

describe('what no phase may change unless the default branch allows it', () => {
  it.each([
    ['policy', ['.github/autopack.yml', '.github/CODEOWNERS', '.github/workflows/ci.yml']],
    ['other CI', ['.gitlab-ci.yml', 'Jenkinsfile', '.circleci/config.yml', '.forgejo/x.yml']],
    ['hooks', ['.husky/pre-commit', 'app/lefthook.yml', '.pre-commit-config.yaml', '.githooks/a']],
    ['agents', ['AGENTS.md', 'lib/CLAUDE.md', '.cursor/rules/a.mdc', '.mcp.json', '.junie/a.md']],
    ['editors', ['.vscode/tasks.json', '.devcontainer/devcontainer.json', '.idea/a.xml']],
    ['where packages come from', ['.npmrc', 'a/.yarnrc.yml', '.cargo/config.toml', '.pypirc']],
    ['lockfiles', ['package-lock.json', 'a/pnpm-lock.yaml', 'uv.lock', 'go.sum', 'Cargo.lock']],
    ['more lockfiles', ['shard.lock', 'a/buf.lock', 'gradle/locks/compile.lockfile']],
    ['what stands in for packages', ['node_modules/x/index.js', 'src/node_modules/jest/index.js']],
    ['flags and wrappers of builds', ['.bazelrc', 'a/.bazelversion', 'tools/bazel']],
    ['who decides about pull requests', ['OWNERS', 'a/OWNERS', '.mergify/config.yml', '.asf.yaml']],
    ['updates', ['.dependabot/config.yml', 'renovate.json5', '.renovaterc']],
    ['releases', ['.releaserc.json', 'release.config.js', '.goreleaser.yml', 'dangerfile.ts']],
    ['readers of pull requests', ['.coderabbit.yaml', '.pr_agent.toml', 'Dangerfile']],
    ['more hooks', ['.huskyrc', 'lint-staged.config.js', '.git-hooks/pre-commit']],
    ['more shells', ['.mise/config.toml', 'devbox.json', '.replit', '.idx/dev.nix', '.Rprofile']],
    ['more editors', ['.dir-locals.el', 'a/.nvim.lua', 'x.sublime-project', '.run/x.run.xml']],
    ['more agents', ['AGENT.md', 'skills/x/SKILL.md', '.claude-plugin/plugin.json', 'mcp.json']],
    ['rules of agents', ['.rules', '.openhands/setup.sh', '.factory/x', '.kilocode/rules/a.md']],
    ['the licence', ['LICENSE', 'license.md', 'LICENCE.txt', 'LICENSE-MIT', 'LICENSE-APACHE-2.0']],
    ['other licences', ['COPYING', 'COPYING.LESSER', 'UNLICENSE', 'LICENSES/MIT.txt']],
    ['manifests that nobody reads here', ['package.yaml', 'app/package.json5']],
  ])('holds %s', (_, paths) => {
    expect(paths.filter(may)).toEqual([]);
  });

  it('holds nothing of ordinary work', () => {
    const ordinary = [
      ...['src/index.ts', 'test/a.test.ts', 'docs/agents.html', 'README.md', 'package.json'],
      ...['go.mod', 'Cargo.toml', 'pyproject.toml', 'src/claude.ts', 'src/package.ts'],
      ...['.editorconfig', 'config/app.yml', 'Makefile', 'Dockerfile', 'NOTICE', 'CHANGELOG.md'],
      ...[
        'src/license.ts',
        'license.ts',
        'license-header.js',
        'packages/new/LICENSE',
        'src/lock.ts',
      ],
      ...[
        'src/owners.ts',
        '.changeset/new-thing.md',
        'src/mcp.ts',
        'src/release.ts',
        'db/lockfile.go',
      ],
      ...['.eslintrc.json', 'jest.config.js', 'tsconfig.json', 'vite.config.ts', 'next.config.mjs'],
      ...['src/run/a.ts', 'tools/build.ts', 'src/rules/a.ts', 'docs/skills.md', 'build.gradle.kts'],
    ];
    expect(ordinary.filter((path) => !may(path))).toEqual([]);
  });
});
