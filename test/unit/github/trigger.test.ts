import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mergeIsland, pullIsland } from '../../../src/core/report/pull-request.ts';
import { triggerKeys } from '../../../src/github/trigger.ts';
import { MOMENTS } from '../report/moments.ts';
import { input } from '../report/runs.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly unknown[];
}

const repository = { name: 'r', owner: { login: 'o' } };
const issues = (event: string, payload: object): readonly number[] =>
  triggerKeys(event, { repository, ...payload }).map((key) => key.issue);

const { runId } = MOMENTS['ready for review'];
const ISSUE = Number(runId.split('-')[0]);
const said = 'Run `9-9`, plan `x` is what I like';
const island = pullIsland(input(MOMENTS['ready for review']));
const pullBody = `${mergeIsland(said, `${said}\n\n${island}`)}\n\n${said}`;
const failedBody = mergeIsland('', pullIsland(input(MOMENTS['out of attempts'])));

describe('a webhook', () => {
  it.each([
    ['a label', 'issues', { action: 'labeled', issue: { number: 7 } }, [7]],
    ['an edited plan', 'issues', { action: 'edited', issue: { number: 7 } }, [7]],
    ['an assignment', 'issues', { action: 'assigned', issue: { number: 7 } }, []],
    [
      'a command',
      'issue_comment',
      { action: 'created', issue: { number: 7 }, comment: { body: '/autopack cancel' } },
      [7],
    ],
    [
      'a command on the pull request of a run',
      'issue_comment',
      {
        action: 'created',
        issue: { number: 9, pull_request: {}, body: pullBody },
        comment: { body: '/autopack retry T1.P1' },
      },
      [ISSUE],
    ],
    [
      'a command on the pull request of a run that failed',
      'issue_comment',
      {
        action: 'created',
        issue: { number: 9, pull_request: {}, body: failedBody },
        comment: { body: '/autopack retry T1.P1' },
      },
      [ISSUE],
    ],
    [
      'a command on a pull request of others, who write what we would',
      'issue_comment',
      {
        action: 'created',
        issue: { number: 9, pull_request: {}, body: 'run `7-2`, plan `abc`' },
        comment: { body: '/autopack retry T1.P1' },
      },
      [9],
    ],
    [
      'a command on an issue that quotes a pull request of ours',
      'issue_comment',
      {
        action: 'created',
        issue: { number: 9, body: pullBody },
        comment: { body: '/autopack run' },
      },
      [9],
    ],
    [
      'a command on a line of a pull request of ours',
      'pull_request_review_comment',
      {
        action: 'created',
        pull_request: { number: 9, head: { ref: 'autonomous/7-2' } },
        comment: { body: '/autopack dismiss they are test data' },
      },
      [7],
    ],
    [
      'talk on a line of a pull request of ours',
      'pull_request_review_comment',
      {
        action: 'created',
        pull_request: { number: 9, head: { ref: 'autonomous/7-2' } },
        comment: { body: 'I see' },
      },
      [],
    ],
    [
      'an edited command',
      'issue_comment',
      { action: 'edited', issue: { number: 7 }, comment: { body: '/autopack cancel' } },
      [],
    ],
    [
      'talk',
      'issue_comment',
      { action: 'created', issue: { number: 7 }, comment: { body: 'well done' } },
      [],
    ],
    [
      'a merged pull request of ours',
      'pull_request',
      { action: 'closed', pull_request: { head: { ref: 'autonomous/7-2' } } },
      [7],
    ],
    [
      'a pull request of others',
      'pull_request',
      { action: 'closed', pull_request: { head: { ref: 'topic' } } },
      [],
    ],
    [
      'a commit status on a branch of ours',
      'status',
      { state: 'success', branches: [{ name: 'main' }, { name: 'autonomous/7-1' }] },
      [7],
    ],
    [
      'a commit status that is pending',
      'status',
      { state: 'pending', branches: [{ name: 'autonomous/7-1' }] },
      [],
    ],
    [
      'a pull request of others that is new',
      'pull_request',
      { action: 'opened', pull_request: { number: 9, head: { ref: 'topic' } } },
      [9],
    ],
    [
      'a push to a pull request of ours',
      'pull_request',
      { action: 'synchronize', pull_request: { number: 9, head: { ref: 'autonomous/7-2' } } },
      [7],
    ],
    ['a push to our branch', 'push', { ref: 'refs/heads/autonomous/7-1' }, [7]],
    ['a push to the ledger', 'push', { ref: 'refs/heads/autopack/state/7-1' }, [7]],
    ['a push to main', 'push', { ref: 'refs/heads/main' }, []],
    ['a merge queue', 'push', { ref: 'refs/heads/gh-readonly-queue/main/pr-12-0ab9' }, [12]],
    ['a branch like one', 'push', { ref: 'refs/heads/x/gh-readonly-queue/main/pr-12-0ab9' }, []],
    [
      'CI that ended',
      'workflow_run',
      { action: 'completed', workflow_run: { head_branch: 'autonomous/7-1' } },
      [7],
    ],
    [
      'CI that began',
      'workflow_run',
      { action: 'requested', workflow_run: { head_branch: 'autonomous/7-1' } },
      [],
    ],
    ...(['check_suite', 'check_run'] as const).flatMap((event) => {
      const of = (slug: string) => {
        const branch = { head_branch: 'autonomous/7-1' };
        const app = { app: { slug } };
        return { check_suite: { ...branch, ...app }, check_run: { check_suite: branch, ...app } };
      };
      return [
        [`a ${event} of another app`, event, { action: 'completed', ...of('circle') }, [7]],
        [`a ${event} that began`, event, { action: 'created', ...of('circle') }, []],
        [`a ${event} of Actions`, event, { action: 'completed', ...of('github-actions') }, []],
      ] as const;
    }),
    [
      'a branch that only looks like ours',
      'push',
      { ref: 'refs/heads/autonomous/7-1/../main' },
      [],
    ],
    ['an event that nobody knows', 'star', { action: 'created' }, []],
  ])('about %s names the right runs', (_, event, payload, named) => {
    expect(issues(event, payload)).toEqual(named);
  });

  it('of any kind that GitHub shows as an example is taken without a word', () => {
    const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
    const all = JSON.parse(readFileSync(file, 'utf8')) as Example[];
    expect(all.length).toBeGreaterThan(40);
    for (const { name, examples } of all)
      for (const payload of examples) expect(Array.isArray(triggerKeys(name, payload))).toBe(true);
  });

  it.each([
    null,
    'text',
    [],
    { repository: 5 },
    { repository, issue: { number: -1 } },
    JSON.parse('{"__proto__":{"x":1}}'),
  ])('that is nonsense names nothing', (payload) => {
    expect(triggerKeys('issues', payload)).toEqual([]);
  });
});
