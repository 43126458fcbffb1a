/** Somebody else's repository, its place in the catalog, and what a Builder makes of it. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Lab } from '../lab/lab.ts';
import { approval, type Script } from '../lab/model/script.ts';
import { TINY_SCRIPT } from './tiny.ts';

export const LICENCE = `MIT License

Copyright (c) 2020 Vera Vendor

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
export const CODE = 'export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);\n';
export const URL = 'https://github.com/vendor/sums';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface SourceOptions {
  /** The licence text as it stands in the source; left out: the pinned one. */
  readonly licence?: string;
  /** What the catalog takes the file to be; left out: what it is. */
  readonly pinned?: string;
  readonly private?: boolean;
}

/** Seeds the source, and gives the file with its entry in the catalog. */
export async function featuresOf(
  lab: Lab,
  options: SourceOptions = {},
): Promise<{ readonly file: string; readonly commit: string }> {
  const licence = options.licence ?? LICENCE;
  const { head: commit } = await lab.seedRepo({
    ...{ owner: 'vendor', name: 'sums', private: options.private ?? false },
    files: { LICENSE: licence, 'src/sum.js': CODE },
  });
  const entry = {
    ...{ id: 'sums', repo_url: URL, path: 'src', license: 'MIT', commit, verified: true },
    files: [{ path: 'src/sum.js', sha256: sha256(options.pinned ?? CODE) }],
    license_file: { path: 'LICENSE', sha256: sha256(licence) },
    ...{ quality_score: 0.9, stars: 5_000, has_tests: true, has_docs: true },
    last_updated: new Date().toISOString().slice(0, 10),
    ...{ notes: '', compatible_stacks: [], features_included: ['sums of lists'] },
  };
  const summing = {
    ...{ description: 'Sums of lists.', category: 'feature_scaffolding', complexity: 'low' },
    ...{ keywords: ['sum'], repos: [entry] },
  };
  const file = path.join(lab.folder, 'features.yaml');
  await writeFile(file, JSON.stringify({ version: 1, features: { summing } }));
  return { file, commit };
}

export const REUSE_PLAN = `# Mend add

## T1: Mend

### T1.P1: Add adds

- category: tests
- scope: \`src/**\`, \`test/**\`
- deliverables: \`src/add.js\`
- reuse: summing
- acceptance:
  - [ ] add(2, 3) is 5
`;

const create = (file: string, text: string) =>
  ({ op: 'create', path: file, search: null, replace: text, new_path: null }) as const;
const README = `# tiny\n\nSums come from ${URL} (MIT).\n`;
const notice = (commit: string): string => `${URL}\ncommit ${commit}\nlicence MIT\n\n${LICENCE}`;

/** Takes the sums over when it is shown them; without the licence text first, where `forgets` says so. */
export function reuseScript(commit: string, forgets = false): Script {
  const edits = (text: string) => [
    create('src/sum.js', CODE),
    create('NOTICE', text),
    create('README.md', README),
  ];
  const shown = ['<source path="vendor/sums/src/sum.js">', 'numbers.reduce'];
  const whole = { edits: edits(notice(commit)), notes: 'took the sums over' };
  const short = { edits: edits(`${URL}\n`), notes: 'took the sums over in haste' };
  const part = TINY_SCRIPT['T1.P1'];
  if (part === undefined) throw new Error('the script lost its part');
  return {
    'T0.R1': {
      builds: [
        { requires: shown, forbids: [], answer: forgets ? short : whole },
        { requires: [...shown, 'does not hold the text of MIT'], forbids: [], answer: whole },
      ],
      audits: [
        approval(['+export const sum'], 'took the sums over', [
          'What was taken over of vendor/sums works here and nothing of it is unused.',
          `NOTICE names ${URL}, commit ${commit} and licence MIT, with the copyright lines and the licence text.`,
          `README.md credits ${URL} with its licence.`,
        ]),
      ],
    },
    'T1.P1': part,
  };
}
