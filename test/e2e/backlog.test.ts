import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditAnswer } from '../../src/agents/audit-answer.ts';
import { entryIn } from '../../src/core/backlog/marker.ts';
import type { Part, Script } from '../lab/model/script.ts';
import { approval } from '../lab/model/script.ts';
import { LABEL, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});

const FOUND: AuditAnswer['findings'][number] = {
  ...{
    severity: 'minor',
    category: 'bug',
    title: 'Texts are joined, not added',
    path: 'src/add.js',
  },
  ...{ reason: 'add("1", 2) is "12".', line_text: '  return a + b;', line: 2 },
};

/** The first run is approved with a finding; a later one replaces the line that it stands on. */
function script(): Script {
  const first = TINY_SCRIPT['T1.P1'];
  if (first === undefined) throw new Error('the script lost its part');
  const audits = first.audits.map((line) => ({
    ...line,
    answer: { ...line.answer, findings: [FOUND] },
  }));
  return { 'T1.P1': { ...first, audits }, 'T1.P9': mending('add("1", 2) is 3') };
}

const mending = (criterion: string): Part => ({
  builds: [
    {
      ...{ requires: ['return a + b;'], forbids: [] },
      answer: {
        edits: [
          {
            ...{ op: 'replace', path: 'src/add.js', search: '  return a + b;\n', new_path: null },
            replace: '  return Number(a) + Number(b);\n',
          },
        ],
        notes: '',
      },
    },
  ],
  audits: [approval(['Number(a)'], '', [criterion])],
});

const NEXT_PLAN = `# Add texts

## T1: Texts

### T1.P9: Add numbers only

- category: tests
- scope: \`src/**\`
- deliverables: \`src/add.js\`
- acceptance:
  - [ ] add("1", 2) is 3

Both sides are made numbers first.
`;

const debts = async ({ lab, repo }: Play) => {
  const at = `/repos/${repo}/issues?labels=autopack:debt&state=all`;
  const { body } = await lab.as(MAINTAINER).request('GET', at);
  return (body as { title: string; body: string; state: string; user: { type: string } }[]).map(
    ({ title, state, user, body: text }) => ({ title, state, by: user.type, text }),
  );
};

async function mergedRun(stage: Play, plan: string): Promise<number> {
  const mona = stage.lab.as(MAINTAINER);
  const first = (await debts(stage)).length === 0;
  const issue = first
    ? await stage.label(plan)
    : await mona.openIssue(stage.repo, { title: 'A plan', body: plan });
  if (!first) await mona.label(stage.repo, issue, LABEL);
  const done = await stage.until(
    (ledger) => ledger.runId === `${issue}-1` && ledger.state.startsWith('DONE_'),
  );
  expect(done).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'eligible' });
  expect((await mona.merge(stage.repo, done.pr ?? 0)).status).toBe(200);
  await stage.until((ledger) => ledger.promotion === 'promoted');
  return issue;
}

describe('the backlog', () => {
  it('gets an issue for what a merged run leaves behind, and loses it with the code that it stood on', async () => {
    play = await openPlay({ files: TINY_FILES, script: script() });
    const issue = await mergedRun(play, TINY_PLAN);
    const [debt, ...more] = await debts(play);
    expect(more).toEqual([]);
    expect(debt).toMatchObject({
      title: 'Debt: Texts are joined, not added',
      state: 'open',
      by: 'Bot',
    });
    expect(debt?.text).toContain(`| First seen | run ${issue}-1 |`);
    // The lab's key is the App's: nobody here has it.
    expect(entryIn(debt?.text ?? '', 'a made-up key')).toBeNull();

    await mergedRun(play, NEXT_PLAN);
    expect(await debts(play)).toMatchObject([{ title: debt?.title, state: 'closed' }]);
  });

  it('begins the next run with a clean-up of what has aged, whose merge closes its issue', async () => {
    const cleanup = mending('src/add.js no longer has: Texts are joined, not added');
    const first = script()['T1.P1'];
    if (first === undefined) throw new Error('the script lost its part');
    const docs: Part = {
      builds: [
        {
          ...{ requires: ['README.md'], forbids: [] },
          answer: {
            edits: [
              { op: 'create', path: 'README.md', search: null, replace: '# add\n', new_path: null },
            ],
            notes: '',
          },
        },
      ],
      audits: [approval(['# add'], '', ['README.md names the function'])],
    };
    const files = { ...TINY_FILES };
    play = await openPlay({ files, script: { 'T1.P1': first, 'T1.DEBT': cleanup, 'T1.P9': docs } });
    await mergedRun(play, careful(TINY_PLAN));
    expect((await debts(play))[0]?.text).toContain('| Status | needs clean-up |');

    const issue = await mergedRun(play, careful(DOCS_PLAN));
    const main = await play.lab.git(play.repo, ['show', 'main:src/add.js']);
    expect(main.text).toContain('Number(a) + Number(b)');
    expect(await debts(play)).toMatchObject([{ state: 'closed' }]);
    expect((await debts(play))[0]?.text).toContain(`| Resolved by | run ${issue}-1 |`);
    const asked = play.model.calls().map(({ role, phase }) => `${role} ${phase ?? ''}`);
    expect(asked.slice(2)).toEqual([
      'builder T1.DEBT',
      'auditor T1.DEBT',
      'builder T1.P9',
      'auditor T1.P9',
    ]);
  });
});

/** One tier is enough for a finding to age. */
const careful = (plan: string): string =>
  plan.replace('\n## T1', '\nsafety profile: safety_critical\n\n## T1');

const DOCS_PLAN = NEXT_PLAN.replace('Add numbers only', 'Write a README')
  .replace('category: tests', 'category: docs')
  .replaceAll('`src/add.js`', '`README.md`')
  .replace('`src/**`', '`README.md`')
  .replace('add("1", 2) is 3', 'README.md names the function');
