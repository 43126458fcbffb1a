/** What is refused or cut off is mended in parts: of a patch, and of a phase that takes several answers. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Edit } from '../../src/core/edits/edits.ts';
import { approval, type PatchAnswer, type Script } from '../lab/model/script.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { TINY_FILES, TINY_PLAN } from '../support/tiny.ts';

const MENDS = '*** Update File: src/add.js\n@@\n-  return a - b;\n+  return a + b;\n';
const test = (removed: string): string =>
  `*** Update File: test/add.test.js\n@@\n-${removed}\n+test('adds', () => assert.equal(add(2, 3), 5));\n`;
const TESTS = test("test('adds nothing', () => assert.equal(add(2, 0), 2));");
const MISSES = test("test('adds a lot', () => assert.equal(add(2, 0), 2));");
const say = (...parts: readonly string[]): PatchAnswer => ({
  patch: `*** Begin Patch\n${parts.join('')}*** End Patch\n`,
  ...{ doubts: [], notes: 'n' },
});

let play: Play | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});

interface Story {
  readonly edits: 'v4a' | 'search_replace';
  readonly files?: Readonly<Record<string, string>>;
  readonly builds: Script[string]['builds'];
  /** So many of the first answers are cut off. */
  readonly cut?: number;
}

async function run({ edits, builds, cut = 0, files: more = {} }: Story) {
  const config = TINY_FILES['.github/autopack.yml'] ?? '';
  const files = { ...TINY_FILES, ...more, '.github/autopack.yml': `${config}edits: ${edits}\n` };
  const audits = [approval(['+  return a + b;'], '', ['add(2, 3) is 5'])];
  play = await openPlay({ files, script: { 'T1.P1': { builds, audits } } });
  play.model.hook(({ n }) => (n <= cut ? { is: 'truncated' } : undefined));
  await play.label(TINY_PLAN);
  const ledger = await play.until(ended);
  const branch = `autonomous/${ledger.runId}`;
  const { text } = await play.lab.git(play.repo, ['show', `${branch}:test/add.test.js`]);
  return { ledger, calls: play.model.calls(), text };
}

const first = (answer: PatchAnswer) => ({ requires: [], forbids: [], answer });

describe('a patch', () => {
  it('of which one file fails is mended within its attempt', async () => {
    const requires = ['<refused>', 'search-missing', '<finished>\nsrc/add.js'];
    const builds = [first(say(MENDS, MISSES)), { requires, forbids: [], answer: say(TESTS) }];
    const { ledger, calls, text } = await run({ edits: 'v4a', builds });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(ledger.phases[0]?.attempt).toBe(1);
    expect(calls.map(({ role }) => role)).toEqual(['builder', 'builder', 'auditor']);
    expect(text).toContain('add(2, 3), 5');
  }, 60_000);

  it('that is cut off keeps its files that are finished', async () => {
    const long = `*** Add File: test/long.js\n+${'x'.repeat(900)}\n`;
    const requires = ['<finished>', '+  return a + b;', 'cut off at its output limit'];
    const builds = [first(say(MENDS, long)), { requires, forbids: [], answer: say(TESTS) }];
    const { ledger, calls, text } = await run({ edits: 'v4a', builds, cut: 1 });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(calls).toHaveLength(3);
    expect(text).toContain('add(2, 3), 5');
  }, 60_000);
});

describe('a phase', () => {
  it('may take several answers that are cut off, as long as each finishes something', async () => {
    const edit = (path: string, search: string | null, by: string): Edit => ({
      ...{ op: search === null ? 'create' : 'replace', path, search, replace: by, new_path: null },
    });
    const build = (requires: readonly string[], ...edits: readonly Edit[]) => ({
      ...{ requires, forbids: [], answer: { edits: [...edits], notes: 'n' } },
    });
    const code = edit('src/add.js', '  return a - b;\n', '  return a + b;\n');
    const more = edit('src/more.js', null, 'export const more = 1;\n');
    const tests = edit('test/add.test.js', 'add(2, 0), 2)', 'add(2, 3), 5)');
    const builds = [
      build([], code, edit('src/more.js', null, 'x'.repeat(2_000))),
      build(['<finished>\nreplace src/add.js'], more, edit('src/z.js', null, 'x'.repeat(2_000))),
      build(['create src/more.js', 'cut off at its output limit'], tests),
    ];
    const { ledger, calls, text } = await run({ edits: 'search_replace', builds, cut: 2 });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(ledger.phases[0]?.attempt).toBe(1);
    expect(calls.map(({ role }) => role)).toEqual(['builder', 'builder', 'builder', 'auditor']);
    expect(calls[3]?.user).toContain('+export const more = 1;');
    expect(text).toContain('add(2, 3), 5');
  }, 60_000);
});

describe('a phase that is too large for one prompt', () => {
  const large = (n: number): string =>
    `${Array.from({ length: 2_600 }, (_, line) => `export const v${line} = ${n};\n`).join('')}// the end of ${n}\n`;
  const files = { 'src/one.js': large(1), 'src/two.js': large(2), '.env': 'the end of nothing\n' };
  const end = (n: number, path: string): Edit => ({
    ...{
      op: 'replace',
      path,
      search: `// the end of ${n}\n`,
      replace: '// the end\n',
      new_path: null,
    },
  });
  const edits: Edit[] = [
    end(2, 'src/two.js'),
    {
      ...{ op: 'replace', path: 'src/add.js', search: '  return a - b;\n' },
      ...{ replace: '  return a + b;\n', new_path: null },
    },
  ];
  const asks = (...wants: { op: 'list' | 'search' | 'read'; arg: string }[]) => ({
    ...{ edits: [], wants, notes: 'n' },
  });

  const LOOKED = ['locator', 'builder', 'builder', 'builder', 'auditor'];

  it('is shown what it asks for, by calls with holds of their own, and may edit it', async () => {
    const builds = [
      {
        requires: [],
        forbids: [],
        answer: asks({ op: 'search', arg: 'THE END of' }, { op: 'list', arg: '' }),
      },
      {
        requires: ['src/two.js:2601: // the end of 2', 'test/add.test.js\n</found>'],
        forbids: ['the end of nothing'],
        answer: asks(...['./src/two.js', '.env'].map((arg) => ({ op: 'read' as const, arg }))),
      },
      {
        requires: ['<found read="_env">'.replace('_', '.')],
        forbids: [],
        answer: { edits, notes: 'n' },
      },
    ];
    const { ledger, calls } = await run({ edits: 'search_replace', builds, files });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(ledger.phases[0]?.attempt).toBe(1);
    expect(calls.map(({ role }) => role)).toEqual(LOOKED);
    const [, first, second, third] = calls.map(({ user }) => user);
    expect(first).toContain('They cannot be edited before you have asked to read them:');
    expect(second?.startsWith(`${first}\n\n<found`)).toBe(true);
    expect(third?.match(/^<file path="src\/two\.js">$/gm)).toHaveLength(1);
    expect(third).not.toContain('the end of nothing');
    const told = ledger.journal
      .map(({ text }) => text)
      .filter((text) => text.includes('shown more'));
    expect(told).toHaveLength(2);
  }, 60_000);

  it('is shown lines of a file that it names and that no prompt could hold, and others once it edits them', async () => {
    // The file is asked for by its name in the plan.
    const path = 'src/add.js';
    const lines = Array.from({ length: 9_000 }, (_, n) => `export const number${n} = ${n};\n`);
    const most = `${lines.slice(0, 6_000).join('')}export function add(a, b) {\n  return a - b;\n}\n${lines.slice(6_000).join('')}`;
    const replace = (search: string, by: string): Edit => ({
      ...{ op: 'replace', path, search, replace: by, new_path: null },
    });
    const unseen = replace('export const number8500 = 8500;\n', 'export const number8500 = 0;\n');
    const mends = replace('  return a - b;\n', '  return a + b;\n');
    const shown = `<file path="${path}" lines="1-40, `;
    const builds = [
      {
        requires: [shown, 'return a - b;', 'lines 41 to ', ' are not shown]'],
        forbids: ['number8500'],
        answer: { edits: [mends, unseen], notes: 'n' },
      },
      {
        requires: [
          ...[`<file path="${path}" lines="1-40, `, '8484-8525 of 9003', 'number8499'],
          ...['It stands at line 8504, which was not shown', 'is shown now'],
        ],
        forbids: [],
        answer: { edits: [mends, unseen], notes: 'n' },
      },
    ];
    const { ledger, calls } = await run({
      ...{ edits: 'search_replace', builds, files: { [path]: most } },
    });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(calls.map(({ role }) => role)).toEqual(['locator', 'builder', 'builder', 'auditor']);
    expect(ledger.phases[0]?.attempt).toBe(1);
    const branch = `autonomous/${ledger.runId}:${path}`;
    const { text } = (await play?.lab.git(play.repo, ['show', branch])) ?? { text: '' };
    expect(text).toContain('return a + b;');
    expect(text).toContain('export const number8500 = 0;');
    expect(text.trimEnd().split('\n')).toHaveLength(9_003);
  }, 60_000);

  it('that only asks spends its attempt in the end', async () => {
    const builds = [
      { requires: [], forbids: [], answer: asks({ op: 'list', arg: 'src' }) },
      { requires: ['makes no edits'], forbids: [], answer: { edits: edits.slice(1), notes: 'n' } },
    ];
    const { ledger, calls } = await run({ edits: 'search_replace', builds });
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(ledger.phases[0]?.attempt).toBe(2);
    expect(calls.map(({ role }) => role)).toEqual([
      ...['builder', 'builder', 'builder', 'auditor'],
    ]);
  }, 60_000);
});
