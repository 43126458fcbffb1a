import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const cli = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--no-warnings', CLI, ...args], { encoding: 'utf8' });

describe('the command line', () => {
  it('helps who asks for it', () => {
    for (const args of [['--help'], ['help', 'verify'], ['verify', '--help']]) {
      const { status, stdout, stderr } = cli(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('usage: autopack verify');
    }
    expect(cli('verify', '-h').stdout).not.toContain('usage: autopack init');
  });

  it('says what it did not understand, on stderr', () => {
    const unknown = cli('stratgy');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('no command `stratgy`. Did you mean `strategy`?\n\nusage:');
    expect(cli('init', '--force').stderr).toContain('There is no option --force.');
    expect(cli().stderr).toContain('A command is missing.');
  });
});
