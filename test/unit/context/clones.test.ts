import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cloneFromLog } from '../../bench/context/from-log.ts';
import { cloneFromPatches, messageOf, seriesIn } from '../../bench/context/from-patches.ts';
import { git } from '../../bench/context/git.ts';

const PATCH = `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: Mona <mona@example.com>
Date: Thu, 1 Jan 2026 00:00:00 +0000
Subject: [PATCH 2/3] cart: round totals
 to whole cents
Bug: https://example.com/1
 and more of it

Sums of thirds are wrong.
 .
Signed-off-by: Mona <mona@example.com>
---
 src/cart.txt | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

--- a/src/cart.txt
+++ b/src/cart.txt
@@ -1 +1 @@
-total
+rounded total
`;

describe('a clone made of a release', () => {
  let dir = '';
  const at = (...parts: readonly string[]): string => path.join(dir, ...parts);
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'autopack-clones-'));
    await mkdir(at('tree', 'src'), { recursive: true });
    await writeFile(at('tree', 'src', 'cart.txt'), 'total\n');
    await writeFile(at('tree', 'src', 'mail.txt'), 'mail\n');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('has a commit for each patch, and asks before it', async () => {
    await mkdir(at('patches'));
    await writeFile(at('patches', 'series'), '# ours\nround.patch -p1 # two\nlost.patch\n');
    await writeFile(at('patches', 'round.patch'), PATCH);
    await writeFile(at('patches', 'lost.patch'), PATCH);
    const into = at('clone');
    const queries = await cloneFromPatches({ patches: at('patches'), tree: at('tree'), into });
    const { text: first } = await git(into, ['rev-list', '--max-parents=0', 'main']);
    const query = 'cart: round totals\nto whole cents\n\nSums of thirds are wrong.';
    expect(queries).toEqual([
      {
        ...{ id: 'round.patch', rev: first.trim(), query, truth: ['src/cart.txt'] },
        lines: { 'src/cart.txt': [[1, 1]] },
      },
    ]);
    expect((await git(into, ['show', 'main:src/cart.txt'])).text).toBe('rounded total');
    // The second one does not apply any more, and has left nothing.
    expect((await git(into, ['rev-list', '--count', 'main'])).text.trim()).toBe('2');
    expect((await git(into, ['status', '--porcelain'])).text).toBe('');
  });

  it('asks for what a later log tells of, in contents that do not know it', async () => {
    const entry = (letter: string, subject: string, ...files: readonly string[]): string =>
      `commit ${letter.repeat(40)}\nAuthor: a\nDate: now\n\n    ${subject}\n\n${files
        .map((file) => ` ${file} | 2 +-\n`)
        .join('')}\n`;
    const log = [
      entry('c', 'Send mails only once', '.../mail.txt', 'src/new.txt'),
      entry('b', 'Release 1.0', 'src/cart.txt'),
      entry('a', 'Count the carts', 'src/cart.txt'),
    ].join('');
    await writeFile(at('log'), log);
    const made = { log: at('log'), tree: at('tree'), into: at('clone') };
    const queries = await cloneFromLog({ ...made, after: 'Release 1.0' });
    const { text } = await git(at('clone'), ['rev-list', 'main']);
    const [newest = '', release] = text.split('\n');
    expect(queries).toEqual([
      {
        ...{ id: newest.slice(0, 12), rev: release },
        ...{ query: 'Send mails only once', truth: ['src/mail.txt'] },
      },
    ]);
    await rm(at('clone'), { recursive: true });
    await expect(cloneFromLog({ ...made, after: 'Release 2.0' })).rejects.toThrow('Release 2.0');
  });

  it('takes what a patch says, and not who says it', () => {
    expect(messageOf('Description: mend it\nAuthor: Mona\nIndex: a\n')).toBe('mend it');
    expect(messageOf('--- a/x\n+++ b/x\n')).toBe('');
    expect(seriesIn('a.patch\n\n#b.patch\nc/d.patch -p0\n')).toEqual(['a.patch', 'c/d.patch']);
  });
});
