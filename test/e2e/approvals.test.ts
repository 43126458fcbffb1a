/** What an approval has to hold, and what people have said of findings already. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AuditAnswer } from '../../src/agents/audit-answer.ts';
import type { BuilderAnswer } from '../../src/core/edits/edits.ts';
import { approval, type Script } from '../lab/model/script.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

const CRITERION = 'add(2, 3) is 5';
const edit = (search: string, by: string): BuilderAnswer => ({
  edits: [{ op: 'replace', path: 'src/add.js', search, replace: by, new_path: null }],
  ...{ doubts: [], notes: '' },
});
const MENDS = edit('  return a - b;\n', '  return a + b;\n');
const SAYS = edit('export function add(a, b) {\n', '// sums\nexport function add(a, b) {\n');
const approves = approval([], '', [CRITERION]).answer;

const script = (...audits: readonly [when: string[], answer: AuditAnswer][]): Script => ({
  'T1.P1': {
    builds: [
      { requires: [], forbids: [], answer: MENDS },
      { requires: ['<feedback'], forbids: [], answer: SAYS },
    ],
    audits: audits.map(([requires, answer]) => ({ requires, forbids: [], answer })),
  },
});

let play: Play | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});

describe('an approval', () => {
  it('of a criterion that is not proven goes back to the Builder, who is told of it', async () => {
    const acceptance = [{ criterion: CRITERION, proven: false, evidence: 'no test shows it' }];
    play = await openPlay({
      files: TINY_FILES,
      script: script([[], { ...approves, acceptance }], [['+// sums'], approves]),
    });
    await play.label(TINY_PLAN);
    const ledger = await play.until(ended);
    expect(ledger).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 2 }] });
    const [, , again] = play.model.calls();
    expect(again?.user).toContain(`Not proven: ${CRITERION}`);
    expect(ledger).toMatchObject({ findings: [{ id: 'F-1', status: 'fixed' }] });
  });
});

const FINDING: AuditAnswer['findings'][number] = {
  ...{ severity: 'major', category: 'bug', title: 'No check', reason: 'Strings.' },
  ...{ path: 'src/add.js', line_text: '  return a + b;', line: 2, suggestion: null },
};
const revise: AuditAnswer = { ...approves, verdict: 'revise', findings: [FINDING] };

describe('a finding that a person dismissed', () => {
  it('stays dismissed, though the Auditor raises it again', async () => {
    const stage = await openPlay({ files: TINY_FILES, script: script([[], revise]) });
    play = stage;
    let builds = 0;
    let issue = 1;
    stage.model.hook(async ({ role }) => {
      builds += role === 'builder' ? 1 : 0;
      if (role !== 'builder' || builds !== 2) return undefined;
      const body = '/autopack dismiss F-1 strings never come here';
      const path = `/repos/${stage.repo}/issues/${issue}/comments`;
      await stage.lab.as(MAINTAINER).must('POST', path, { body });
      return undefined;
    });
    issue = await stage.label(TINY_PLAN);
    const ledger = await stage.until(ended);
    expect(ledger).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 2 }] });
    expect(ledger).toMatchObject({ findings: [{ id: 'F-1', status: 'dismissed' }] });
  });
});

describe('a reply in the thread of a finding', () => {
  it('dismisses that finding, and is answered there', async () => {
    const stage = await openPlay({ files: TINY_FILES, script: script([[], revise]) });
    play = stage;
    const mona = stage.lab.as(MAINTAINER);
    const path = `/repos/${stage.repo}/pulls`;
    let said = 0;
    stage.model.hook(async ({ user }) => {
      if (!user.includes('<feedback') || said !== 0) return undefined;
      const comments = await mona.must('GET', `${path}/2/comments`);
      const [line] = comments as unknown as { id: number; body: string }[];
      expect(line?.body).toContain('Reply here with `/autopack dismiss reason`');
      const body = '/autopack dismiss strings never come here';
      const made = await mona.must('POST', `${path}/2/comments/${line?.id}/replies`, { body });
      said = Number(made['id']);
      return undefined;
    });
    await stage.label(TINY_PLAN);
    const ledger = await stage.until(ended);
    expect(ledger).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(ledger).toMatchObject({ findings: [{ id: 'F-1', status: 'dismissed' }] });
    const reactions = await mona.must('GET', `${path}/comments/${said}/reactions`);
    expect(reactions).toMatchObject([{ content: 'rocket' }]);
  });
});

describe('an audit that came to nothing', () => {
  it.each([
    ['truncated', ['gpt-5.2', 'gpt-5.2']],
    ['refusal', ['gpt-5.2', 'gpt-5.4']],
  ] as const)('(%s) does not cost the only attempt at it', async (fault, models) => {
    const stage = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT });
    play = stage;
    let times = 0;
    stage.model.hook(({ role }) =>
      role === 'auditor' && (times += 1) === 1 ? { is: fault } : undefined,
    );
    await stage.label(TINY_PLAN);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    const audits = stage.model.calls().filter(({ role }) => role === 'auditor');
    expect(audits.map(({ model }) => model)).toEqual(models);
  });
});

describe('a finding about more than one new line', () => {
  it('stands on a line that went, or on several, where people read the change', async () => {
    const about = (more: Partial<AuditAnswer['findings'][number]>) => ({
      ...{ severity: 'minor' as const, category: 'readability' as const, reason: 'Because.' },
      ...{ path: 'src/add.js', line: null, title: 'A thing', line_text: null, ...more },
    });
    const findings = [
      about({ title: 'It said why', side: 'old', line_text: '  return a - b;' }),
      about({
        line_text: 'export function add(a, b) {',
        last_line_text: '}',
        evidence: 'All of it.',
      }),
    ];
    const stage = await openPlay({
      files: TINY_FILES,
      script: script([[], { ...approves, findings }]),
    });
    play = stage;
    await stage.label(TINY_PLAN);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    const path = `/repos/${stage.repo}/pulls/2/comments`;
    const comments = await stage.lab.as(MAINTAINER).must('GET', path);
    expect(comments).toMatchObject([
      { side: 'LEFT', line: 2, body: expect.stringContaining('It said why') },
      { side: 'RIGHT', start_line: 1, line: 3, body: expect.stringContaining('Evidence: All of') },
    ]);
  });
});
