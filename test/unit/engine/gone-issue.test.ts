/** Somebody deletes the issue of a run at work, or moves it to another repository. */
import { expect, it } from '@jest/globals';
import { openStory } from './a-story.ts';

it('ends the run without a fault, and the pull request says why', async () => {
  const story = openStory({ ci: () => ({ jobs: { test: 'queued' } }) });
  await story.start(2);
  story.github.state.issues.delete(story.issue);
  await story.pass(2);
  expect(story.run()).toMatchObject({ failure: { reason: 'issue_closed' }, artefacts: {} });
  expect(story.check(story.run().head)).toContain('The issue was deleted, or moved');
});

it('is no fault of a run that had succeeded, whose pull request can be merged still', async () => {
  const story = openStory();
  await story.start();
  story.github.state.issues.delete(story.issue);
  await story.pass(2);
  story.mona.merge(story.pull().number);
  await story.pass(2);
  expect(story.run()).toMatchObject({ promotion: 'promoted' });
});
