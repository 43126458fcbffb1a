import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { AnswerFile } from '../../../src/core/edits/answer-file.ts';
import { govern } from '../../../src/core/govern/govern.ts';
import { gitLedger } from '../../../src/git/ledger.ts';
import type { GithubClient } from '../../../src/github/client.ts';
import { allowing } from '../govern/changes.ts';

const HEAD = '1'.repeat(40);
const RUN = '#!/bin/sh\nexit 0\n';
const file = (path: string, text: string, mode: AnswerFile['mode'] = '100644'): AnswerFile => ({
  ...{ path, served: text, current: text, mode },
});
const FILES = [file('a.js', 'let a = 1;\nlet b = 2;\n'), file('bin/run', RUN, '100755')];
const TREE = [
  { path: 'a.js', mode: '100644' },
  { path: 'bin/run', mode: '100755' },
  { path: 'logo.png', mode: '100644' },
];

/** The whole way of an answer: applied, governed, and as GitHub is asked to put it into a tree. */
async function treeOf(format: 'sr' | 'v4a', answer: string): Promise<unknown> {
  const applied = applyAnswer({
    ...{ format, answer, files: FILES, allowV4a: true },
    exists: (path) => TREE.some((entry) => entry.path === path),
  });
  if (applied.is === 'refused') return applied.refusals.map(({ code }) => code);
  const verdict = govern(applied.changes, allowing({ tree: TREE }));
  if (verdict.is === 'refused') return verdict.violations.map(({ rule, detail }) => [rule, detail]);
  const bodies: Readonly<Record<string, unknown>>[] = [];
  const made = (_: string, body: Readonly<Record<string, unknown>>): Promise<unknown> => {
    bodies.push(body);
    return Promise.resolve({ sha: HEAD, tree: { sha: HEAD } });
  };
  const client = { read: made, write: made } as unknown as GithubClient;
  const ledger = gitLedger({
    ...{ client, repo: { owner: 'o', name: 'r' }, random: { nonce: () => '' }, trusted: null },
  });
  await ledger.prepareCode({ before: HEAD, edits: verdict.edits, message: 'm' });
  return bodies.find(({ tree }) => Array.isArray(tree))?.['tree'];
}

interface Written {
  readonly op: string;
  readonly path: string;
  readonly search?: string;
  readonly replace?: string;
  readonly new_path?: string;
}
const sr = (...edits: readonly Written[]): string =>
  JSON.stringify({
    edits: edits.map((edit) => ({ search: null, replace: null, new_path: null, ...edit })),
    notes: '',
  });
const v4a = (...lines: readonly string[]): string =>
  JSON.stringify({
    patch: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
    notes: '',
  });
const blob = (path: string, content: string, mode = '100644') => ({
  ...{ path, mode, type: 'blob', content },
});
const gone = (path: string, mode = '100644') => ({ path, mode, type: 'blob', sha: null });

describe.each<['sr' | 'v4a', Readonly<Record<string, string>>]>([
  [
    'sr',
    {
      change: sr({ op: 'replace', path: 'a.js', search: 'let a = 1;', replace: 'let a = 3;' }),
      create: sr({ op: 'create', path: 'src/b.js', replace: 'let b;\n' }),
      remove: sr({ op: 'delete', path: 'bin/run' }),
      rename: sr({ op: 'rename', path: 'bin/run', new_path: 'bin/go' }),
      script: sr({ op: 'replace', path: 'bin/run', search: 'exit 0', replace: 'exit 1' }),
      binary: sr({ op: 'delete', path: 'logo.png' }),
      nul: sr({ op: 'create', path: 'b.bin', replace: 'a\u0000b' }),
    },
  ],
  [
    'v4a',
    {
      change: v4a('*** Update File: a.js', '@@', '-let a = 1;', '+let a = 3;', ' let b = 2;'),
      create: v4a('*** Add File: src/b.js', '+let b;'),
      remove: v4a('*** Delete File: bin/run'),
      rename: v4a('*** Update File: bin/run', '*** Move to: bin/go'),
      script: v4a('*** Update File: bin/run', '@@', ' #!/bin/sh', '-exit 0', '+exit 1'),
      binary: v4a('*** Delete File: logo.png'),
      nul: v4a('*** Add File: b.bin', '+a\u0000b'),
    },
  ],
])('an answer in %s', (format, answers) => {
  it.each<[string, unknown]>([
    ['change', [blob('a.js', 'let a = 3;\nlet b = 2;\n')]],
    ['create', [blob('src/b.js', 'let b;\n')]],
    ['remove', [gone('bin/run', '100755')]],
    ['rename', [gone('bin/run', '100755'), blob('bin/go', RUN, '100755')]],
    ['script', [blob('bin/run', RUN.replace('0', '1'), '100755')]],
    // The text of a binary file is never served, so there is nothing that could be located.
    ['binary', ['not-served']],
    ['nul', ['binary']],
  ])('%s', async (name, wanted) => {
    expect(await treeOf(format, answers[name] ?? '')).toEqual(wanted);
  });
});

describe('a rename', () => {
  it('may change the file on its way', async () => {
    const answer = v4a(
      ...['*** Update File: bin/run', '*** Move to: bin/go', '@@', ' #!/bin/sh'],
      ...['-exit 0', '+exit 1'],
    );
    expect(await treeOf('v4a', answer)).toEqual([
      gone('bin/run', '100755'),
      blob('bin/go', RUN.replace('0', '1'), '100755'),
    ]);
  });

  it.each([
    ['onto another file', 'a.js', ['exists-already']],
    ['out of the tree', '../go', expect.arrayContaining([['path', expect.any(String)]])],
  ])('is refused %s', async (_, to, wanted) => {
    expect(await treeOf('sr', sr({ op: 'rename', path: 'bin/run', new_path: to }))).toEqual(wanted);
  });
});

describe('a new file', () => {
  it('is never executable: no format can say so', async () => {
    const written = { op: 'create', path: 'x.sh', replace: RUN, mode: '100755' };
    expect(await treeOf('sr', sr(written))).toEqual(['malformed']);
  });
});
