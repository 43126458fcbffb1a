import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let play: Play;
beforeEach(async () => {
  play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT });
});
afterEach(async () => {
  play.lab.assertClean();
  await play.close();
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a person runs it who may only read. */
function autopack(...args: readonly string[]): Promise<Said> {
  const { token } = play.lab.people.permit('rita', play.repo, 'read');
  const env = { PATH: process.env['PATH'], GITHUB_TOKEN: token, GITHUB_API_URL: play.lab.url };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('autopack verify', () => {
  it('finds a merged run to be what it says, with a token that may only read', async () => {
    const issue = await play.label(TINY_PLAN);
    const done = await play.until(ended);
    await play.lab.as(MAINTAINER).merge(play.repo, done.pr ?? 0);
    await play.until(({ promotion }) => promotion === 'promoted');
    const target = `${play.repo}#${issue}`;

    const said = await autopack('verify', target);
    expect(said.err).toBe('');
    expect(said.out.trimEnd().split('\n').at(-1)).toMatch(
      /^OK \d+ commits, \d+ events, DONE_SUCCESS/,
    );
    expect(said.out).toContain('merge, of the head that was verified');
    expect(said.code).toBe(0);
    const json = await autopack('verify', target, '--json', '--app', play.lab.app.slug);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, run: '1-1', bad: null });
    expect(await autopack('verify', `${play.repo}#99`)).toMatchObject({ code: 1 });
    expect(await autopack('verify', 'nonsense')).toMatchObject({ code: 2, out: '' });
  });

  it('names the commit that somebody pushed onto the ledger, and a comment asks for the same', async () => {
    const issue = await play.label(TINY_PLAN);
    await play.until(ended);
    const mona = play.lab.as(MAINTAINER);
    play.lab.people.permit('rita', play.repo, 'read');
    await play.lab.as('rita').comment(play.repo, issue, '/autopack verify');
    await play.rest();
    const about = async (): Promise<readonly string[]> =>
      (await play.comments(issue)).filter((body) => body.includes('autopack:verify'));
    expect(await about()).toEqual([expect.stringContaining('verified: **OK**')]);

    const forged = await mona.push(play.repo, {
      branch: 'autopack/state/1-1',
      message: 'autopack 1-1 step 99: queue-entered',
      files: { 'plan.md': 'something else' },
    });
    const said = await autopack('verify', `${play.repo}#${issue}`);
    expect(said.code).toBe(1);
    expect(said.out).toContain(`BAD commit ${forged}`);
    expect(said.out).toContain('rule     message');
    await mona.comment(play.repo, issue, '/autopack verify');
    await play.rest();
    expect(await about()).toEqual([expect.stringContaining('does not verify: **message**')]);
  });

  it('sees a ledger that was cut off, by what it had led to', async () => {
    const issue = await play.label(TINY_PLAN);
    await play.until(ended);
    play.lab.webhooks.to(undefined);
    const before = await play.lab.git(play.repo, ['rev-parse', 'autopack/state/1-1~3']);
    await play.lab
      .as(MAINTAINER)
      .must('PATCH', `/repos/${play.repo}/git/refs/heads/autopack/state/1-1`, {
        sha: before.text,
        force: true,
      });
    const said = await autopack('verify', `${play.repo}#${issue}`);
    expect(said.code).toBe(1);
    expect(said.out).toContain('rule     snapshot');
  });
});
