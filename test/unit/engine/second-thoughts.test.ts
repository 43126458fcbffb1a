/** People change their minds about what a run works on, or about what came of it. */
import { describe, expect, it } from '@jest/globals';
import { PLAN } from '../../sim/plans.ts';
import { openStory } from './a-story.ts';

const waiting = () => ({ jobs: { test: 'queued' } });

it('a plan that is edited while it is built is said to be another one, and can be built next', async () => {
  const story = openStory({ ci: waiting });
  await story.start(2);
  expect(story.status()).not.toContain('The issue was edited');
  story.mona.editBody(story.issue, PLAN.replace('T2.P1: End', 'T2.P1: End well'));
  await story.pass(1);
  expect(story.status()).toContain('This run keeps the plan that it began with');
  story.clock.advance(5_000);
  story.mona.comment(story.issue, '/autopack cancel');
  story.clock.advance(5_000);
  story.mona.comment(story.issue, '/autopack run');
  await story.pass(2);
  expect(story.run(1)).toMatchObject({ failure: { reason: 'cancelled' } });
  expect(story.run(2).planHash).not.toBe(story.run(1).planHash);
  expect(story.status()).not.toContain('The issue was edited');
});

describe('in one breath with the command that ends a run', () => {
  const ended = async (...deeds: readonly ('cancel' | 'run' | 'label')[]) => {
    const story = openStory({ ci: waiting });
    await story.start(2);
    for (const deed of deeds) {
      story.clock.advance(5_000);
      if (deed === 'label') story.mona.label(story.issue, 'autopack:run');
      else story.mona.comment(story.issue, `/autopack ${deed}`);
    }
    const woken = await story.pass(1);
    await story.pass(2);
    return { story, woken };
  };

  it.each(['run', 'label'] as const)('%s after it asks for the next one, at once', async (asks) => {
    const { story, woken } = await ended('cancel', asks);
    expect(woken).toBe(true);
    expect(story.run(1)).toMatchObject({ failure: { reason: 'cancelled' } });
    expect(story.run(2)).toMatchObject({ state: 'CI_RUNNING' });
  });

  it.each(['run', 'label'] as const)('%s before it is over with it', async (asks) => {
    const { story } = await ended(asks, 'cancel');
    expect(() => story.run(2)).toThrow('there is no run');
    const labels = story.github.state.issues.get(story.issue)?.labels;
    expect([...(labels ?? [])]).toEqual(['autopack:failed']);
  });
});

it('a pull request that was closed and reopened is said to be theirs', async () => {
  const story = openStory();
  await story.start();
  story.mona.closePull(story.pull().number);
  await story.pass(1);
  expect(story.status()).toContain('closed without a merge. A new run: `/autopack run`');
  expect(story.check(story.run().head)).toContain('was closed, which ended the run');
  story.pull().state = 'open';
  await story.pass(1);
  expect(story.status()).toContain('I do not look at it any more');
  story.mona.merge(story.pull().number);
  await story.pass(1);
  expect(story.run()).toMatchObject({ promotion: 'promoted' });
  expect(story.status()).toContain('**merged**');
});
