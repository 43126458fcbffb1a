/** `autopack init --workflow`: what stands in a checkout afterwards, and what a person is told to do. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { initCommand } from '../../../src/cli/init.ts';
import { ownPlace } from '../../../src/cli/own-place.ts';
import { parseRepositoryConfig } from '../../../src/config/repository.ts';

const USES = `me/autopack@${'a'.repeat(40)}`;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'autopack-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
async function has(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}
async function init(...args: readonly string[]): Promise<readonly string[]> {
  const work = initCommand.read([folder, ...args]);
  if (typeof work === 'string') return [work];
  const lines: string[] = [];
  await work((line) => void lines.push(line));
  return lines;
}
const workflow = async (): Promise<unknown> => parse(await read('.github/workflows/autopack.yml'));
const steps = (lines: readonly string[]): string =>
  lines.slice(lines.indexOf('What is left to do:')).join('\n');

const CI = 'name: "Build: all"\non:\n  push:\n    branches: [main]\njobs: {}\n';

describe('autopack init --workflow', () => {
  it('writes a workflow that listens to the CI that is there', async () => {
    await has({
      '.github/workflows/ci.yml': CI,
      '.github/workflows/nameless.yaml': 'on: [pull_request, workflow_dispatch]\njobs: {}\n',
      '.github/workflows/nightly.yml': 'name: Nightly\non:\n  schedule: []\njobs: {}\n',
    });
    await init('--workflow', 'app', '--uses', USES);
    expect(await workflow()).toMatchObject({
      on: { workflow_run: { workflows: ['Build: all', '.github/workflows/nameless.yaml'] } },
      jobs: {
        pass: { steps: [{ uses: USES, with: { 'app-id': '${{ vars.AUTOPACK_APP_ID }}' } }] },
      },
    });
  });

  it('says of each CI what is missing for the branches of runs', async () => {
    await has({
      '.github/workflows/a.yml': CI,
      '.github/workflows/b.yml': 'on:\n  push:\n    branches: ["**", "!autonomous/**"]\njobs: {}\n',
      '.github/workflows/c.yml': 'on:\n  push:\n    branches-ignore: [gh-pages]\njobs: {}\n',
      '.github/workflows/d.yml': 'on:\n  push:\n    tags: ["v*"]\njobs: {}\n',
      '.github/workflows/e.yml': 'on: [push]\njobs: {}\n',
    });
    const said = steps(await init('--workflow', 'app', '--uses', USES));
    const asked = [...said.matchAll(/(\w)\.yml: add 'autonomous\/\*\*'/g)].map(([, name]) => name);
    expect(asked).toEqual(['a', 'b', 'd']);
    expect(said).toContain('If me/autopack is private');
  });

  it('names CI in a configuration that a token can start by hand', async () => {
    await has({
      '.github/workflows/ci.yml': CI,
      '.github/workflows/e2e.yml': 'on: [push, workflow_dispatch]\njobs: {}\n',
    });
    const said = steps(await init('--workflow', 'token', '--uses', USES));
    const config = parseRepositoryConfig(await read('.github/autopack.yml'));
    expect(config).toMatchObject({ config: { ci: { dispatch: ['ci.yml', 'e2e.yml'] } } });
    expect(said).toContain('ci.yml: add the trigger `workflow_dispatch:`');
    expect(said).not.toContain('e2e.yml');
    expect(await workflow()).toMatchObject({ permissions: { actions: 'write' } });
  });

  it('writes no configuration that a name of a file breaks', async () => {
    await has({ '.github/workflows/my ci.yml': CI, '.github/workflows/b.yml': CI });
    const said = steps(await init('--workflow', 'token', '--uses', USES));
    const config = parseRepositoryConfig(await read('.github/autopack.yml'));
    expect(config).toMatchObject({ is: 'ok', config: { ci: { dispatch: ['b.yml'] } } });
    expect(said).toContain('my ci.yml: rename it');
  });

  it('leaves a configuration alone, and says what to name in it', async () => {
    await has({ '.github/workflows/ci.yml': CI, '.github/autopack.yml': 'version: 1\n' });
    const said = steps(await init('--workflow', 'token', '--uses', USES));
    expect(await read('.github/autopack.yml')).toBe('version: 1\n');
    expect(said).toContain('.github/autopack.yml: under `ci`, `dispatch: [ci.yml]`');
  });

  it('is the same a second time, and reads what is no workflow as nothing', async () => {
    await has({ '.github/workflows/bad.yml': 'on: [push\n', '.github/workflows/notes.yml': '7\n' });
    const [first, second] = [
      await init('--workflow', 'app', '--uses', USES),
      await init('--workflow', 'app', '--uses', USES),
    ];
    expect(first).toContain('not read  .github/workflows/bad.yml');
    expect(first).toContain('not read  .github/workflows/notes.yml');
    expect(second.map((line) => line.replace('is there', 'written'))).toEqual(first);
    expect(steps(first)).toContain('without CI no phase is done');
  });

  it('reads anchors, and leaves alone what stands for far too much or for nothing', async () => {
    const tens = (name: string): string => `[${Array.from({ length: 10 }, () => name).join(', ')}]`;
    await has({
      '.github/workflows/a.yml': 'on: *nothing\n',
      '.github/workflows/b.yml': `a: &a ${tens('x')}\nb: &b ${tens('*a')}\nc: ${tens('*b')}\non: push\n`,
      '.github/workflows/c.yml': `on: ${'['.repeat(20_000)}\n`,
      '.github/workflows/d.yml/e.yml': 'on: push\n',
      '.github/workflows/f.yml': 'x: &on [push]\non: *on\n',
    });
    const said = await init('--workflow', 'token', '--uses', USES);
    const unread = said.filter((line) => line.startsWith('not read'));
    expect(unread.map((line) => line.slice(-5))).toEqual(['a.yml', 'b.yml', 'c.yml']);
    expect(await read('.github/autopack.yml')).toContain('dispatch: [f.yml]');
  });

  it('refuses a place that is none', async () => {
    expect(await init('--workflow', 'both')).toEqual(['--workflow is `app` or `token`.']);
    expect(await init('--uses', USES)).toEqual(['--uses goes with --workflow.']);
    await expect(init('--workflow', 'app', '--uses', 'me/autopack@main')).rejects.toMatchObject({
      code: 'cli/uses',
    });
  });
});

describe('the clone that the program is run from', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const clone = (remote: string): string => {
    git('init', '-q');
    const author = ['-c', 'user.name=mona', '-c', 'user.email=mona@example.com'];
    git(...author, 'commit', '-q', '--allow-empty', '-m', 'first');
    git('remote', 'add', 'origin', remote);
    return git('rev-parse', 'HEAD');
  };

  it.each([
    'https://github.com/me/autopack.git',
    'https://mona:made-up@github.com/me/autopack',
    'git@github.com:me/autopack.git',
    'ssh://git@github.com/me/autopack.git',
  ])('is told by its remote: %s', async (remote) => {
    const commit = clone(remote);
    await expect(ownPlace(folder)).rejects.toThrow('is on no branch of me/autopack yet');
    git('update-ref', 'refs/remotes/origin/main', commit);
    expect(await ownPlace(folder)).toBe(`me/autopack@${commit}`);
  });

  it('is none where there is no remote on a host', async () => {
    await expect(ownPlace(folder)).rejects.toMatchObject({ code: 'cli/uses' });
    clone('/srv/me/autopack.git');
    await expect(ownPlace(folder)).rejects.toThrow('no clone of a repository on GitHub');
  });
});
