import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleAction, grammarFiles } from '../../../scripts/build.ts';

let folder = '';
let grammars: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'a bundle '));
  grammars = await grammarFiles();
  await writeFile(
    path.join(folder, 'index.mjs'),
    await bundleAction('test/unit/syntax/bundled.ts'),
  );
  for (const [name, bytes] of grammars) await writeFile(path.join(folder, name), bytes);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function told(file: string, text: string): Promise<unknown> {
  const args = [path.join(folder, 'index.mjs'), file, text];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: tmpdir() });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the bundle', () => {
  it.each([
    ['a.ts', 'let a = ;', 1],
    ['A.cs', 'class A {}', 0],
  ])('parses %s by the grammars beside it', async (file, text, errors) => {
    expect(await told(file, text)).toMatchObject([{ after: { is: 'parsed', errors } }]);
  });

  it('has a grammar for each language, the runtime, and no more', () => {
    expect([...grammars.keys()].map((name) => name.replace(/\.wasm$/, '')).sort()).toEqual(
      [
        'tree-sitter',
        ...['c-sharp', 'css', 'go', 'java', 'javascript', 'php', 'python', 'ruby', 'rust']
          .concat(['tsx', 'typescript'])
          .map((name) => `tree-sitter-${name}`),
      ].sort(),
    );
  });

  it('is shipped with them', async () => {
    const shipped = new URL('../../../action/dist/', import.meta.url);
    const names = (await readdir(shipped)).filter((name) => name.endsWith('.wasm'));
    expect(names.sort()).toEqual([...grammars.keys()].sort());
    for (const [name, bytes] of grammars)
      expect(Buffer.compare(await readFile(new URL(name, shipped)), bytes)).toBe(0);
  });
});
