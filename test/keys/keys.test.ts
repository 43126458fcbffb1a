import { describe, expect, it } from '@jest/globals';
import { ROWS } from './rows.ts';
import { allKeys, isFor, look } from './settings.ts';

describe('every key of the configuration', () => {
  it('has a row, and every row a key', () => {
    const keys = allKeys();
    expect(keys.length).toBeGreaterThan(150);
    expect(keys.filter((key) => !ROWS.some((row) => isFor(key, row)))).toEqual([]);
    expect(
      ROWS.filter((row) => !keys.some((key) => isFor(key, row))).map(({ key }) => key),
    ).toEqual([]);
    expect(new Set(ROWS.map(({ key }) => key)).size).toBe(ROWS.length);
  });

  it.each(ROWS.map((row) => [row.key, row] as const))(
    '%s changes what happens',
    async (_key, row) => {
      const { before, after } = await look(row);
      expect(after).not.toBe(before);
    },
  );
});
