import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CHECKS } from '../../live/checks/all.ts';
import { readOptions } from '../../live/options.ts';
import { FILES, FULL_NAME, openScratch, runLive, type Scratch } from './a-scratch.ts';

jest.setTimeout(60_000);

const SCRIPT = fileURLToPath(new URL('../../live/main.ts', import.meta.url));
const NO_MARK = { 'README.md': FILES['README.md'] ?? '' };

let scratch: Scratch | undefined;
afterEach(() => scratch?.lab.close());

const writes = ({ lab }: Scratch): number =>
  lab.requests.all().filter(({ writes, path }) => writes && !path.endsWith('/access_tokens'))
    .length;

function script(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const own = { PATH: process.env['PATH'] ?? '', ...env };
    execFile(process.execPath, [SCRIPT, ...args], { env: own }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('the guard of the live checks', () => {
  it('refuses a repository that does not say that it is for this, and writes nothing', async () => {
    scratch = await openScratch(NO_MARK);
    await expect(runLive(scratch.env)).rejects.toMatchObject({ code: 'live/not-scratch' });
    expect(writes(scratch)).toBe(0);
    const said = await script(scratch.env, FULL_NAME);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('live/not-scratch');
    expect(writes(scratch)).toBe(0);
  });

  it('takes a branch or a topic for it as well', async () => {
    scratch = await openScratch(NO_MARK);
    const mona = scratch.lab.as('mona');
    await mona.push(FULL_NAME, { branch: 'autopack-scratch', message: 'Scratch', files: {} });
    const said = await runLive(scratch.env, { checks: ['update-refs-several'] });
    expect(said.answers['update-refs-several']?.[0]).toBe('yes');
    await mona.must('DELETE', `/repos/${FULL_NAME}/git/refs/heads/autopack-scratch`);
    await expect(runLive(scratch.env)).rejects.toMatchObject({ code: 'live/not-scratch' });
    const { internals } = scratch.lab;
    internals.route('GET', '/repos/:owner/:repo', () =>
      Response.json({ topics: ['autopack-scratch'], archived: false }),
    );
    expect((await runLive(scratch.env, { checks: ['update-refs-several'] })).code).toBe(0);
  });

  it('runs as a process, with an exit code', async () => {
    scratch = await openScratch();
    const said = await script(scratch.env, FULL_NAME, '--only', 'update-refs-outside-heads');
    expect(said.err).toBe('');
    expect(said.out).toMatch(/^yes {13}update-refs-outside-heads: /m);
    expect(said.out).toContain('1 yes, 0 no, 0 could not tell.');
    expect(said.code).toBe(0);
    expect(await script({}, FULL_NAME)).toMatchObject({ code: 2, out: '' });
    expect((await script(scratch.env, 'nonsense')).err).toContain('usage:');
  });
});

describe('the options of the live checks', () => {
  it('leave the load out unless it is asked for', () => {
    const names = CHECKS.map(({ name }) => name);
    expect(readOptions(['a/b'])).toEqual({
      repo: { owner: 'a', name: 'b' },
      checks: names.filter((name) => name !== 'git-data-load'),
      run: false,
    });
    expect(readOptions(['a/b', '--load', '--run'])).toMatchObject({ checks: names, run: true });
    expect(readOptions(['a/b', '--only', 'body-limit', '--only', 'commit-stale'])).toMatchObject({
      checks: ['body-limit', 'commit-stale'],
    });
  });

  it('are refused when they are none', () => {
    for (const args of [[], ['a'], ['a/b', 'c'], ['a/b', '--force'], ['a/b', '--only', 'nothing']])
      expect(readOptions(args)).toBeUndefined();
  });
});

describe('docs/live-checks.md', () => {
  it('has one row for every check, in their order and words', async () => {
    const file = new URL('../../../docs/live-checks.md', import.meta.url);
    const text = (await readFile(file, 'utf8')).replaceAll("'", '’');
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|/gm)];
    expect(rows.map(([, name, question]) => [name, question])).toEqual(
      CHECKS.map(({ name, question }) => [name, question]),
    );
  });
});
