/** Words to us on an issue that has no run. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

let play: Play | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});

describe('a command on an issue without a run', () => {
  it('is answered in one comment, whatever it is, and never done', async () => {
    play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT });
    const { lab, repo, rest, comments } = play;
    const mona = lab.as(MAINTAINER);
    const issue = await mona.openIssue(repo, { title: 'x', body: TINY_PLAN });
    const says = async (text: string, as = mona): Promise<readonly unknown[]> => {
      const id = await as.comment(repo, issue, text);
      await rest();
      const path = `/repos/${repo}/issues/comments/${id}/reactions`;
      const { body } = await mona.request('GET', path);
      return Array.isArray(body) ? body.map((one: { content: unknown }) => one.content) : [];
    };
    const ours = async (): Promise<readonly string[]> =>
      (await comments(issue)).filter((body) => body.startsWith('<!-- autopack:no-run -->'));

    expect(await says('/autopack status')).toEqual(['confused']);
    expect((await ours())[0]).toContain('`/autopack status`: this issue has no run');
    expect(await says('/autopak run')).toEqual(['confused']);
    expect((await ours())[0]).toContain('Did you mean `/autopack run`?');
    expect(await says('/autopack retry T1.P1')).toEqual(['confused']);
    expect((await ours())[0]).toContain('`/autopack retry`: this issue has no run');
    expect(await says('/autopack frobnicate @mona')).toEqual(['confused']);
    expect(await ours()).toHaveLength(1);
    expect((await ours())[0]).not.toContain('frobnicate');

    lab.people.permit('tom', repo, 'read');
    const before = await ours();
    expect(await says('/autopack help', lab.as('tom'))).toEqual([]);
    expect(await ours()).toEqual(before);
    expect(play.model.calls()).toEqual([]);
  });
});
