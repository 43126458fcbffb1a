import { describe, expect, it } from '@jest/globals';
import { TransientError } from '../../src/core/errors.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeGithub } from '../support/fake-github.ts';
import { firstEntry } from '../contract/a-run.ts';

const start = () => {
  const github = fakeGithub({ clock: fakeClock() });
  const number = github.as('ada').openIssue({ title: 'Build it', body: 'A plan' });
  return { github, number };
};

describe('the fake GitHub', () => {
  it('fails before and after on demand', async () => {
    const { github, number } = start();
    const said = async (): Promise<number> => (await github.forge.issue(number))?.ours.length ?? 0;
    github.faults.failNext('forge.comment', 'before');
    await expect(github.forge.comment(number, 'x')).rejects.toBeInstanceOf(TransientError);
    expect(await said()).toBe(0);
    github.faults.failNext('forge.comment', 'after', new Error('killed'));
    await expect(github.forge.comment(number, 'x')).rejects.toThrow('killed');
    expect(await said()).toBe(1);
    expect(github.faults.calls.filter((call) => call === 'forge.comment')).toHaveLength(2);
  });

  it('fails by a rule', async () => {
    const { github, number } = start();
    github.faults.rule((method, n) =>
      method === 'forge.comment' && n === 2 ? 'before' : undefined,
    );
    await github.forge.comment(number, 'one');
    await expect(github.forge.comment(number, 'two')).rejects.toBeInstanceOf(TransientError);
    github.faults.rule(null);
    await github.forge.comment(number, 'three');
  });

  it('answers with CI by a rule, and by what a test says about a head', async () => {
    const github = fakeGithub({
      clock: fakeClock(),
      ci: (_head, files) => ({ jobs: { test: files.has('bug.txt') ? 'failure' : 'success' } }),
    });
    const head = github.as('ada').push('topic', { 'bug.txt': '' });
    expect((await github.forge.ci(github.base))[0]?.conclusion).toBe('success');
    expect((await github.forge.ci(head))[0]?.conclusion).toBe('failure');
    github.setCi(head, { jobs: { test: 'running' } });
    expect((await github.forge.ci(head))[0]).toMatchObject({ status: 'running', jobs: [] });
  });

  it('knows a ledger that was tampered with from one that was deleted', async () => {
    const { github } = start();
    await github.ledger.create(
      '1-1',
      github.base,
      firstEntry('1-1', { base: github.base, repoId: 77 }),
    );
    github.tamper('1-1', { 'x.txt': 'x' });
    expect((await github.ledger.latest(1))?.broken).toEqual(expect.any(String));
    github.deleteLedger('1-1');
    expect(await github.ledger.latest(1)).toBeUndefined();
  });

  it('merges what people did on both sides', () => {
    const { github } = start();
    const ada = github.as('ada');
    ada.push('topic', { 'topic.txt': 't', 'README.md': null });
    ada.push('main', { 'main.txt': 'm' });
    github.state.pulls.set(9, {
      number: 9,
      branch: 'topic',
      base: 'main',
      title: '',
      body: '',
      draft: false,
      state: 'open',
      head: github.tip('topic') ?? '',
      mergeCommit: null,
      mergeable: 'yes',
      comments: [],
      reviews: [],
    });
    ada.merge(9);
    const paths = [...github.state.git.at(github.tip('main') ?? '').files.keys()].sort();
    expect(paths).toEqual(['main.txt', 'src/a.ts', 'topic.txt']);
  });
});
