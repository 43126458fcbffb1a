import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeArtefacts } from '../../../action/artefacts.ts';
import { rendered } from '../../../src/core/artefacts/render.ts';
import { failed } from './records.ts';

let temporary = '';
afterEach(() => rm(temporary, { recursive: true, force: true }));

describe('the artefacts as files of the Action', () => {
  it('are all there, in folders that an upload does not leave out', async () => {
    temporary = await mkdtemp(path.join(tmpdir(), 'autopack-artefacts-'));
    const { texts } = rendered(failed());
    const folder = await writeArtefacts(new Map(texts), temporary);
    const names = await readdir(folder ?? '', { recursive: true, withFileTypes: true });
    const files = names.filter((one) => one.isFile());
    expect(files).toHaveLength(texts.size);
    expect(names.filter(({ name }) => name.startsWith('.'))).toEqual([]);
    const summary = await readFile(path.join(folder ?? '', '142-1/run_summary.md'), 'utf8');
    expect(summary).toBe(texts.get('.autonomous_runs/142-1/run_summary.md'));
  });

  it('are no folder where no run ended, or nobody says where', async () => {
    expect(await writeArtefacts(new Map(), tmpdir())).toBeNull();
    expect(await writeArtefacts(new Map([['a', 'b']]), undefined)).toBeNull();
  });
});
