import { expect, it } from '@jest/globals';
import { openStory } from './a-story.ts';

it('a pull request that a person made a draft of stays one, and its merge waits', async () => {
  const story = openStory();
  await story.start();
  expect(story.pull()).toMatchObject({ draft: false });
  story.mona.draft(story.pull().number);
  story.mona.push('autonomous/1-1', { 'src/by-hand.txt': 'mine 1\n' });
  await story.pass();
  expect(story.pull()).toMatchObject({ draft: true });
  expect(story.run()).toMatchObject({ promotion: 'eligible' });
  expect(story.status()).toContain('press **Ready for review**');
});
