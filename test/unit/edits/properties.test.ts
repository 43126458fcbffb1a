import { describe, expect, it } from '@jest/globals';
import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { applied, replace, served, textOf } from './an-edit.ts';

/** Few different lines, so that searches are ambiguous often. */
const line = fc.constantFrom('', 'a', 'b', '  a', 'a ', '}', '$&', 'return x;', '=======');
const lines = fc.array(line, { maxLength: 25 });
const file = fc
  .tuple(lines, fc.boolean())
  .map(([all, last]) => all.join('\n') + (last ? '\n' : ''));

/** What a model that reads well would answer: the hunks of the real difference, as search and replace. */
const editsFrom = (before: string, after: string, context: number): [string, string][] =>
  structuredPatch('a', 'b', before, after, '', '', { context }).hunks.map((hunk) => {
    const side = (sign: string): string => {
      const own = hunk.lines.filter(
        (one) => one.startsWith(' ') || one.startsWith(sign) || one.startsWith('\\'),
      );
      return own
        .map((one, at) =>
          one.startsWith('\\') ? '' : `${one.slice(1)}${own[at + 1]?.startsWith('\\') ? '' : '\n'}`,
        )
        .join('');
    };
    return [side('-'), side('+')];
  });
/** `\ No newline` belongs to one side only; such a pair says something else than the difference and is left out. */
const whole = (text: string): boolean => text.endsWith('\n');
const target = fc.tuple(file, file, fc.integer({ min: 0, max: 4 }));

describe('edits made from a difference', () => {
  it('give the wanted text or are refused, never a third', () => {
    const seen = { applied: 0, refused: 0 };
    fc.assert(
      fc.property(target, ([before, after, context]) => {
        fc.pre(whole(before) && whole(after) && before !== after);
        const result = textOf(before, ...editsFrom(before, after, context));
        if (typeof result === 'string') expect(result).toBe(after);
        else
          for (const code of result as string[])
            expect(code).toMatch(/^search-(ambiguous|empty)$|^applied-already$/);
        seen[typeof result === 'string' ? 'applied' : 'refused'] += 1;
      }),
      { numRuns: 600 },
    );
    // Both happen, or the property would say nothing.
    expect(Math.min(seen.applied, seen.refused)).toBeGreaterThan(30);
  });

  it('give the same in a file of CRLF', () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    fc.assert(
      fc.property(target, ([before, after, context]) => {
        fc.pre(whole(before) && whole(after) && before !== after);
        const edits = editsFrom(before, after, context);
        const plain = textOf(before, ...edits);
        const result = textOf(crlf(before), ...edits);
        expect(result).toEqual(typeof plain === 'string' ? crlf(plain) : plain);
      }),
    );
  });

  it('never change more than the search covers', () => {
    fc.assert(
      fc.property(file, fc.nat(), fc.nat(), fc.string(), (before, from, length, by) => {
        const start = before.length === 0 ? 0 : from % before.length;
        const search = before.slice(start, start + 1 + (length % 20));
        const result = textOf(before, [search, by]);
        const aligned =
          /(^|\n)$/.test(before.slice(0, start)) &&
          /^($|\n)/.test(before.slice(start + search.length));
        // Lines of which a part is missing are looked for as whole lines.
        if (before === '' || typeof result !== 'string') return;
        if (search.includes('\n') && !aligned) return;
        const places = before.split('').map((_, at) => at);
        // Whole lines win over parts of lines; a line end may go with them, and the indentation of a line that goes.
        const around = by === '' ? /\n?[ \t]*$/ : /\n$/;
        const fits = (at: number): boolean =>
          before.startsWith(search, at) &&
          result.startsWith(before.slice(0, at).replace(around, '')) &&
          result.endsWith(before.slice(at + search.length).replace(/^\n/, ''));
        expect(places.some(fits)).toBe(true);
      }),
    );
  });

  it('of any kind come out as a change or as a refusal that names an edit', () => {
    const text = fc.oneof(line, file, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(
        file,
        fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }),
        (before, pairs) => {
          const edits = pairs.map(([search, by]) => replace('a', search, by));
          const result = applied([served('a', before)], edits);
          if (result.is === 'applied') expect(result.changes).toHaveLength(1);
          else for (const { edit } of result.refusals) expect(edits[edit]).toBeDefined();
        },
      ),
    );
  });
});
