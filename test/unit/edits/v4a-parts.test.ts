import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseV4a } from '../../../src/core/edits/v4a.ts';
import { finishedParts, patchOfParts, patchParts } from '../../../src/core/edits/v4a-parts.ts';

const A = '*** Update File: a.js\n*** Move to: b.js\n@@ class A\n@@ run()\n-1\n+2\n@@\n x\n+y\n';
const NEW = '*** Add File: new.js\n+*** End Patch\n+one\n';
const GONE = '*** Delete File: gone.js\n';
const PATCH = `*** Begin Patch\n${A}${NEW}${GONE}*** End Patch\n`;
const FENCE = '```';

const paths = (patch: string): readonly string[] => patchParts(patch).map(({ path }) => path);

describe('a patch', () => {
  it('has a part for each file, with where it goes', () => {
    expect(patchParts(PATCH)).toEqual([
      { path: 'a.js', new_path: 'b.js', text: A },
      { path: 'new.js', new_path: null, text: NEW },
      { path: 'gone.js', new_path: null, text: GONE },
    ]);
  });

  it.each([
    ['in a fence with prose', `Here:\n${FENCE}\n${PATCH}${FENCE}\nBye.\n`],
    ['with CRLF', PATCH.replaceAll('\n', '\r\n')],
    ['without its frame', `${A}${NEW}${GONE}`],
  ])('is taken apart %s', (_, text) => expect(paths(text)).toEqual(['a.js', 'new.js', 'gone.js']));

  it('without a name is of the only file', () => {
    expect(patchParts('@@\n-1\n+2\n')).toEqual([
      { path: '', new_path: null, text: '@@\n-1\n+2\n' },
    ]);
    expect(patchParts('*** Begin Patch\n*** End Patch\n')).toEqual([]);
  });

  it('says the same when its parts are put together', () => {
    expect(parseV4a(patchOfParts(patchParts(PATCH)))).toEqual(parseV4a(PATCH));
    expect(patchParts(patchOfParts(patchParts(PATCH)))).toEqual(patchParts(PATCH));
  });
});

describe('a patch that ends in the middle', () => {
  it.each([
    ['in the second hunk', '@@\n x\n+y', [A.slice(0, A.indexOf('@@\n'))]],
    ['at the mark of the second hunk', '+2\n@@\n', [A.slice(0, A.indexOf('@@\n'))]],
    ['in the first hunk', '-1\n+2\n', []],
    ['between two marks of one hunk', '@@ class A\n', []],
    ['in a new file', '+one\n', [A]],
    ['in the name of a file', '*** Delete File: gone', [A]],
    ['behind a file that goes', GONE, [A, NEW, GONE]],
    ['at its end', '*** End Patch\n', [A, NEW, GONE]],
  ])('%s keeps what is whole', (_, last, kept) => {
    const cut = PATCH.slice(0, PATCH.lastIndexOf(last) + last.length);
    expect(finishedParts(cut).map(({ text }) => text)).toEqual(kept);
  });

  it('has nothing of hunks without a name', () => {
    expect(finishedParts('@@\n-1\n+2\n@@\n-3\n')).toEqual([]);
    expect(finishedParts('')).toEqual([]);
  });

  it('keeps nothing that is not in the whole one, wherever it is cut', () => {
    const whole = patchParts(PATCH);
    fc.assert(
      fc.property(fc.nat(PATCH.length), (end) => {
        finishedParts(PATCH.slice(0, end)).forEach(({ path, text }, index) => {
          expect(path).toBe(whole[index]?.path);
          expect(whole[index]?.text.startsWith(text)).toBe(true);
        });
      }),
    );
  });
});
