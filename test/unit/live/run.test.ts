import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { approval, type Script } from '../../lab/model/script.ts';
import { openPlay, type Play } from '../../support/play.ts';
import { MAINTAINER } from '../../support/stage.ts';
import { FILES, openScratch, runLive, type Scratch } from './a-scratch.ts';

jest.setTimeout(90_000);

const NONCE = '0a1b2c3d';
const NOTE = `This note was written by the live check ${NONCE}.\n`;
const SCRIPT: Script = {
  'T1.P1': {
    builds: [
      {
        requires: [`autopack-live-check/${NONCE}.md`],
        forbids: [],
        answer: {
          edits: [
            {
              op: 'create',
              path: `autopack-live-check/${NONCE}.md`,
              search: null,
              replace: NOTE,
              new_path: null,
            },
          ],
          notes: 'scribbled, trust me',
        },
      },
    ],
    audits: [approval([`+${NOTE.trim()}`], 'scribbled', [`the note names the check ${NONCE}`])],
  },
};

let play: Play | undefined;
let scratch: Scratch | undefined;
afterEach(async () => {
  const [opened, made] = [play, scratch];
  [play, scratch] = [undefined, undefined];
  await opened?.close();
  await made?.lab.close();
});

describe('--run', () => {
  it('labels one issue, and tells the run to its end', async () => {
    const config = 'version: 1\nci:\n  required: [nothing]\n  settle: 0s\n';
    const files = { ...FILES, '.github/autopack.yml': config };
    play = await openPlay({ files, script: SCRIPT });
    const { lab, repo } = play;
    const env = {
      GITHUB_API_URL: lab.url,
      GITHUB_TOKEN: lab.as(MAINTAINER).token,
      APP_ID: String(lab.app.id),
      PRIVATE_KEY: lab.app.privateKey,
    };
    const [owner = '', name = ''] = repo.split('/');
    const said = await runLive(env, {
      ...{ checks: [], run: true, nonce: NONCE, repo: { owner, name } },
    });
    await play.rest();
    expect(said.text).toContain(`/${repo}/issues/1; waiting`);
    expect(said.text).toMatch(/^ +\d+ {2}T1\.P1 complete at /m);
    expect(said.answers['run']).toEqual([
      'yes',
      expect.stringMatching(/^DONE_SUCCESS after \d+ events; .*\/pull\/2$/),
    ]);
    expect(said.code).toBe(0);
    const { text } = await lab.git(repo, [
      'show',
      `autonomous/1-1:autopack-live-check/${NONCE}.md`,
    ]);
    expect(`${text}\n`).toBe(NOTE);
  });

  it('closes the issue again when nobody takes it', async () => {
    scratch = await openScratch();
    const said = await runLive(scratch.env, { checks: [], run: true });
    expect(said.answers['run']).toEqual([
      'could not tell',
      expect.stringContaining('no ledger appeared'),
    ]);
    const { body } = await scratch.lab.as('mona').request('GET', '/repos/acme/scratch/issues/1');
    expect(body).toMatchObject({ state: 'closed' });
  });

  it('needs a person', async () => {
    scratch = await openScratch();
    const { GITHUB_TOKEN: _, ...env } = scratch.env;
    await expect(runLive(env, { run: true })).rejects.toMatchObject({ code: 'live/no-person' });
  });
});
