/** Answers that GitHub's own description allows, and that nobody thinks of. */
import { describe, expect, it } from '@jest/globals';
import { CheckSuites, CompareAnswer } from '../../../src/github/answers.ts';
import { WorkflowRunsAnswer } from '../../../src/github/answers-ci.ts';

describe('an answer of GitHub is read', () => {
  it('where it knows nobody who wrote a commit', () => {
    const commit = (author: object | null, by: object | null) => ({
      ...{ sha: 'a'.repeat(40), author, parents: [] },
      commit: { author: by, verification: undefined },
    });
    const commits = [commit({}, {}), commit(null, null), commit({ login: 'ada' }, { name: 'A' })];
    const read = CompareAnswer.parse({ status: 'ahead', commits });
    expect(read.commits.map(({ author }) => author?.login)).toEqual([undefined, undefined, 'ada']);
  });

  it('where a check suite has no list of runs', () => {
    const app = { databaseId: 1, slug: 'x' };
    const read = CheckSuites.parse({ nodes: [{ app, checkRuns: null }] });
    expect(read?.nodes).toEqual([{ app, checkRuns: { nodes: [] } }]);
  });

  it('where it does not count the attempts of a workflow run', () => {
    const run = {
      ...{ id: 1, name: null, path: '.github/workflows/ci.yml', event: 'push' },
      ...{ head_sha: 'a'.repeat(40), status: null, conclusion: null },
    };
    const { workflow_runs: runs } = WorkflowRunsAnswer.parse({ workflow_runs: [run] });
    expect(runs[0]?.run_attempt).toBe(1);
  });
});
