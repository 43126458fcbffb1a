/** Two published versions of a package, as their text files. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Files } from './difference.ts';

const run = promisify(execFile);

/** Downloads a version from the registry and unpacks it; returns its folder. */
export async function unpack(name: string, version: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
  const { stdout } = await run(
    'npm',
    ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder],
    { cwd: folder },
  );
  await run('tar', ['xzf', stdout.trim().split('\n').at(-1) ?? ''], { cwd: folder });
  const [inner] = (await readdir(folder, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  if (inner === undefined) throw new Error(`${name}@${version} has no folder in its tarball`);
  return path.join(folder, inner.name);
}

/** All files below a folder. A package with binary files cannot be replayed: edits are text. */
export async function readFiles(folder: string): Promise<Files> {
  const files = new Map<string, string>();
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of names.filter((name) => name.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).split(path.sep).join('/');
    if (relative.startsWith('node_modules/')) continue;
    const bytes = await readFile(file);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes) || text.includes('\0'))
      throw new Error(`${relative} is not a text file`);
    files.set(relative, text);
  }
  return files;
}
