import { expect, it } from '@jest/globals';
import { FILES, openStory } from './a-story.ts';

const config =
  'version: 1\npromotion: { auto_merge: true }\nci: { required: [test], settle: 0s }\n';

it('where GitHub’s rules ask for a review first, people are told that nobody asks again', async () => {
  const story = openStory({ files: { ...FILES, '.github/autopack.yml': config } });
  const asked: number[] = [];
  Object.assign(story.github.forge, {
    merge: async (pull: number) => {
      asked.push(pull);
      return false;
    },
  });
  await story.start();
  expect(asked).toEqual([story.pull().number]);
  expect(story.status()).toContain('**ready for review**');
  expect(story.status()).toContain('GitHub was asked to merge it. If it has not, its rules');
  expect(story.status()).toContain('merge it once that is there');
});
