/** What is neither JSON of the schema nor V4A is read as well, where it can be taken in one way only. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { approval, type BuildAnswer } from '../lab/model/script.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { TINY_FILES, TINY_PLAN } from '../support/tiny.ts';

let play: Play | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});

async function run(...answers: readonly (readonly [requires: string[], answer: BuildAnswer])[]) {
  const builds = answers.map(([requires, answer]) => ({ requires, forbids: [], answer }));
  const audits = [approval(['+  return a + b;'], '', ['add(2, 3) is 5'])];
  play = await openPlay({ files: TINY_FILES, script: { 'T1.P1': { builds, audits } } });
  await play.label(TINY_PLAN);
  const ledger = await play.until(ended);
  const show = async (path: string): Promise<string> =>
    (await play?.lab.git(play.repo, ['show', `autonomous/${ledger.runId}:${path}`]))?.text ?? '';
  return { ledger, roles: play.model.calls().map(({ role }) => role), show };
}

const CODE = (TINY_FILES['src/add.js'] ?? '').replace('a - b', 'a + b');
const TESTS = (TINY_FILES['test/add.test.js'] ?? '').replace('2, 0), 2', '2, 3), 5');
const FENCE = '```';
const told = (path: string, text: string): string =>
  `**${path}**\n\n${FENCE}js\n${text}${FENCE}\n\n`;
const hunk = (removed: string): string =>
  `--- a/src/add.js\n+++ b/src/add.js\n@@ -1,3 +1,3 @@\n export function add(a, b) {\n-${removed}\n+  return a + b;\n }\n`;
const TEST_DIFF = `--- a/test/add.test.js\n+++ b/test/add.test.js\n@@ -5 +5 @@\n-test('adds nothing', () => assert.equal(add(2, 0), 2));\n+test('adds', () => assert.equal(add(2, 3), 5));\n`;

describe('an answer', () => {
  it('that is a unified diff is taken, and asked for again where a line of it is not there', async () => {
    const { ledger, roles, show } = await run(
      [[], `${hunk('  return b - a;')}${TEST_DIFF}`],
      [['<refused>', 'src/add.js: search-missing'], `${hunk('  return a - b;')}${TEST_DIFF}`],
    );
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(ledger.phases[0]?.attempt).toBe(1);
    expect(roles).toEqual(['builder', 'builder', 'auditor']);
    expect(await show('src/add.js')).toBe(CODE.trimEnd());
  }, 60_000);

  it('that tells small files whole is taken', async () => {
    const answer = `Here are both files.\n\n${told('src/add.js', CODE)}${told('test/add.test.js', TESTS)}`;
    const { ledger, roles, show } = await run([[], answer]);
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(roles).toEqual(['builder', 'auditor']);
    expect(await show('test/add.test.js')).toBe(TESTS.trimEnd());
  }, 60_000);

  it('that a model thought about aloud, and wrote as it liked, is taken', async () => {
    const edits = [
      {
        op: 'UPDATE',
        path: 'src\\add.js',
        search: '  return a - b;\n',
        replace: '  return a + b;\n',
      },
      {
        ...{ path: '/test/add.test.js', reason: 'It tested nothing.' },
        ...{ search: "test('adds nothing', () => assert.equal(add(2, 0), 2));" },
        ...{ replace: "test('adds', () => assert.equal(add(2, 3), 5));" },
      },
    ];
    const answer = `<think>\nif (a) { return {"edits": []} }\n</think>\nHere:\n${FENCE}json\n{
      // both files
      "edits": ${JSON.stringify(edits, null, 2).replace(/\n\]$/, ',\n]')},
      "notes": null,
    }\n${FENCE}\nThis makes {a} and {b} a sum.`;
    const { ledger, roles, show } = await run([[], answer]);
    expect(ledger.state).toBe('DONE_SUCCESS');
    expect(roles).toEqual(['builder', 'auditor']);
    expect(await show('src/add.js')).toBe(CODE.trimEnd());
  }, 60_000);

  it('that changes nothing says why, to the next try and to people', async () => {
    const empty = (notes: string) => JSON.stringify({ edits: [], doubts: [], wants: [], notes });
    const { ledger, roles } = await run(
      [[], empty('The schema of the invoices is not in this repository.')],
      [
        ['<feedback', 'The Builder says: The schema of the invoices is not in this repository.'],
        `${hunk('  return a - b;')}${TEST_DIFF}`,
      ],
    );
    expect(roles).toEqual(['builder', 'builder', 'auditor']);
    expect(ledger.phases[0]?.attempt).toBe(2);
  }, 60_000);
});
