import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madeOf as made } from './an-edit.ts';

/** A program as a tree: a statement, or a block of them. */
type Node = { readonly name: number; readonly body: readonly Node[] };
type Writer = (name: number, depth: number, body: readonly string[]) => readonly string[];

const pad = (depth: number, by: string, text: string): string => by.repeat(depth) + text;
const WRITERS: Readonly<Record<string, Writer>> = {
  'a.py': (name, depth, body) =>
    body.length === 0
      ? [pad(depth, '    ', `call_${name}()`)]
      : [pad(depth, '    ', `if test_${name}:`), ...body],
  'a.ts': (name, depth, body) =>
    body.length === 0
      ? [pad(depth, '  ', `call${name}();`)]
      : [pad(depth, '  ', `if (test${name}) {`), ...body, pad(depth, '  ', '}')],
  'a.yml': (name, depth, body) =>
    body.length === 0
      ? [pad(depth, '  ', `key${name}: ${name}`)]
      : [pad(depth, '  ', `map${name}:`), ...body],
  'tabs.py': (name, depth, body) =>
    body.length === 0
      ? [pad(depth, '\t', `call_${name}()`)]
      : [pad(depth, '\t', `if test_${name}:`), ...body],
};

/** Statements of a program: each with its depth and what it holds. */
const shape: fc.Arbitrary<Shape> = fc.letrec<{ node: Shape }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant<Shape>([]),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
  ),
})).node;
interface Shape extends ReadonlyArray<Shape> {}

let names = 0;
const named = (of: Shape): Node => ({ name: (names += 1), body: of.map(named) });
const write = (nodes: readonly Node[], writer: Writer, depth = 0): readonly string[] =>
  nodes.flatMap(({ name, body }) => writer(name, depth, write(body, writer, depth + 1)));

/** A program with something done to one of its bodies: put in, put around, or put in place of. */
function changed(nodes: readonly Node[], pick: number, more: Shape): readonly Node[] {
  const at = pick % (nodes.length + 1);
  const inner = nodes[at];
  if (inner !== undefined && inner.body.length > 0 && pick % 3 > 0)
    return nodes.with(at, { ...inner, body: changed(inner.body, Math.floor(pick / 3), more) });
  const fresh = named(more);
  if (inner !== undefined && pick % 7 === 0) return nodes.with(at, { ...fresh, body: [inner] });
  if (inner !== undefined && pick % 7 === 1) return nodes.with(at, fresh);
  return nodes.toSpliced(at, 0, fresh);
}

const lead = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

describe('an answer that lost indentation in one way or the other', () => {
  const slips: Readonly<
    Record<string, (lines: readonly string[], old: readonly string[]) => string>
  > = {
    first: (lines) => lines.map((line, at) => (at === 0 ? line.trimStart() : line)).join('\n'),
    all: (lines, old) => {
      const full = [...lines, ...old].map(lead);
      const least = full.reduce((one, two) => (two.length < one.length ? two : one));
      return lines.map((line) => line.slice(least.length)).join('\n');
    },
  };
  it.each(Object.keys(WRITERS).flatMap((path) => Object.keys(slips).map((slip) => [path, slip])))(
    'gives the wanted text or is refused: %s, %s',
    (path, slip) => {
      const seen = { applied: 0, refused: 0 };
      fc.assert(
        fc.property(
          ...[fc.array(shape, { minLength: 2, maxLength: 4 }), fc.nat(5_000), shape],
          ...[fc.nat(2), fc.nat(2), fc.boolean()],
          (shapes, pick, more, above, below, closed) => {
            const writer = WRITERS[path];
            const lose = slips[slip];
            if (writer === undefined || lose === undefined) throw new Error('no such case');
            const before = shapes.map(named);
            const after = changed(before, pick, more);
            const [old, now] = [write(before, writer), write(after, writer)];
            let head = 0;
            while (head < old.length && old[head] === now[head]) head += 1;
            let tail = 0;
            while (
              tail < Math.min(old.length, now.length) - head &&
              old.at(-1 - tail) === now.at(-1 - tail)
            )
              tail += 1;
            const from = Math.max(0, head - above);
            const to = Math.min(old.length, old.length - tail + below);
            const [search, by] = [
              old.slice(from, to),
              now.slice(from, now.length - (old.length - to)),
            ];
            fc.pre(search.length > 0 && by.length > 0 && lead(search[0] ?? '') !== '');
            const end = closed ? '\n' : '';
            const result = made(path, `${old.join('\n')}\n`, [
              lose(search, by) + end,
              lose(by, search) + end,
            ]);
            if (Array.isArray(result)) seen.refused += 1;
            else {
              seen.applied += 1;
              expect(result).toBe(`${now.join('\n')}\n`);
            }
          },
        ),
        { numRuns: 1_000 },
      );
      expect(seen.applied).toBeGreaterThan(50);
    },
  );
});
