import { describe, expect, it } from '@jest/globals';
import { findingKey } from '../../../src/core/findings-key.ts';

const key = (more: Partial<Parameters<typeof findingKey>[0]> = {}): string =>
  findingKey({
    category: 'bug',
    path: 'src/a.ts',
    lineText: 'a + b;',
    title: 'Wrong sum',
    ...more,
  });

describe('a finding is the same', () => {
  it('in other words', () => {
    expect(key({ title: 'The sum is wrong' })).toBe(key());
  });
  it('after a formatter', () => {
    expect(key({ lineText: '    a +  b' })).toBe(key());
  });
  it('by its title where its line says nothing', () => {
    expect(key({ lineText: '});' })).toBe(key({ lineText: null }));
    expect(key({ lineText: null, title: 'wrong   SUM!' })).toBe(key({ lineText: null }));
  });
});

describe('a finding is another', () => {
  it.each([{ lineText: 'a - b;' }, { path: 'src/b.ts' }, { path: null }, { category: 'security' }])(
    'with %j',
    (more) => {
      expect(key(more)).not.toBe(key());
    },
  );
  it('in a file whose path is as long as a key', () => {
    const path = `${'deep/'.repeat(50)}a.ts`;
    expect(key({ path }).length).toBeLessThanOrEqual(200);
    expect(key({ path, lineText: 'x' })).not.toBe(key({ path, lineText: 'y' }));
  });
});
