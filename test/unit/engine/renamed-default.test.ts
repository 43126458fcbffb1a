/** Somebody gives the default branch another name while a run is at work. */
import { expect, it } from '@jest/globals';
import { openStory } from './a-story.ts';

it('a run goes on, and what is merged there is delivered', async () => {
  const story = openStory({ ci: () => ({ jobs: { test: speaks ? 'success' : 'queued' } }) });
  let speaks = false;
  await story.start(1);
  story.mona.renameDefault('trunk');
  speaks = true;
  await story.pass();
  expect(story.run()).toMatchObject({ state: 'DONE_SUCCESS', promotion: 'eligible' });
  expect(story.status()).toContain('**ready for review**');
  story.mona.merge(story.pull().number);
  await story.pass(2);
  expect(story.run()).toMatchObject({ promotion: 'promoted' });
  expect(story.github.state.issues.get(story.issue)?.open).toBe(false);
});

it('before the pull request is there, it is opened onto the new name', async () => {
  const story = openStory();
  let renamed = false;
  const { forge } = story.github;
  const { openPull } = forge;
  Object.assign(forge, {
    openPull: async (draft: Parameters<typeof openPull>[0]) => {
      if (!renamed) story.mona.renameDefault('trunk');
      renamed = true;
      return openPull(draft);
    },
  });
  await story.start();
  expect(story.pull()).toMatchObject({ base: 'trunk' });
  expect(story.run()).toMatchObject({ state: 'DONE_SUCCESS' });
});

it('what moves on there is merged in, and a conflict with it is told', async () => {
  const story = openStory();
  await story.start();
  story.mona.renameDefault('trunk');
  const base = story.mona.push('trunk', { 'src/other.txt': 'x' });
  await story.pass();
  expect(story.run()).toMatchObject({ promotion: 'eligible', baseMerge: { holds: base } });
  story.mona.push('trunk', { 'src/T1.P1.txt': 'x' });
  await story.pass();
  expect(story.run()).toMatchObject({ blocked: { reason: 'base_conflict' } });
});
