import { describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ended, openPlay } from '../support/play.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

describe('the App with a database', () => {
  it('takes a run to its end, and knows as much when the database is gone', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'autopack-e2e-'));
    const play = await openPlay({
      ...{ files: TINY_FILES, script: TINY_SCRIPT },
      queue: { is: 'directory', path: directory },
    });
    try {
      await play.label(TINY_PLAN);
      expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
      await play.app.stop();
      await rm(directory, { recursive: true });
      const next = await play.startApp();
      await next.idle();
      expect(await play.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
      expect(play.model.calls()).toHaveLength(2);
    } finally {
      await play.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
