/** The smallest repository and plan that go the whole way: one phase, one file, one test. */
import { approval, type Script } from '../lab/model/script.ts';

export const TINY_FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "tiny", "type": "module" }\n',
  'src/add.js': 'export function add(a, b) {\n  return a - b;\n}\n',
  'test/add.test.js':
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { add } from '../src/add.js';\n\ntest('adds nothing', () => assert.equal(add(2, 0), 2));\n",
  '.github/workflows/ci.yml': `name: CI
on:
  push:
    branches: ['**']
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: node --test
`,
  '.github/autopack.yml': 'version: 1\nci:\n  required: [test]\n  settle: 0s\n',
};

const CRITERION = 'add(2, 3) is 5';

export const TINY_PLAN = `# Mend add

## T1: Mend

### T1.P1: Add adds

- category: tests
- scope: \`src/**\`, \`test/**\`
- deliverables: \`src/add.js\`
- acceptance:
  - [ ] ${CRITERION}

\`src/add.js\` subtracts. It has to add.
`;

const NOTES = 'swapped the operator, trust me';

export const TINY_SCRIPT: Script = {
  'T1.P1': {
    builds: [
      {
        requires: ['return a - b;'],
        forbids: [],
        answer: {
          edits: [
            {
              op: 'replace',
              path: 'src/add.js',
              search: '  return a - b;\n',
              replace: '  return a + b;\n',
              new_path: null,
            },
          ],
          notes: NOTES,
        },
      },
    ],
    audits: [approval(['+  return a + b;'], NOTES, [CRITERION])],
  },
};
