import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ours, withFilesOf } from '../../support/full-disk.ts';
import { type DirectoryLock, lockDirectory } from '../../../src/queue/lock.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'autopack-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const code = (act: () => DirectoryLock): unknown => {
  try {
    act().release();
    return 'locked it';
  } catch (error) {
    return (error as { readonly code?: string }).code;
  }
};
const locks = (): readonly string[] => readdirSync(directory);
/** Our own lock's text, with some of it changed. */
const write = (change: Readonly<Record<string, unknown>>, file = 'other.lock'): string => {
  const lock = lockDirectory(directory);
  const text = readFileSync(path.join(directory, locks()[0] ?? ''), 'utf8');
  lock.release();
  const full = path.join(directory, file);
  writeFileSync(full, JSON.stringify({ ...(JSON.parse(text) as object), ...change }));
  return full;
};
const minutesAgo = (file: string, minutes: number): void => {
  const at = new Date(Date.now() - minutes * 60_000);
  utimesSync(file, at, at);
};

describe('the lock of a data directory', () => {
  it('says so where nothing can be written', () => {
    const file = path.join(directory, 'a-file');
    writeFileSync(file, '');
    expect(() => lockDirectory(file)).toThrow(
      `The data directory ${file} cannot be written to (ENOTDIR).`,
    );
    expect(() => lockDirectory(path.join(file, 'below'))).toThrow('cannot be written to (ENOTDIR)');
  });

  it('makes the directory, and those above it', () => {
    const deep = path.join(directory, 'a', 'b');
    lockDirectory(deep).release();
    expect(readdirSync(deep)).toEqual([]);
  });

  it('leaves nothing on a full disk that would keep out the next start', async () => {
    const code = `import { lockDirectory } from '${ours('queue/lock.ts')}';
      try { lockDirectory('${directory}'); } catch (error) { console.log(error.code); }`;
    expect(await withFilesOf(0, code)).toBe('env/data-unusable\n');
    expect(locks()).toEqual([]);
  });

  it('keeps a second one out until it is released', () => {
    const lock = lockDirectory(directory);
    expect(code(() => lockDirectory(directory))).toBe('env/data-in-use');
    expect(locks()).toHaveLength(1);
    lock.release();
    lockDirectory(directory).release();
    expect(locks()).toEqual([]);
  });

  it('is never stolen from a live process, however old the file', () => {
    minutesAgo(write({}), 600);
    expect(code(() => lockDirectory(directory))).toBe('env/data-in-use');
    expect(locks()).toEqual(['other.lock']);
  });

  it('is taken over from a dead one', async () => {
    const script = path.join(directory, 'child.mjs');
    const lockFile = fileURLToPath(new URL('../../../src/queue/lock.ts', import.meta.url));
    writeFileSync(
      script,
      `const { lockDirectory } = await import(${JSON.stringify(lockFile)}); lockDirectory(${JSON.stringify(directory)}); process.send('held'); setInterval(() => {}, 1000);`,
    );
    const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await new Promise((resolve) => child.once('message', resolve));
    expect(code(() => lockDirectory(directory))).toBe('env/data-in-use');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    lockDirectory(directory).release();
    expect(locks()).toEqual(['child.mjs']);
  });

  it.each([
    ['a process whose number was given to another', { started: '1' }],
    ['a process from before the machine was started again', { boot: 'before' }],
    ['a number that nobody has', { pid: 2 ** 22 + 1 }],
  ])('does not belong to %s', (_, change) => {
    write(change);
    lockDirectory(directory).release();
    expect(locks()).toEqual([]);
  });

  it('of another host holds as long as it is touched', () => {
    const file = write({ host: 'elsewhere' });
    expect(code(() => lockDirectory(directory))).toBe('env/data-in-use');
    minutesAgo(file, 2);
    expect(code(() => lockDirectory(directory))).toBe('locked it');
  });

  it('in doubt is held: one that is being written is not readable yet', () => {
    writeFileSync(path.join(directory, 'new.lock'), '');
    expect(code(() => lockDirectory(directory))).toBe('env/data-in-use');
  });
});
