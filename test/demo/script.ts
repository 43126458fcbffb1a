/**
 * What the model of the demo knows: it builds the plan of examples/hello-autopack. T1.P2 is red in CI first and
 * repaired from the real log; T2.P1 is sent back by the Auditor first.
 */
import type { BuilderAnswer, Edit } from '../../src/core/edits/edits.ts';
import { approval, type Line, type Script } from '../lab/model/script.ts';

const replace = (path: string, search: string, text: string): Edit => ({
  ...{ op: 'replace', path, search, replace: text, new_path: null },
});
const create = (path: string, text: string): Edit => ({
  ...{ op: 'create', path, search: null, replace: text, new_path: null },
});
const build = (requires: readonly string[], notes: string, edits: Edit[]): Line<BuilderAnswer> => ({
  ...{ requires, forbids: [] },
  answer: { edits, notes },
});

const LANGUAGES = `/** Greetings by language tag; \`{}\` stands for the name. */
export const GREETINGS = {
  en: 'Hello, {}!',
  de: 'Hallo, {}!',
  fr: 'Bonjour, {} !',
} as const;

export type Language = keyof typeof GREETINGS;
`;

const languages: Script[string] = {
  builds: [
    build(['return `Hello, ${name}!`;'], 'note-p1: one table of greetings', [
      create('src/languages.ts', LANGUAGES),
      replace(
        'src/greeting.ts',
        '/** What the service says to somebody. */\nexport function greeting(name: string): string {\n  return `Hello, ${name}!`;\n}\n',
        "import { GREETINGS, type Language } from './languages.ts';\n\n/** What the service says to somebody. */\nexport function greeting(name: string, language: Language = 'en'): string {\n  return GREETINGS[language].replace('{}', () => name);\n}\n",
      ),
      replace(
        'test/greeting.test.ts',
        "test('greets by name', () => {\n",
        "test('greets in German', () => {\n  assert.equal(greeting('Ada', 'de'), 'Hallo, Ada!');\n});\n\ntest('greets by name', () => {\n",
      ),
    ]),
  ],
  audits: [
    approval(["+  return GREETINGS[language].replace('{}', () => name);"], 'note-p1', [
      ["`greeting('Ada', 'de')` is `Hallo, Ada!`", 'test/greeting.test.ts: greets in German'],
      [
        'without a language the greeting is English, as before',
        "src/greeting.ts: language = 'en', and the older tests name no language",
      ],
    ]),
  ],
};

const TRIM_TESTS = `test('trims names', () => {
  assert.equal(greeting('  Ada '), 'Hello, Ada!');
});

test('greets the world when a name is blank', () => {
  assert.equal(greeting('   '), 'Hello, world!');
});

`;
const BODY = "  return GREETINGS[language].replace('{}', () => name);\n";

const trimming: Script[string] = {
  builds: [
    build([BODY], 'note-p2: trims', [
      replace(
        'src/greeting.ts',
        BODY,
        "  const trimmed = name.trim();\n  return GREETINGS[language].replace('{}', () => trimmed);\n",
      ),
      replace(
        'test/greeting.test.ts',
        "test('greets by name', () => {\n",
        `${TRIM_TESTS}test('greets by name', () => {\n`,
      ),
    ]),
    // Only a prompt that shows the failing test of the real log gets the repair.
    build(
      ['greets the world when a name is blank', 'const trimmed = name.trim();\n', 'CI is red'],
      'note-p2b: falls back',
      [
        replace(
          'src/greeting.ts',
          'const trimmed = name.trim();',
          "const trimmed = name.trim() || 'world';",
        ),
      ],
    ),
  ],
  audits: [
    approval(['+  const trimmed = name.trim()'], 'note-p2', [
      ["`greeting('  Ada ')` is `Hello, Ada!`", 'test/greeting.test.ts: trims names'],
      [
        'a name of blanks greets the world',
        'test/greeting.test.ts: greets the world when a name is blank',
      ],
    ]),
  ],
};

const CALL =
  "    return { status: 200, body: { greeting: greeting(searchParams.get('name') ?? 'world') } };\n";
const LOOSE = `    const language = (searchParams.get('lang') ?? 'en') as Language;
    const text = language in GREETINGS ? language : 'en';
    return { status: 200, body: { greeting: greeting(searchParams.get('name') ?? 'world', text) } };
`;
const STRICT = `    const language = searchParams.get('lang') ?? 'en';
    if (!isLanguage(language)) return { status: 400, body: { error: 'unknown language' } };
    return { status: 200, body: { greeting: greeting(searchParams.get('name') ?? 'world', language) } };
`;
const SERVER_TESTS = `test('answers in French', () => {
  assert.deepEqual(answer('/hello?name=Ada&lang=fr').body, { greeting: 'Bonjour, Ada !' });
});

`;
const FINDING = 'An unknown language is answered in English';
const CRITERIA = [
  '`/hello?name=Ada&lang=fr` answers in French',
  'an unknown language answers 400, not in English',
];

const STRICT_ENOUGH = approval(
  ['+    if (!isLanguage(language)) return'],
  'note-p3',
  [
    [CRITERIA[0] ?? '', 'test/server.test.ts: answers in French'],
    [CRITERIA[1] ?? '', 'test/server.test.ts: refuses an unknown language'],
  ],
  'An unknown language is refused now, and isLanguage() takes the place of the cast.',
);

const byRequest: Script[string] = {
  builds: [
    build([CALL], 'note-p3: falls back to English', [
      replace(
        'src/server.ts',
        "import { greeting } from './greeting.ts';\n",
        "import { greeting } from './greeting.ts';\nimport { GREETINGS, type Language } from './languages.ts';\n",
      ),
      replace('src/server.ts', CALL, LOOSE),
      replace(
        'test/server.test.ts',
        "test('answers 404 for anything else', () => {\n",
        `${SERVER_TESTS}test('answers 404 for anything else', () => {\n`,
      ),
    ]),
    build([FINDING, LOOSE], 'note-p3b: refuses', [
      replace(
        'src/server.ts',
        "import { GREETINGS, type Language } from './languages.ts';\n",
        "import { isLanguage } from './languages.ts';\n",
      ),
      replace('src/server.ts', LOOSE, STRICT),
      replace(
        'src/languages.ts',
        'export type Language = keyof typeof GREETINGS;\n',
        'export type Language = keyof typeof GREETINGS;\n\nexport const isLanguage = (tag: string): tag is Language => Object.hasOwn(GREETINGS, tag);\n',
      ),
      replace(
        'test/server.test.ts',
        "test('answers in French', () => {\n",
        "test('refuses an unknown language', () => {\n  assert.equal(answer('/hello?lang=xx').status, 400);\n});\n\ntest('answers in French', () => {\n",
      ),
    ]),
  ],
  audits: [
    {
      requires: ["+    const text = language in GREETINGS ? language : 'en';"],
      forbids: ['note-p3'],
      answer: {
        verdict: 'revise',
        summary:
          'French works, but a language that nobody speaks here is silently answered in English.',
        findings: [
          {
            severity: 'major',
            category: 'bug',
            title: FINDING,
            reason:
              'The plan asks for 400. The cast to Language also hides that any text gets through.',
            path: 'src/server.ts',
            line_text: "    const text = language in GREETINGS ? language : 'en';",
            line: null,
          },
        ],
        fixed: [],
        acceptance: [
          {
            criterion: CRITERIA[0] ?? '',
            proven: true,
            evidence: 'test/server.test.ts: answers in French',
          },
          { criterion: CRITERIA[1] ?? '', proven: false, evidence: 'The fallback answers 200.' },
        ],
      },
    },
    {
      ...STRICT_ENOUGH,
      answer: { ...STRICT_ENOUGH.answer, fixed: ['F-1'] },
    },
  ],
};

const ROW = '| `/hello?name=Ada` | `{"greeting":"Hello, Ada!"}` |\n';

const docs: Script[string] = {
  builds: [
    build([ROW], 'note-p4: one row', [
      replace(
        'README.md',
        ROW,
        `${ROW}| \`/hello?name=Ada&lang=de\` | \`{"greeting":"Hallo, Ada!"}\`; \`lang\` is \`en\`, \`de\` or \`fr\`, anything else answers 400 |\n`,
      ),
    ]),
  ],
  audits: [
    approval(['+| `/hello?name=Ada&lang=de`'], 'note-p4', [
      [
        'the README names the parameter and the languages',
        'README.md: the row of `/hello?name=Ada&lang=de` names `lang`, `en`, `de` and `fr`',
      ],
    ]),
  ],
};

export const DEMO_SCRIPT: Script = {
  'T1.P1': languages,
  'T1.P2': trimming,
  'T2.P1': byRequest,
  'T2.P2': docs,
};
