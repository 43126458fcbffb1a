import { describe, expect, it } from '@jest/globals';
import { hasAged, runsOf, tiersOf } from '../../../src/core/backlog/entry.ts';
import { backlogOf, isDismissed } from '../../../src/core/backlog/issues.ts';
import { entryIn, idIn, sealedEntry } from '../../../src/core/backlog/marker.ts';
import { debtText } from '../../../src/core/backlog/render.ts';
import { debt, entry, issueOf, KEY, REPO } from './debts.ts';

const NORMAL = { runs: 3, tiers: 2 };
const CRITICAL = { runs: 2, tiers: 1 };
const aged = (seen: readonly string[], ages = NORMAL, severity: 'minor' | 'major' = 'minor') =>
  hasAged({ seen: [...seen], severity }, ages);

describe('the age of a finding', () => {
  it('is the size of two sets', () => {
    const seen = ['3-1/T1', '3-1/T2', '3-2/T1'];
    expect(runsOf({ seen })).toEqual(['3-1', '3-2']);
    expect(tiersOf({ seen })).toEqual(['T1', 'T2']);
  });
  it('reaches the threshold of runs, and of tiers', () => {
    expect(aged(['1-1/T1', '2-1/T1'])).toBe(false);
    expect(aged(['1-1/T1', '2-1/T1', '3-1/T1'])).toBe(true);
    expect(aged(['1-1/T1', '1-1/T2'])).toBe(true);
  });
  it('is reached sooner where safety is critical', () => {
    expect(aged(['1-1/T1'], { runs: 2, tiers: 2 })).toBe(false);
    expect(aged(['1-1/T1', '2-1/T1'], { runs: 2, tiers: 2 })).toBe(true);
    expect(aged(['1-1/T1'], CRITICAL)).toBe(true);
  });
  it('is of minor findings only', () => {
    expect(aged(['1-1/T1', '2-1/T1', '3-1/T1'], NORMAL, 'major')).toBe(false);
  });
});

describe('the issue of a finding', () => {
  it('reads so', () => {
    const { title, body } = debtText(
      entry({ seen: ['3-1/T1', '4-1/T2'], last: '4-1', status: 'needs_cleanup' }),
      KEY,
    );
    expect(title).toBe('Debt: Off by one');
    expect(body.replace(/debt-entry:v1 .*$/m, 'debt-entry:v1 … -->')).toMatchInlineSnapshot(`
     "<!-- autopack:debt:cb715b4a51e7f1648b669314 -->
     Autopack found this in \`src/a.ts\`: Off by one

     \`\`\`
     The last one is left out.
     \`\`\`

     | | |
     | --- | --- |
     | Status | needs clean-up |
     | Severity | minor |
     | Category | \`bug\` |
     | Found by | auditor |
     | Code | own |
     | First seen | run 3-1 |
     | Last seen | run 4-1 |
     | Runs (2) | 3-1, 4-1 |
     | Tiers (2) | \`T1\`, \`T2\` |

     It has been seen too often: the next run counts it as major and begins with a clean-up of the files it is in. Close this issue to say that it is no problem.

     <!-- autopack:debt-entry:v1 … -->"
    `);
  });

  it('tells its entry again', () => {
    const one = entry({ reason: 'a --> b <!-- c', title: '`x` | @ada fixes #3' });
    const { body } = debtText(one, KEY);
    expect(entryIn(body, KEY)).toEqual(one);
    expect(idIn(body)).toBe(one.id);
    expect(body.match(/<!--/g)).toHaveLength(2);
    expect(body).not.toMatch(/@ada|fixes #3/);
  });

  it('cannot be made older, younger or another by people', () => {
    const { body } = debtText(entry(), KEY);
    for (const [was, is] of [
      ['"3-1/T1"', '"9-9/T9"'],
      ['"minor"', '"major"'],
      ['"repoId":1', '"repoId":2'],
      ['src/a.ts', 'src/b.ts'],
    ] as const) {
      const last = body.lastIndexOf(was);
      const forged = body.slice(0, last) + is + body.slice(last + was.length);
      expect(entryIn(forged, KEY)).toBeNull();
    }
    expect(entryIn(body, 'another key')).toBeNull();
    expect(entryIn(sealedEntry(entry(), null), KEY)).toBeNull();
    expect(entryIn(body, null)).toBeNull();
  });

  it('is taken as it stands where nobody has a key', () => {
    expect(entryIn(debtText(entry(), null).body, null)).toEqual(entry());
  });

  it('says nothing in another repository, or about another finding', () => {
    const seen = (body: string, repoId = REPO) =>
      backlogOf([{ ...issueOf(entry()), body }], { repoId, key: KEY }).debts[0]?.entry;
    expect(seen(issueOf(entry()).body)).toEqual(entry());
    expect(seen(issueOf(entry()).body, 2)).toBeNull();
    expect(seen(issueOf(entry()).body.replace(entry().id, '0'.repeat(24)))).toBeNull();
  });

  it('of which there are two is the oldest', () => {
    const issues = [
      issueOf(entry(), { number: 9 }),
      issueOf(entry(), { number: 4 }),
      issueOf(entry(), { number: 12, open: false }),
    ];
    expect(backlogOf(issues, { repoId: REPO, key: KEY })).toMatchObject({
      debts: [{ issue: { number: 4 } }],
      doubles: [{ issue: { number: 9 }, of: 4 }],
    });
  });

  it('that people closed is dismissed, and one that we closed is not', () => {
    expect(isDismissed(debt())).toBe(false);
    expect(isDismissed(debt({}, { open: false }))).toBe(true);
    expect(isDismissed(debt({ status: 'resolved' }))).toBe(false);
  });
});
