import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const cli = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--no-warnings', CLI, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  });

describe('the command line', () => {
  it('helps who asks for it', () => {
    for (const args of [['--help'], ['help', 'verify'], ['verify', '--help']]) {
      const { status, stdout, stderr } = cli(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('usage: autopack verify');
    }
    expect(cli('verify', '-h').stdout).not.toContain('usage: autopack init');
  });

  it('names files from where npm was called, as npm itself goes elsewhere', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'autopack-called-'));
    const env = { ...process.env, npm_lifecycle_event: 'autopack', INIT_CWD: folder };
    const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', CLI, 'init'], { env });
    const written = await readdir(path.join(folder, '.github'));
    await rm(folder, { recursive: true });
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
    expect(written).toContain('autopack.yml');
  });

  it('says where it may not write', () => {
    const { status, stderr } = cli('init', CLI);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^cli\/file: .* cannot be written \(ENOTDIR\)\.\n/);
    // Such a folder is on Linux only.
    if (process.platform !== 'linux') return;
    const nowhere = cli('init', '/proc/nope/deep');
    expect(nowhere.stderr).toMatch(/ cannot be written \(ENOENT\)\.\n/);
  });

  it('is quiet where nobody reads on', () => {
    const line = `"${process.execPath}" --no-warnings "${CLI}" --help | true`;
    const { stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stderr).toBe('');
  });

  it('says what it did not understand, on stderr', () => {
    const unknown = cli('stratgy');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('no command `stratgy`. Did you mean `strategy`?\n\nusage:');
    expect(cli('init', '--force').stderr).toContain('There is no option --force.');
    expect(cli().stderr).toContain('A command is missing.');
  });
});
