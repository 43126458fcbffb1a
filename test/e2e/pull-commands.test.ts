/** Commands in the conversation of a run's pull request, from the webhook to the reaction. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});

describe('a command on the pull request of a run', () => {
  it('wakes the run, which answers it there and tells of it on the issue', async () => {
    play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT });
    const { lab, repo, rest, comments } = play;
    const mona = lab.as(MAINTAINER);
    const issue = await play.label(TINY_PLAN);
    await play.until(ended);
    const { body: pulls } = await mona.request('GET', `/repos/${repo}/pulls?state=open`);
    const [pull] = pulls as unknown as { number: number; body: string }[];
    expect(pull?.body).toContain('work in a comment here and on');
    const says = async (text: string): Promise<readonly unknown[]> => {
      const id = await mona.comment(repo, pull?.number ?? 0, text);
      await rest();
      const path = `/repos/${repo}/issues/comments/${id}/reactions`;
      const { body } = await mona.request('GET', path);
      return Array.isArray(body) ? body.map((one: { content: unknown }) => one.content) : [];
    };
    const status = async (): Promise<string> =>
      (await comments(issue)).find((body) => body.startsWith('<!-- autopack:status:')) ?? '';

    expect(await says('/autopack explain T1.P1')).toEqual(['rocket']);
    expect(await status()).toContain(`${MAINTAINER}: explain (accepted): T1.P1 is COMPLETE`);
    expect(await says('/autopack retry T1.P1')).toEqual(['confused']);
    expect(await says('This is fine, no /autopack cancel')).toEqual([]);
    await says('/autopack verify');
    const onPull = await comments(pull?.number ?? 0);
    expect(onPull.filter((body) => body.startsWith('<!-- autopack:verify -->'))).toHaveLength(1);
    expect((await comments(issue)).join()).not.toContain('<!-- autopack:verify -->');
  });
});
