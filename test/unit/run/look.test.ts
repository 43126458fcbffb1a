import { describe, expect, it } from '@jest/globals';
import type { Want } from '../../../src/core/context/look.ts';
import type { ServedFile } from '../../../src/core/edits/edits.ts';
import { filesOf, look } from '../../../src/engine/look.ts';
import type { TreeEntry } from '../../../src/ports.ts';
import { sha, strategy } from './story.ts';

const TEXTS: Readonly<Record<string, string>> = {
  '.env': 'KEY=hidden word\n',
  'src/a.ts': 'a word\n',
  'src/b.ts': 'another Word\n',
  'src/long.ts': 'x'.repeat(70_000),
  'src/longer.ts': 'y'.repeat(70_000),
  'src/lines.ts': Array.from({ length: 20_000 }, (_, n) => `line ${n + 1}\n`).join(''),
};
const file = (path: string): ServedFile => ({
  ...{ path, sha: sha(1), mode: '100644', text: TEXTS[path] ?? '' },
});
const tree = Object.entries(TEXTS).map(([path, { length: size }]): TreeEntry => ({
  ...{ path, size, mode: '100644', sha: sha(1) },
}));

/** What is shown of these wants, and which files were read for it. */
async function shown(
  wants: readonly Want[],
  more: { maxContext?: number; served?: string[] } = {},
) {
  const read: string[] = [];
  const forge = {
    tree: () => Promise.resolve(tree),
    files: (_: string, entries: readonly TreeEntry[]) => {
      read.push(...entries.map(({ path }) => path));
      return Promise.resolve(entries.map(({ path }) => file(path)));
    },
  };
  const { maxContext = 272_000, served = [] } = more;
  const able = { maxContext, maxOutput: 1, structuredOutputs: true, temperature: true };
  const pass = { strategy: strategy(undefined, { capabilities: { m: able } }), ports: { forge } };
  const looked = await look(pass as unknown as Parameters<typeof look>[0], {
    ...{ phase: 'T1.P1', commit: sha(1), wants, served: served.map(file) },
  });
  const said = looked.map((one) => one.file?.path ?? one.lines.join('\n'));
  return { said, read, files: filesOf(looked).map(({ path }) => path), looked };
}
const reads = (...args: readonly string[]): Want[] => args.map((arg) => ({ op: 'read', arg }));

describe('what a Builder asks to be shown', () => {
  it('is a file by its path, as models spell it, and may then be edited', async () => {
    const { said, files } = await shown(reads('./src/a.ts', 'src/none.ts'));
    expect(said).toEqual(['src/a.ts', 'There is no such file, or none that can be shown.']);
    expect(files).toEqual(['src/a.ts']);
  });

  it('is shown once', async () => {
    const wants = reads('src/a.ts', 'src/b.ts', 'b/src/b.ts');
    const { said, files, read } = await shown(wants, { served: ['src/a.ts'] });
    expect(said).toEqual(['It is shown above.', 'src/b.ts', 'It is shown above.']);
    expect([files, read]).toEqual([['src/b.ts'], ['src/b.ts']]);
  });

  it('is what may be served, and no secret is even read', async () => {
    const { said, read } = await shown([
      ...reads('.env'),
      { op: 'search', arg: 'word' },
      { op: 'search', arg: 'hidden' },
      { op: 'list', arg: '' },
    ]);
    expect(said.slice(0, 3)).toEqual([
      'There is no such file, or none that can be shown.',
      'src/a.ts:1: a word\nsrc/b.ts:1: another Word',
      'nothing',
    ]);
    expect(said[3]).not.toContain('.env');
    expect(read).not.toContain('.env');
  });

  it('is found in short files, however many long ones there are', async () => {
    const long = Array.from({ length: 8 }, (_, n) => ({
      ...{ path: `a/data${n}.json`, size: 1_000_000, mode: '100644', sha: sha(1) },
    }));
    tree.unshift(...long);
    const { said } = await shown([{ op: 'search', arg: 'another' }]);
    tree.splice(0, long.length);
    expect(said).toEqual(['src/b.ts:1: another Word']);
  });

  it('has to fit: beside other files, and into what the model can be told', async () => {
    const both = await shown(reads('src/long.ts', 'src/longer.ts', 'src/a.ts'));
    const no = (path: string): string =>
      `There is no room for so much of it. It has 1 lines: ask for some, as ${path}:1-200.`;
    expect(both.said).toEqual(['src/long.ts', no('src/longer.ts'), 'src/a.ts']);
    const small = await shown(reads('src/long.ts', 'src/a.ts'), { maxContext: 32_000 });
    expect(small.said).toEqual([no('src/long.ts'), 'src/a.ts']);
  });

  it('are lines of a file that is too large, more of them each time', async () => {
    const wants = reads('src/lines.ts', './src/lines.ts:20-30', 'src/lines.ts:L500-L490');
    const { said, looked } = await shown(wants);
    expect(said[0]).toContain('It has 20000 lines: ask for some, as src/lines.ts:1-200.');
    expect(looked.slice(1).map(({ file: one }) => one?.parts)).toEqual([
      [{ from: 20, to: 30 }],
      [{ from: 490, to: 500 }],
    ]);
    const more = await shown(reads('src/lines.ts:7', 'src/lines.ts:19999-90000'), {
      served: ['src/b.ts'],
    });
    expect(more.looked.map(({ file: one }) => one?.parts)).toEqual([
      [{ from: 7, to: 7 }],
      [{ from: 19_999, to: 20_000 }],
    ]);
    const { said: none } = await shown(reads('src/lines.ts:20001-20002', 'src/none.ts:1-2'));
    expect(none).toEqual([
      'It has 20000 lines.',
      'There is no such file, or none that can be shown.',
    ]);
  });

  it('is all of a file where all of its lines are asked for', async () => {
    const { looked } = await shown(reads('src/a.ts:1-99'));
    expect(looked[0]?.file?.parts).toBeUndefined();
  });

  it('costs no request when it is nothing', async () => {
    expect(await shown([])).toEqual({ said: [], read: [], files: [], looked: [] });
  });
});
