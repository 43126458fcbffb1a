import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { changedLines } from '../../bench/context/changed.ts';
import { generate } from '../../bench/context/cases.ts';
import { git } from '../../bench/context/git.ts';
import { scoreOf } from '../../bench/context/measure.ts';

let dir = '';
afterEach(() => rm(dir, { recursive: true, force: true }));

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `line ${n + 1}\n`);

/** A clone with one commit that changes line 2, puts one behind line 5 and removes lines 8 and 9. */
async function clone(): Promise<{ parent: string; oid: string }> {
  dir = await mkdtemp(path.join(tmpdir(), 'changed-'));
  const commit = async (texts: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(dir, name), text);
    await git(dir, ['add', '-A']);
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    await git(dir, [...who, 'commit', '-q', '-m', 'The lines change once more']);
    return (await git(dir, ['rev-parse', 'HEAD'])).text.trim();
  };
  await git(dir, ['init', '-q', '-b', 'main']);
  let parent = '';
  for (const n of Array.from({ length: 12 }).keys())
    parent = await commit({ 'a b.txt': lines(10).join(''), 'n.txt': `${n}\n` });
  const [one = '', , ...rest] = lines(10);
  const after = [
    one,
    'two\n',
    ...rest.slice(0, 3),
    'more\n',
    ...rest.slice(3, 5),
    ...rest.slice(7),
  ];
  return { parent, oid: await commit({ 'a b.txt': after.join('') }) };
}

describe('the lines that a commit changed', () => {
  it('are told as they were before it', async () => {
    const made = await clone();
    const truth = ['a b.txt', 'n.txt'];
    const told = {
      'a b.txt': [
        [2, 2],
        [6, 5],
        [8, 9],
      ],
    };
    expect(await changedLines(dir, { ...made, truth })).toEqual(told);
    const [query] = await generate(dir, 1);
    expect(query).toMatchObject({ rev: made.parent, truth: ['a b.txt'], lines: told });
  });
});

describe('a file that is served in part', () => {
  const entry = (name: string, size: number) => ({
    ...{ path: name, mode: '100644', sha: '1'.repeat(40), size },
  });
  const score = (changed: Record<string, [number, number][]> | undefined, parts: number[][]) =>
    scoreOf([{ path: 'long', score: 5 }], ['long'], {
      files: [entry('long', 500_000), entry('short', 100)],
      tokensOf: (name) => (name === 'long' ? 120_000 : 25),
      linesOf: () => parts.map(([from = 0, to = 0]) => ({ from, to })),
      changed,
    }).in32k;

  it.each([
    ['a line of it', [[40, 41]], 1],
    [
      'two in two parts',
      [
        [40, 41],
        [90, 90],
      ],
      1,
    ],
    ['the last one of a part', [[60, 60]], 1],
    ['an insertion behind it', [[61, 60]], 1],
    ['an insertion before the first of a part', [[31, 30]], 1],
    ['the line behind a part', [[61, 61]], 0],
    ['one line too many', [[59, 61]], 0],
    [
      'one that is not shown',
      [
        [40, 41],
        [70, 70],
      ],
      0,
    ],
  ] as [string, [number, number][], number][])('counts where %s changed', (_, changed, share) => {
    const parts = [
      [31, 60],
      [90, 99],
    ];
    expect(score({ long: changed }, parts)).toBe(share);
  });

  it('counts for nothing where nobody knows what changed', () => {
    expect(score(undefined, [[1, 1_000]])).toBe(0);
  });
});
