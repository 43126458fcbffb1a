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
    ['manifests that nobody reads here', ['package.yaml', 'app/package.json5']],
  ])('holds %s', (_, paths) => {
    expect(paths.filter(may)).toEqual([]);
  });

  it('holds nothing of ordinary work', () => {
    const ordinary = [
      ...['src/index.ts', 'test/a.test.ts', 'docs/agents.html', 'README.md', 'package.json'],
      ...['go.mod', 'Cargo.toml', 'pyproject.toml', 'src/claude.ts', 'src/package.ts'],
      ...['.editorconfig', 'config/app.yml', 'Makefile', 'Dockerfile'],
    ];
    expect(ordinary.filter((path) => !may(path))).toEqual([]);
  });
});
