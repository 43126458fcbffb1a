/** What the model knows of the second and the third plan. */
import { approval, type Script } from '../../lab/model/script.ts';
import { build, create, replace } from './script-lines.ts';
import { READING, TANGLED } from './script-keys.ts';

const SIGNATURE = 'export function answer(';
const DOC = '/** Knows nothing of sockets, so that tests need none. */\n';
const CUSTOMER_OF = `/** Who asks; null: nobody that we know. */
function customerOf({ authorization }: Asked): string | null {
  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
  return holderOf(key);
}

`;

/** Given only to a request that names the aged finding. */
const cleanUp: Script[string] = {
  builds: [
    build([TANGLED.title, READING], 'note-debt: one function more', [
      replace('src/server.ts', DOC, `${CUSTOMER_OF}${DOC}`),
      replace(
        'src/server.ts',
        `${SIGNATURE}{ url, authorization }: Asked): Answer {\n${READING}`,
        `${SIGNATURE}asked: Asked): Answer {\n  const { url } = asked;\n  const customer = customerOf(asked);\n`,
      ),
    ]),
  ],
  audits: [
    approval(['+  const customer = customerOf(asked);', 'Only debt may go.'], 'note-debt', [
      `src/server.ts no longer has: ${TANGLED.title}`,
    ]),
  ],
};

const HEADING = '## Endpoints\n';

const words: Script[string] = {
  builds: [
    build([HEADING], 'note-words: one sentence', [
      replace(
        'README.md',
        HEADING,
        `${HEADING}\nSend your key with each request: \`authorization: Bearer <key>\`. Without one the answer is 401.\n`,
      ),
    ]),
  ],
  audits: [approval(['+Send your key'], 'note-words', ['the README says which header to send'])],
};

const EUROS = `/** 1250 is \`12.50 €\`. */
export const euros = (cents: number): string => \`\${(cents / 100).toFixed(2)} €\`;
`;
const EUROS_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { euros } from '../src/euros.ts';

test('writes cents as euros', () => assert.equal(euros(1250), '12.50 €'));
`;

const prices: Script[string] = {
  builds: [
    build(['<goal>\nT4.P1: '], 'note-euros: by toFixed', [
      create('src/euros.ts', EUROS),
      create('test/euros.test.ts', EUROS_TEST),
    ]),
  ],
  audits: [approval(['+export const euros'], 'note-euros', ['1250 cents are `12.50 €`'])],
};

const shown: Script[string] = {
  builds: [
    build([HEADING], 'note-cents: one sentence', [
      replace('README.md', HEADING, `${HEADING}\n\`cents\` are cents of a euro.\n`),
    ]),
  ],
  audits: [approval(['+`cents` are cents'], 'note-cents', ['the README says what `cents` means'])],
};

export const LATER_SCRIPT: Script = {
  'T3.DEBT': cleanUp,
  'T3.P1': words,
  'T4.P1': prices,
  'T4.P2': shown,
};
