import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replaceEdits } from '../../replay/difference.ts';

/** Puts each block where its search stands in the old text. */
function applied(before: string, after: string): string {
  let text = '';
  let at = 0;
  for (const edit of replaceEdits('f', before, after)) {
    const search = edit.search ?? '';
    expect(before.indexOf(search)).toBe(before.lastIndexOf(search));
    const start = before.indexOf(search);
    expect(start).toBeGreaterThanOrEqual(at);
    text += before.slice(at, start) + (edit.replace ?? '');
    at = start + search.length;
  }
  return text + before.slice(at);
}

it('writes blocks that stand exactly once and make the new text', () => {
  const line = fc.constantFrom('a', 'b', 'c', '', 'return;', '}');
  const text = fc
    .array(line, { minLength: 1, maxLength: 30 })
    .map((lines) => `#start\n${lines.join('\n')}\n#end`);
  fc.assert(
    fc.property(text, text, (before, after) => expect(applied(before, after)).toBe(after)),
    { numRuns: 300 },
  );
});
