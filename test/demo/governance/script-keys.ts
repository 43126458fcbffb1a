/** What the model knows of the first plan: a feature is taken over, keys are asked for, three small things are left. */
import { approval, type Script } from '../../lab/model/script.ts';
import type { Source } from './files.ts';
import { approvalBut, build, create, type Raised, replace } from './script-lines.ts';

/** Seen in two tiers: it ages. */
export const TANGLED: Raised = {
  ...{ severity: 'minor', category: 'readability', path: 'src/server.ts' },
  title: 'The key is taken out of the header in the middle of answer()',
  reason:
    'Reading the header and choosing the order are two things; each new route has to step around it.',
  ...{ line_text: null, line: null },
};
const UNLIMITED: Raised = {
  ...{ severity: 'minor', category: 'security', path: 'src/server.ts' },
  title: 'Wrong keys can be tried without a limit',
  reason: 'Nothing slows down who guesses. Keys are long, so this is no hole yet.',
  ...{ line_text: null, line: null },
};
export const TWICE: Raised = {
  ...{ severity: 'minor', category: 'test_gap', path: 'test/keys.test.ts' },
  title: 'The made-up keys stand in two test files',
  reason: 'A change of one of them has to be made twice.',
  ...{ line_text: null, line: null },
};

const HEADING = '## Endpoints\n';
const KEYRING_TEST = `import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { keyring } from '../src/keyring.ts';

test('knows who holds a key, and nobody else', () => {
  const ada = createHash('sha256').update('a key').digest('hex');
  const holderOf = keyring({ ada });
  assert.equal(holderOf('a key'), 'ada');
  assert.equal(holderOf('another'), null);
});
`;

/** Only a request that shows the pinned source gets it. */
const takeOver = ({ url, commit, licence, code }: Source): Script[string] => ({
  builds: [
    build(
      ['<source path="vendor/keyring/src/keyring.ts">', 'timingSafeEqual', HEADING],
      'note-r1: taken over as it stands there',
      [
        create('src/keyring.ts', code),
        create('test/keyring.test.ts', KEYRING_TEST),
        create('NOTICE', `${url}\ncommit ${commit}\nlicence MIT\n\n${licence}`),
        replace(
          'README.md',
          HEADING,
          `## Credits\n\nKeys are compared by code of ${url} (MIT).\n\n${HEADING}`,
        ),
      ],
    ),
  ],
  audits: [
    approval(['+    return known.find(([, one]) => timingSafeEqual'], 'note-r1', [
      'What was taken over of vendor/keyring works here and nothing of it is unused.',
      `NOTICE names ${url}, commit ${commit} and licence MIT, with the copyright lines and the licence text.`,
      `README.md credits ${url} with its licence.`,
    ]),
  ],
});

const KEYS = `import { keyring } from './keyring.ts';

/** Who holds a key; null: nobody. Only hashes are here. */
export const holderOf = keyring({
  ada: '15b5f344504549a217d5e34c7ae9b0af03c413536b0d0c0fc48822ac8922d3c8',
  bo: 'f80f1b77a2a520cc1f02ef15b4dcafd43984f4e903496e6aa8c59024dcd3ec99',
});
`;
const OPEN = `export function answer({ url }: Asked): Answer {
  const { pathname } = new URL(url, 'http://localhost');
`;
/** Taken out of answer() by the clean-up. */
export const READING = `  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
  const customer = holderOf(key);
`;
const ECHO =
  '  if (customer === null) return { status: 401, body: { error: `${key} is not a key` } };\n';
const SILENT =
  "  if (customer === null) return { status: 401, body: { error: 'a key is needed' } };\n";
const FOUND = '  if (order === undefined) return';
const OWN = '  if (order?.customer !== customer) return';
const TESTS = `test('answers with an order', () => {
  assert.deepEqual(answer({ url: '/orders/1' }).body, { id: 1, customer: 'ada', cents: 1250 });
});

test('answers 404 for what is not there', () => {
  assert.equal(answer({ url: '/orders/99' }).status, 404);
});
`;
const KEY_TESTS = `const authorization = 'Bearer ada-key';

test('answers with an order', () => {
  const { body } = answer({ url: '/orders/1', authorization });
  assert.deepEqual(body, { id: 1, customer: 'ada', cents: 1250 });
});

test('answers 404 for what is not there', () => {
  assert.equal(answer({ url: '/orders/99', authorization }).status, 404);
});

test('answers 404 for an order of another customer', () => {
  assert.equal(answer({ url: '/orders/2', authorization }).status, 404);
});

test('answers 401 without a known key', () => {
  assert.equal(answer({ url: '/orders/1' }).status, 401);
  assert.equal(answer({ url: '/orders/1', authorization: 'Bearer x' }).status, 401);
});
`;
const CRITERIA = [
  'without a key that is known the answer is 401',
  'an order of another customer is not found',
];
const AS_ATTACKER = 'Think as an attacker';
const reviewed = approvalBut(
  approval([AS_ATTACKER, 'holderOf(key)'], 'note-p1', CRITERIA),
  TANGLED,
  UNLIMITED,
);

/** Its first answer passes the tests and fails the safety job, which only strict CI waits for. */
const askForKeys: Script[string] = {
  builds: [
    build([OPEN, FOUND, TESTS], 'note-p1: the answer says which key it was', [
      create('src/keys.ts', KEYS),
      replace(
        'src/server.ts',
        "import { orderOf } from './orders.ts';\n",
        "import { holderOf } from './keys.ts';\nimport { orderOf } from './orders.ts';\n",
      ),
      replace(
        'src/server.ts',
        OPEN,
        `export function answer({ url, authorization }: Asked): Answer {\n${READING}${ECHO}  const { pathname } = new URL(url, 'http://localhost');\n`,
      ),
      replace('src/server.ts', FOUND, OWN),
      replace('test/server.test.ts', TESTS, KEY_TESTS),
    ]),
    build([ECHO, 'CI is red', 'no answer repeats the key that was sent'], 'note-p1b: silent', [
      replace('src/server.ts', ECHO, SILENT),
    ]),
  ],
  audits: [reviewed],
};

const TOLD_APART = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holderOf } from '../src/keys.ts';

test('tells keys apart', () => {
  assert.equal(holderOf('ada-key'), 'ada');
  assert.equal(holderOf('bo-key'), 'bo');
  assert.equal(holderOf('ADA-KEY'), null);
});
`;

const proveKeys: Script[string] = {
  builds: [
    build(['<goal>\nT1.P2: '], 'note-p2: one more file of tests', [
      create('test/keys.test.ts', TOLD_APART),
    ]),
  ],
  audits: [
    approvalBut(
      approval(["+  assert.equal(holderOf('ADA-KEY'), null);"], 'note-p2', [
        'the key of each customer is known, in capitals it is not',
      ]),
      TWICE,
    ),
  ],
};

const ORDER_OF = 'export const orderOf =';
const LOOK_UP = '  const order = orderOf(';
const LIST_TEST = `test('answers 401 without a known key', () => {\n`;

const listOrders: Script[string] = {
  builds: [
    build([READING, LOOK_UP, ORDER_OF], 'note-p3: a route more', [
      replace(
        'src/orders.ts',
        ORDER_OF,
        `export const ordersOf = (customer: string): readonly Order[] =>\n  ORDERS.filter((order) => order.customer === customer);\n\n${ORDER_OF}`,
      ),
      replace('src/server.ts', 'import { orderOf }', 'import { orderOf, ordersOf }'),
      replace(
        'src/server.ts',
        LOOK_UP,
        `  if (pathname === '/orders') return { status: 200, body: ordersOf(customer) };\n${LOOK_UP}`,
      ),
      replace(
        'test/server.test.ts',
        LIST_TEST,
        `test('lists the orders of whoever asks', () => {
  const { body } = answer({ url: '/orders', authorization: 'Bearer bo-key' });
  assert.deepEqual(body, [{ id: 2, customer: 'bo', cents: 900 }]);
});

${LIST_TEST}`,
      ),
    ]),
  ],
  audits: [
    approvalBut(
      approval(["+  if (pathname === '/orders')"], 'note-p3', [
        '`/orders` answers with the orders of whoever holds the key, and no others',
      ]),
      TANGLED,
    ),
  ],
};

export const keysScript = (source: Source): Script => ({
  'T0.R1': takeOver(source),
  'T1.P1': askForKeys,
  'T1.P2': proveKeys,
  'T2.P1': listOrders,
});
