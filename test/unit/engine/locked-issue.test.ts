/** GitHub lets no App comment on a locked issue; what it said before it may edit. */
import { expect, it } from '@jest/globals';
import { openStory } from './a-story.ts';

it('a run whose issue is locked goes on to its end, and says the rest when it is unlocked', async () => {
  const story = openStory({ ci: () => ({ jobs: { test: 'queued' } }) });
  await story.start(2);
  const issue = story.github.state.issues.get(story.issue);
  Object.assign(issue ?? {}, { locked: true });
  story.mona.comment(story.issue, '/autopack cancel');
  await story.pass(2);
  expect(story.run()).toMatchObject({ failure: { reason: 'cancelled' }, artefacts: {} });
  expect(story.status()).toContain('**cancelled**');
  expect(story.said()).toHaveLength(1);
  Object.assign(issue ?? {}, { locked: false });
  await story.pass(1);
  expect(story.said()).toHaveLength(2);
  expect(story.said()[1]).toContain('(`cancelled`)');
});
