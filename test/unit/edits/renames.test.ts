import { describe, expect, it } from '@jest/globals';
import type { Edit } from '../../../src/core/edits/edits.ts';
import { applied, create, remove, rename, replace, served } from './an-edit.ts';

const FILES = [served('a.ts', 'one\ntwo\nthree\n'), served('run.sh', 'exit 0\n', '100755')];

describe('a rename with a change', () => {
  const moved = { ...rename('a.ts', 'b.ts'), search: 'one', replace: '1' };
  it.each<[string, Edit[], string]>([
    ['in one edit', [moved], '1\ntwo\nthree\n'],
    [
      'in an edit of its old path',
      [rename('a.ts', 'b.ts'), replace('a.ts', 'one', '1')],
      '1\ntwo\nthree\n',
    ],
    ['before it', [replace('a.ts', 'one', '1'), rename('a.ts', 'b.ts')], '1\ntwo\nthree\n'],
    [
      'in an edit of its new path',
      [rename('a.ts', 'b.ts'), replace('b.ts', 'one', '1')],
      '1\ntwo\nthree\n',
    ],
    ['of both', [moved, replace('a.ts', 'two', '2'), replace('b.ts', 'three', '3')], '1\n2\n3\n'],
    ['told twice', [moved, { ...moved, search: 'two', replace: '2' }], '1\n2\nthree\n'],
  ])('does both: %s', (_, edits, after) => {
    const before = 'one\ntwo\nthree\n';
    expect(applied(FILES, edits)).toEqual({
      is: 'applied',
      changes: [
        { op: 'delete', path: 'a.ts', mode: '100644', before },
        { op: 'create', path: 'b.ts', mode: '100644', after, from: { path: 'a.ts', text: before } },
      ],
    });
  });
});

describe('an edit', () => {
  it.each<[string, string, Edit[]]>([
    [
      'rename and change what is not there',
      'search-missing',
      [{ ...rename('a.ts', 'b.ts'), search: 'four', replace: '4' }],
    ],
    [
      'rename and change without a text',
      'field-missing',
      [{ ...rename('a.ts', 'b.ts'), search: 'one' }],
    ],
    [
      'rename and change without a search',
      'field-missing',
      [{ ...rename('a.ts', 'b.ts'), replace: '1' }],
    ],
    ['replace by a new path', 'no-such-file', [replace('b.ts', 'one', '1')]],
    [
      'replace with a new path',
      'field-stray',
      [{ ...replace('a.ts', 'one', '1'), new_path: 'b.ts' }],
    ],
    ['create with a search', 'field-stray', [{ ...create('n.ts', 'x\n'), search: 'one' }]],
    ['create with a new path', 'field-stray', [{ ...create('n.ts', 'x\n'), new_path: 'm.ts' }]],
    ['delete with a change', 'field-stray', [{ ...remove('a.ts'), search: 'one', replace: '' }]],
    ['delete with a new path', 'field-stray', [{ ...remove('a.ts'), new_path: 'b.ts' }]],
  ])('is refused, and nothing of it ignored: %s', (_, code, edits) => {
    const result = applied(FILES, edits);
    expect(result.is === 'refused' ? result.refusals.map((one) => one.code) : result).toEqual([
      code,
    ]);
  });
});
