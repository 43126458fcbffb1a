import { afterEach, expect, it, jest } from '@jest/globals';
import { approval } from '../lab/model/script.ts';
import type { Script } from '../lab/model/script.ts';
import { ended, openPlay } from '../support/play.ts';
import { TINY_FILES, TINY_PLAN } from '../support/tiny.ts';

jest.setTimeout(180_000);

/** Made up, and put together here so that no scanner takes this file for a leak. */
const URL = ['postgres://app', 'made-up-password@db:5432/app'].join(':');
const KEY = ['ghp', 'aB3dE6gH9'.repeat(4)].join('_');
const HEAD = `// The database is ${URL}.\nexport function add(a, b) {\n`;
const files = { ...TINY_FILES, 'src/add.js': `${HEAD}  return a - b;\n}\n` };

const edit = (search: string, replace: string) => ({
  edits: [{ op: 'replace' as const, path: 'src/add.js', search, replace, new_path: null }],
  notes: 'The sign was wrong.',
});
const script = (...builds: Script[string]['builds']): Script => ({
  'T1.P1': { builds, audits: [approval([], '', ['add(2, 3) is 5'])] },
});
const right = edit(`${HEAD}  return a - b;\n`, `${HEAD}  return a + b;\n`);

let play: Awaited<ReturnType<typeof openPlay>> | undefined;
afterEach(async () => {
  await play?.close();
  play = undefined;
});

it('lets an answer quote a line that looks like a secret and was shown', async () => {
  play = await openPlay({ files, script: script({ requires: [URL], forbids: [], answer: right }) });
  await play.label(TINY_PLAN);
  const ledger = await play.until(ended);
  expect(ledger).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 1 }] });
});

it('keeps no answer that brings one, and tells the model why', async () => {
  const wrong = edit('  return a - b;\n', `  // ${KEY}\n  return a + b;\n`);
  play = await openPlay({
    files,
    script: script(
      { requires: [], forbids: ['placeholder'], answer: wrong },
      { requires: ['put a placeholder like'], forbids: [KEY], answer: right },
    ),
  });
  await play.label(TINY_PLAN);
  const ledger = await play.until(ended);
  expect(ledger).toMatchObject({ state: 'DONE_SUCCESS', phases: [{ attempt: 2 }] });
  const { text } = await play.lab.git(play.repo, ['log', '-p', '--all']);
  expect(text).toContain('"withheld":"sha256:');
  expect(text).not.toContain(KEY);
});
