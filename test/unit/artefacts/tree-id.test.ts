import { describe, expect, it } from '@jest/globals';
import { treeId } from '../../../src/core/artefacts/tree-id.ts';

describe('the name of a folder', () => {
  it('is the one that git itself gives it', () => {
    // Made with `git write-tree`: folders sort as if their names ended with a slash, and texts are bytes.
    const files = new Map([
      ['run/a.md', 'q\n'],
      ['run/a/k.md', 'z\n'],
      ['run/incident/x.json', 'hi\n'],
      ['run/a-b', 'ünï'],
    ]);
    expect(treeId(files)).toBe('996673d9ddab1c7943be98ccac67f319a44c4e1f');
  });

  it('is another one for another text, path or file', () => {
    const name = treeId(new Map([['a/b.md', 'x']]));
    expect(treeId(new Map([['a/b.md', 'y']]))).not.toBe(name);
    expect(treeId(new Map([['a/c.md', 'x']]))).not.toBe(name);
    expect(
      treeId(
        new Map([
          ['a/b.md', 'x'],
          ['c.md', 'x'],
        ]),
      ),
    ).not.toBe(name);
  });
});
