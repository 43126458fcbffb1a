import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../lab/model/script.ts';
import { ended, LABEL, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});

const open = async (
  script: Script = TINY_SCRIPT,
  files: Readonly<Record<string, string>> = TINY_FILES,
): Promise<Play> => {
  play = await openPlay({ files, script });
  return play;
};
const withConfig = (more: string): Readonly<Record<string, string>> => ({
  ...TINY_FILES,
  '.github/autopack.yml': `${TINY_FILES['.github/autopack.yml'] ?? ''}${more}`,
});
const wrong = (search: string, replace: string): Script => {
  const part = TINY_SCRIPT['T1.P1'];
  if (part === undefined) throw new Error('the script lost its part');
  const edits = [{ op: 'replace' as const, path: 'src/add.js', search, replace, new_path: null }];
  const line = { requires: [search], forbids: [], answer: { edits, notes: 'wrong' } };
  const audit = { ...part.audits[0], requires: [] } as (typeof part.audits)[number];
  return { 'T1.P1': { builds: [line], audits: [audit] } };
};

describe('by the App', () => {
  it('turns a labelled issue into a merged pull request', async () => {
    const stage = await open();
    const issue = await stage.label(TINY_PLAN);
    const done = await stage.until(ended);
    expect(done).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'eligible' });
    expect(await stage.labels(issue)).toEqual(['autopack:ready']);
    const reviews = await stage.lab
      .as(MAINTAINER)
      .request('GET', `/repos/${stage.repo}/pulls/${done.pr ?? 0}/reviews`);
    expect(reviews.body).toHaveLength(1);
    const merged = await stage.lab.as(MAINTAINER).merge(stage.repo, done.pr ?? 0);
    expect(merged.status).toBe(200);
    expect(await stage.until((ledger) => ledger.promotion === 'promoted')).toBeDefined();
    expect((await stage.lab.git(stage.repo, ['show', 'main:src/add.js'])).text).toContain('a + b');
    expect(await stage.labels(issue)).toEqual(['autopack:done']);
    const { body } = await stage.lab
      .as(MAINTAINER)
      .request('GET', `/repos/${stage.repo}/issues/${issue}`);
    expect(body).toMatchObject({ state: 'closed' });
    expect(await stage.comments(issue)).toHaveLength(1);
  });

  it('stops with an incident when the attempts are used up', async () => {
    const stage = await open(wrong('return a - b;', 'return a * b;'));
    const issue = await stage.label(TINY_PLAN);
    // The second attempt looks for a line that is gone: the model answers garbage from there on.
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' });
    const [status, incident] = await stage.comments(issue);
    expect(status).toContain('failed');
    expect(incident).toContain('attempts_exhausted');
    expect(incident).toContain('git switch --detach');
    expect(await stage.labels(issue)).toEqual(['autopack:failed']);
  });

  it('never makes a call that the token cap does not hold', async () => {
    const stage = await open(TINY_SCRIPT, withConfig('budget:\n  tokens: 9_600\n'));
    const issue = await stage.label(TINY_PLAN);
    const done = await stage.until(ended);
    expect(done.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    expect(done.spent.tokens).toBeLessThanOrEqual(9_600);
    expect(stage.model.calls().length).toBeLessThan(2);
    expect((await stage.comments(issue))[1]).toContain('token_cap');
  });

  it('refuses a bad plan without a run, and checks it again when it is edited', async () => {
    const stage = await open();
    const issue = await stage.label('## T1: x\n\n### T1.P1: y\n\n- category: nonsense\n');
    await stage.rest();
    expect(await stage.labels(issue)).toEqual([]);
    const [check] = await stage.comments(issue);
    expect(check).toContain('plan:5');
    expect((await stage.lab.git(stage.repo, ['for-each-ref', 'refs/heads/autopack'])).text).toBe(
      '',
    );
    await stage.lab
      .as(MAINTAINER)
      .must('PATCH', `/repos/${stage.repo}/issues/${issue}`, { body: TINY_PLAN });
    await stage.rest();
    const [again] = await stage.comments(issue);
    expect(again).toContain('the plan is sound');
    expect(stage.model.calls()).toEqual([]);
  });

  it('does not start for somebody without write access', async () => {
    const stage = await open();
    stage.lab.people.permit('tom', stage.repo, 'triage');
    const tom = stage.lab.as('tom');
    const issue = await tom.openIssue(stage.repo, { title: 'mine', body: TINY_PLAN });
    await stage.lab
      .as(MAINTAINER)
      .must('POST', `/repos/${stage.repo}/labels`, { name: LABEL, color: '5319e7' });
    await tom.label(stage.repo, issue, LABEL);
    await stage.rest();
    expect((await stage.comments(issue))[0]).toContain('no permission');
    expect(stage.model.calls()).toEqual([]);
    expect(await stage.labels(issue)).toEqual([]);
  });

  it('reads its configuration from the default branch, whatever other branches say', async () => {
    const stage = await open();
    await stage.lab.as(MAINTAINER).push(stage.repo, {
      branch: 'topic',
      message: 'loosen the rules',
      files: { '.github/autopack.yml': 'version: 99\n' },
    });
    await stage.label(TINY_PLAN);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
  });

  it('honours a cancel within one step', async () => {
    const stage = await open();
    const mona = stage.lab.as(MAINTAINER);
    let issue = 0;
    stage.model.hook(async (call) => {
      if (call.role === 'builder') await mona.comment(stage.repo, issue, '/autopack cancel');
      return undefined;
    });
    issue = await stage.label(TINY_PLAN);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' });
    // The answer that was under way is paid for and kept, and nothing is made of it.
    expect(stage.model.calls()).toHaveLength(1);
    expect((await stage.lab.git(stage.repo, ['log', '--format=%s', 'autonomous/1-1'])).text).toBe(
      'Initial commit',
    );
    expect((await stage.comments(issue)).at(-1)).toContain('cancelled');
  });

  it('keeps a commit that a person made meanwhile, and verifies it', async () => {
    const stage = await open();
    const mona = stage.lab.as(MAINTAINER);
    let pushed = '';
    stage.model.hook(async (call) => {
      if (call.role === 'auditor' && pushed === '')
        pushed = await mona.push(stage.repo, {
          branch: 'autonomous/1-1',
          message: 'by hand',
          files: { 'src/hand.js': 'export const hand = 1;\n' },
        });
      return undefined;
    });
    await stage.label(TINY_PLAN);
    const done = await stage.until(ended);
    expect(done.state).toBe('DONE_SUCCESS');
    const log = await stage.lab.git(stage.repo, ['log', '--format=%H', 'autonomous/1-1']);
    expect(log.text.split('\n')).toContain(pushed);
    // Both heads were audited, the last one with the person's file in its diff.
    const audits = stage.model.calls().filter((call) => call.role === 'auditor');
    expect(audits).toHaveLength(2);
    expect(audits[1]?.user).toContain('src/hand.js');
  });
});
