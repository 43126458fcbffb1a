import { describe, expect, it } from '@jest/globals';
import { TransientError } from '../../../src/core/errors.ts';
import { RepositoryMovedError } from '../../../src/github/failures.ts';
import type { ForgeDeps } from '../../../src/github/forge-deps.ts';
import { forgeHistory } from '../../../src/github/forge-history.ts';

const PATHS = Array.from({ length: 45 }, (_, n) => `src/f${n}.ts`);
const COMMIT = 'a'.repeat(40);

/** A GitHub that answers for so many files at once, and what it was asked. */
function history(most: number, failure: () => Error = () => new TransientError('too slow')) {
  const asked: number[] = [];
  const query = (_text: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const paths = Object.entries(variables).filter(([name]) => /^p\d+$/.test(name));
    asked.push(paths.length);
    if (paths.length > most) return Promise.reject(failure());
    const object = Object.fromEntries(
      paths.map(([name, path]) => [
        name.replace('p', 'h'),
        { nodes: [{ oid: String(path), message: 'm', committedDate: '2026-01-01T00:00:00Z' }] },
      ]),
    );
    return Promise.resolve({ repository: { object } });
  };
  // Only what it takes of an adapter.
  const deps = { client: { query }, repo: { owner: 'o', name: 'r' } } as unknown as ForgeDeps;
  return { asked, ask: () => forgeHistory(deps).fileHistory(COMMIT, PATHS) };
}

describe('the past of many files', () => {
  it('is asked for in parts, each file with its own answer', async () => {
    const { asked, ask } = history(20);
    expect((await ask()).map(({ id, paths }) => [id, ...paths])).toEqual(
      PATHS.map((path) => [path, path]),
    );
    expect(asked).toEqual([20, 20, 5]);
  });

  it('is asked for in smaller parts where GitHub takes too long', async () => {
    const { asked, ask } = history(5);
    expect((await ask()).map(({ id }) => id)).toEqual(PATHS);
    expect(asked).toEqual([20, 10, 5, 5, 10, 5, 5, 20, 10, 5, 5, 10, 5, 5, 5]);
  });

  it('is given up where not even one file is answered for', async () => {
    const { asked, ask } = history(0);
    await expect(ask()).rejects.toThrow('too slow');
    expect(asked).toEqual([20, 10, 5, 3, 2, 1]);
  });

  it.each([
    () => new TransientError('slow down', { retryAfterMs: 9_000 }),
    () => new RepositoryMovedError({ owner: 'o', name: 'moved' }),
    () => new Error('a fault of ours'),
  ])('is not asked for again at once where parts would not help (%#)', async (failure) => {
    const { asked, ask } = history(0, failure);
    await expect(ask()).rejects.toThrow();
    expect(asked).toEqual([20]);
  });
});
