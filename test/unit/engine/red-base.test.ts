/** The default branch breaks while a run is at work: people are told where the fault is, and where it is mended. */
import { describe, expect, it } from '@jest/globals';
import { openStory, type Story } from './a-story.ts';

const BROKEN = 'src/broken.txt';
const NAME = '.github/workflows/ci.yml › test';
const red = { jobs: { test: 'failure' }, log: '##[error]it is broken' };
const green = { jobs: { test: 'success' } };

/** CI of a pull request runs on the head and the base together. */
function together(): Story & { readonly speak: (does: boolean) => void } {
  let speaks = true;
  const story: Story = openStory({
    ci: (head, files) => {
      if (files.has(BROKEN)) return red;
      if (!speaks) return { jobs: { test: 'queued' } };
      const isMerged =
        head !== story.github.base && story.github.text('main', BROKEN) !== undefined;
      return isMerged ? red : green;
    },
  });
  return { ...story, speak: (does) => (speaks = does) };
}

const words = ({ github }: Story, bad: string): string =>
  `${NAME} is red on main as well, at ${bad.slice(0, 7)}, and was not at ${github.base.slice(0, 7)}`;

describe('a run at work where only the base is red', () => {
  const held = async (): Promise<ReturnType<typeof together> & { readonly bad: string }> => {
    const story = together();
    story.speak(false);
    await story.start(3);
    const bad = story.mona.push('main', { [BROKEN]: 'x' });
    story.speak(true);
    await story.pass(3);
    return { ...story, bad };
  };

  it('spends nothing on it, and says since which commit and what to do', async () => {
    const story = await held();
    expect(story.run()).toMatchObject({
      held: { by: 'the base' },
      phases: [{ attempt: 1 }, {}, {}],
    });
    expect(story.status()).toContain('**needs you**');
    expect(story.status()).toContain(words(story, story.bad));
    expect(story.status()).toContain('Mend `main`: when that is green there, I merge it in');
  });

  it('goes on by itself when the branch holds the mended base', async () => {
    const story = await held();
    story.mona.push('main', { [BROKEN]: null });
    story.mona.push('autonomous/1-1', { 'src/mended.txt': 'x' }, 'Merge branch main');
    await story.pass();
    expect(story.run()).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 1 }, {}, {}] });
  });

  it('gets the base by itself once that is green, and needs nobody else', async () => {
    const story = await held();
    const still = story.mona.push('main', { 'src/other.txt': 'x' });
    await story.pass(1);
    expect(story.run()).toMatchObject({ held: { by: 'the base' } });
    expect(story.run().baseMerge).toBeUndefined();
    expect(story.run().head).not.toBe(still);
    story.mona.push('main', { [BROKEN]: null });
    await story.pass();
    expect(story.run()).toMatchObject({
      ...{ state: 'DONE_SUCCESS', promotion: 'eligible' },
      phases: [{ attempt: 1 }, {}, {}],
    });
    expect(story.github.text('autonomous/1-1', 'src/other.txt')).toBe('x');
  });

  it('goes on with another attempt where a person says so, which asks again', async () => {
    const story = await held();
    story.mona.comment(story.issue, '/autopack resume');
    await story.pass(1);
    expect(story.run()).toMatchObject({ phases: [{ attempt: 2 }, {}, {}] });
    await story.pass(1);
    expect(story.run()).toMatchObject({ held: { by: 'the base' } });
  });

  it('ends when nobody mends it, and the incident and the check say what is red', async () => {
    const story = await held();
    story.clock.advance(48 * 3_600_000);
    await story.pass(2);
    const { failure, head } = story.run();
    expect(failure).toMatchObject({ reason: 'people_wait' });
    for (const text of [story.said().at(-1), story.check(head)]) {
      expect(text).toContain(words(story, story.bad));
      expect(text).toContain('**Update branch**');
    }
    story.mona.push('main', { [BROKEN]: null });
    story.mona.push('autonomous/1-1', { 'src/mended.txt': 'x' }, 'Merge branch main');
    story.mona.comment(story.issue, '/autopack resume');
    await story.pass();
    expect(story.run()).toMatchObject({ state: 'DONE_SUCCESS' });
  });
});

it('what is red on the base too is only told of where CI ran on the branch alone', async () => {
  let spoken = '';
  const story: Story = openStory({
    ci: (head, files) => {
      if (files.has(BROKEN) || head === spoken) return { ...red, event: 'push' };
      return files.has('src/T1.P1.txt') ? { jobs: { test: 'queued' }, event: 'push' } : green;
    },
  });
  await story.start(1);
  const bad = story.mona.push('main', { [BROKEN]: 'x' });
  spoken = story.run().head;
  await story.pass(2);
  expect(story.run()).toMatchObject({ phases: [{ attempt: 2 }, {}, {}] });
  expect(story.status()).toContain('**waiting for CI**');
  expect(story.status()).toContain(words(story, bad));
  expect(story.status()).not.toContain('Nothing is needed from you');
});

it('a verified head that a red base is merged into says so, and is verified once that is mended', async () => {
  const story = together();
  await story.start();
  const bad = story.mona.push('main', { [BROKEN]: 'x' });
  await story.pass();
  expect(story.run()).toMatchObject({ promotion: 'blocked', blocked: { reason: 'head_red' } });
  for (const text of [story.status(), story.check(story.run().head)]) {
    expect(text).toContain(words(story, bad));
    expect(text).toContain('press Update branch');
  }
  story.mona.push('main', { [BROKEN]: null });
  story.mona.push('autonomous/1-1', { [BROKEN]: null }, 'Merge branch main');
  await story.pass();
  expect(story.run()).toMatchObject({ promotion: 'eligible' });
  expect(story.status()).not.toContain(words(story, bad));
});

it('a base that moved and is fine is not blamed for what the work broke', async () => {
  let broken: { readonly jobs: Readonly<Record<string, string>> } = { jobs: { test: 'queued' } };
  const story: Story = openStory({
    ci: (_, files) => (files.has('src/T1.P1.txt') ? broken : green),
  });
  await story.start(1);
  story.mona.push('main', { 'src/other.txt': 'x' });
  broken = red;
  await story.pass();
  expect(story.run().failure?.reason).toBe('attempts_exhausted');
  expect(story.said().join()).not.toContain('red on main');
});
