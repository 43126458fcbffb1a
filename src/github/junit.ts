import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { CiTests } from '../core/gate/report.ts';
import { stripAnsi } from '../core/text/invisible.ts';

const MAX_FAILING = 40;
const NAME_CHARS = 300;
const MESSAGE_CHARS = 500;
/** Suites in suites; a report that is nested deeper is none. */
const MAX_DEPTH = 8;

/** Entities of a document's own are never expanded: one of them can stand for gigabytes. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

const Problem = z.union([
  z.string().transform((text) => ({ message: '', text })),
  z
    .object({ '@message': z.string().default(''), '#text': z.string().default('') })
    .transform((node) => ({ message: node['@message'], text: node['#text'] })),
]);
const Problems = z.array(Problem).default([]);

const TestCase = z.object({
  '@name': z.string().default(''),
  '@classname': z.string().default(''),
  '@time': z.string().default('0'),
  failure: Problems,
  error: Problems,
  skipped: z.array(z.unknown()).default([]),
});
type TestCase = z.infer<typeof TestCase>;

const Suite = z.object({
  testcase: z.array(z.unknown()).default([]),
  testsuite: z.array(z.unknown()).default([]),
});

const Root = z.union([
  z.object({ testsuites: z.union([Suite, z.string()]) }),
  z.object({ testsuite: z.array(z.unknown()) }),
]);

/** A JUnit report in numbers and names; null: the text is none. */
export function readJunit(text: string): CiTests | null {
  const cases = casesIn(text);
  return cases === null ? null : countOf(cases);
}

/** Names of the tests that a report says have run and passed. */
export const passedIn = (text: string): readonly string[] =>
  (casesIn(text) ?? [])
    .filter(({ failure, error, skipped }) => failure.length + error.length + skipped.length === 0)
    .map(nameOf);

function casesIn(text: string): readonly TestCase[] | null {
  // A document type is where entities are declared; no test runner writes one.
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) return null;
  const root = Root.safeParse(parsed(text));
  if (!root.success) return null;
  const top = 'testsuites' in root.data ? root.data.testsuites : { testsuite: root.data.testsuite };
  return typeof top === 'string' ? [] : casesOf(top, 0);
}

/** Reports of several files and runs together; null: there is none. */
export function sumTests(reports: readonly (CiTests | null)[]): CiTests | null {
  const found = reports.filter((report) => report !== null);
  if (found.length === 0) return null;
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    found.reduce((total, report) => total + report[key], 0);
  const failing = found
    .flatMap((report) => report.failing)
    .toSorted((a, b) => Number(b.collection ?? false) - Number(a.collection ?? false));
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failing: failing.slice(0, MAX_FAILING),
  };
}

function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    // The library throws plain Errors on what is not XML, and on documents that nest too deep.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function casesOf(node: unknown, depth: number): readonly TestCase[] | null {
  const suite = Suite.safeParse(node);
  // An empty element is an empty text.
  if (!suite.success) return typeof node === 'string' ? [] : null;
  if (depth > MAX_DEPTH) return null;
  const own = z
    .array(TestCase)
    .safeParse(suite.data.testcase.map((one) => (one === '' ? {} : one)));
  if (!own.success) return null;
  const inner = suite.data.testsuite.map((one) => casesOf(one, depth + 1));
  return inner.some((one) => one === null)
    ? null
    : [...own.data, ...inner.flatMap((one) => one ?? [])];
}

function countOf(cases: readonly TestCase[]): CiTests {
  const failed = cases.filter((one) => one.failure.length + one.error.length > 0);
  const skipped = cases.filter((one) => one.skipped.length > 0 && !failed.includes(one));
  const failing = failed.map((one): CiTests['failing'][number] => {
    const [problem] = [...one.error, ...one.failure];
    const said = [problem?.message, problem?.text]
      .map((text) => plain(text ?? ''))
      .filter((text) => text !== '')
      .join('\n');
    return {
      name: nameOf(one),
      message: said.slice(0, MESSAGE_CHARS),
      ...(isCollection(one) ? { collection: true as const } : {}),
    };
  });
  const summed = sumTests([
    {
      ...{ passed: cases.length - failed.length - skipped.length, failed: failed.length },
      ...{ skipped: skipped.length, failing },
    },
  ]);
  return summed ?? { passed: 0, failed: 0, skipped: 0, failing: [] };
}

const nameOf = (one: TestCase): string =>
  plain([one['@classname'], one['@name']].filter(Boolean).join(' › ')).slice(0, NAME_CHARS);

/** Runners write a file that they could not load as a case with an error that took no time, or belongs to no class. */
const isCollection = (one: TestCase): boolean =>
  one.error.length > 0 && (one['@classname'] === '' || Number(one['@time']) === 0);

const NAMED: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** The five that XML knows by itself, once over, and line ends. */
const plain = (text: string): string =>
  stripAnsi(
    text
      .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => NAMED[entity] ?? entity)
      .replace(/&#(?:10|xA);/gi, '\n'),
  ).trim();
