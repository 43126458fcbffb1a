/** The Action with nothing but the workflow's own token. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readLedger } from '../demo/watch.ts';
import { type ActionRun, runAction } from '../support/action.ts';
import { LABEL } from '../support/play.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const CI = '.github/workflows/ci.yml';
const CONFIG = '.github/autopack.yml';
const BY_HAND = TINY_FILES[CI]!.replace('on:\n', 'on:\n  workflow_dispatch:\n');
const settings = (dispatch: string): string =>
  `version: 1\nci:\n  required: [test]\n  settle: 0s\n  register_timeout: 2s\n${dispatch}`;
const DISPATCH = '  dispatch: [ci.yml]\n';
/** As docs/github-action.md has them. */
const GRANTED = {
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
} as const;

type Granted = Readonly<Record<string, 'read' | 'write'>>;

const FINE = { code: 0, stdout: expect.not.stringContaining('::error::') };

let stage: Stage | undefined;
afterEach(async () => {
  stage?.lab.assertClean();
  await stage?.close();
  stage = undefined;
});

interface Told {
  readonly issue: number;
  /** With other permissions than at first. */
  pass(permissions?: Granted): Promise<ActionRun>;
  comments(): Promise<string>;
}

async function labelled(
  files: Readonly<Record<string, string>>,
  actions: 'read' | 'write',
): Promise<Told> {
  const on = await openStage({ files: { ...TINY_FILES, ...files }, script: TINY_SCRIPT });
  stage = on;
  const mona = on.lab.as(MAINTAINER);
  const issue = await mona.openIssue(on.repo, { title: 'A plan', body: TINY_PLAN });
  await mona.must('POST', `/repos/${on.repo}/labels`, { name: LABEL, color: '5319e7' });
  await mona.label(on.repo, issue, LABEL);
  return {
    issue,
    pass: async (permissions = { ...GRANTED, actions }) => {
      const token = on.lab.workflowToken(on.repo, permissions);
      const inputs = { 'app-id': '', 'private-key': '', 'github-token': token };
      const run = await runAction(on, { inputs });
      await on.lab.settled();
      await on.ci.idle();
      return run;
    },
    comments: async () => {
      const path = `/repos/${on.repo}/issues/${issue}/comments?per_page=100`;
      const { body } = await mona.request('GET', path);
      return (body as { body: string }[]).map((comment) => comment.body).join('\n\n');
    },
  };
}

describe('by the Action with the workflow’s own token', () => {
  it('goes from the label to the merge', async () => {
    const told = await labelled({ [CI]: BY_HAND, [CONFIG]: settings(DISPATCH) }, 'write');
    const on = stage!;
    const first = await told.pass();
    expect(first).toMatchObject(FINE);
    expect(on.ci.runs().map(({ event, branch }) => `${event} ${branch}`)).toEqual([
      'workflow_dispatch autonomous/1-1',
    ]);
    const status = await told.comments();
    expect(status).toContain('**Unfenced run.**');
    expect(status).toContain('`ci.yml` I start by hand');
    await told.pass();
    const done = await readLedger(on);
    expect(done).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'eligible' });
    const merge = await on.lab.as(MAINTAINER).merge(on.repo, done?.pr ?? 0);
    expect(merge.status).toBe(200);
    await told.pass();
    expect(await readLedger(on)).toMatchObject({ promotion: 'promoted' });
    // Once for the one head, and our pushes and our pull request started nothing.
    expect(on.ci.runs().filter(({ branch }) => branch !== 'main')).toHaveLength(1);
    expect(on.model.calls()).toHaveLength(2);
  });

  it.each([
    ['a permission', BY_HAND, DISPATCH, 'read', 'the token lacks the permission actions: write'],
    ['a trigger', TINY_FILES[CI]!, DISPATCH, 'write', 'it lacks the trigger workflow_dispatch'],
    ['a setting', BY_HAND, '', 'write', 'and ci.dispatch names none'],
  ] as const)('says that %s is missing', async (_, workflow, dispatch, actions, why) => {
    const told = await labelled({ [CI]: workflow, [CONFIG]: settings(dispatch) }, actions);
    const run = await told.pass();
    expect(run).toMatchObject(FINE);
    const on = stage!;
    expect(await readLedger(on)).toMatchObject({
      state: 'DONE_FAILED_ENVIRONMENT',
      failure: { reason: 'ci_not_registered' },
    });
    expect(on.ci.runs()).toHaveLength(0);
    const incident = (await told.comments()).split('autopack:incident:').at(-1) ?? '';
    expect(incident.replaceAll(/\u200B|\\(?=_)/g, '')).toContain(why);
    expect(incident).toContain('`actions: write`');
  });

  it('says which permission it lacks, at the job and on the issue, and goes on when it has it', async () => {
    const told = await labelled({ [CI]: BY_HAND, [CONFIG]: settings(DISPATCH) }, 'write');
    const { contents, issues } = GRANTED;
    const few = await told.pass({ contents, issues, actions: 'write', checks: 'read' });
    expect(few.code).toBe(1);
    const lacks = 'Put pull-requests: write under the workflow’s permissions';
    expect(few.stdout).toContain(lacks);
    expect(few.summary).toContain(lacks);
    const status = await told.comments();
    expect(status).toContain('**needs you**');
    expect(status).toContain(lacks);
    expect(status).toContain('Allow GitHub Actions to create and approve pull requests');
    expect(await told.pass()).toMatchObject(FINE);
    await told.pass();
    expect(await readLedger(stage!)).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(await told.comments()).not.toContain(lacks);
  });

  it('keeps the status comment true where one other thing cannot be shown', async () => {
    const told = await labelled({ [CI]: BY_HAND, [CONFIG]: settings(DISPATCH) }, 'write');
    const { checks: _, ...few } = GRANTED;
    for (const pass of [1, 2])
      expect([pass, await told.pass({ ...few, actions: 'write' })]).toMatchObject([
        pass,
        { code: 1, stdout: expect.stringContaining('Put checks: write under') },
      ]);
    expect(await told.comments()).toContain('**ready for review**');
  });

  it('takes no person’s token for it', async () => {
    const told = await labelled({ [CI]: BY_HAND, [CONFIG]: settings(DISPATCH) }, 'write');
    const on = stage!;
    const before = on.lab.requests.all().length;
    const token = on.lab.as(MAINTAINER).token;
    const run = await runAction(on, {
      inputs: { 'app-id': '', 'private-key': '', 'github-token': token },
    });
    expect(run).toMatchObject({ code: 1, summary: expect.stringContaining('not-the-workflow') });
    expect(
      on.lab.requests
        .all()
        .slice(before)
        .filter(({ writes }) => writes),
    ).toEqual([]);
    expect(await told.comments()).toBe('');
  });
});
