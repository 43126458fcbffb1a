import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { TransientError } from '../../../src/core/errors.ts';
import type { ForgeDeps } from '../../../src/github/forge-deps.ts';
import { fileReader } from '../../../src/github/forge-files.ts';

const shaOf = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
const TEXTS = new Map(
  Array.from({ length: 9 }, (_, n) => `text ${n}\n`).map((text) => [shaOf(text), text]),
);

it('texts are asked for in smaller parts where GitHub finds them too many', async () => {
  const asked: number[] = [];
  const query = async (_text: string, variables: Readonly<Record<string, unknown>>) => {
    const shas = Object.entries(variables).filter(([name]) => /^o\d+$/.test(name));
    asked.push(shas.length);
    if (shas.length > 3) throw new TransientError('too much');
    const blobs = shas.map(([name, sha]) => {
      const blob = { text: TEXTS.get(String(sha)), isBinary: false, isTruncated: false };
      return [name.replace('o', 'b'), blob] as const;
    });
    return { repository: Object.fromEntries(blobs) };
  };
  // Only what it takes of an adapter.
  const deps = { client: { query }, repo: { owner: 'o', name: 'r' } } as unknown as ForgeDeps;
  const entries = [...TEXTS].map(([sha, text], n) => ({
    ...{ path: `f${n}`, mode: '100644', sha, size: text.length },
  }));
  const files = await fileReader(deps)('', entries);
  expect(files.map(({ text }) => text)).toEqual([...TEXTS.values()]);
  expect(asked).toEqual([9, 5, 3, 2, 4, 2, 2]);
});
