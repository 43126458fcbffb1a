import type { CiReport } from '../gate/report.ts';
import { codeSpan, quotedCell } from '../text/neutralise.ts';
import { stripAnsi } from '../text/invisible.ts';

/** What a red CI comes to, for people who have not read its log. */
export interface Failing {
  /** Tests that failed, by the names that the runner gave them; empty: the record names none. */
  readonly tests: readonly string[];
  /** One sentence in Markdown that fits into a cell. */
  readonly sentence: string;
  /** The command of the step that failed, as its log says; null: the log does not show it. */
  readonly step: string | null;
}

/** How runners of tests print the name of one that failed. What they all have in common is nothing. */
const TEST_LINES: readonly RegExp[] = [
  /^\s*✖ (.+?) \(\d[\d.]* ?m?s\)$/,
  /^\s*not ok \d+ -? ?(.+?)(?: # (?!TODO|SKIP).*)?$/i,
  /^\s*● (.+ › .+)$/,
  /^FAILED (\S+::.+?)(?: - .*)?$/,
  /^\s*--- FAIL: (\S+)/,
  /^test (\S+) \.\.\. FAILED$/,
  /^\s*[×✗✘] (.+?)(?: \d[\d.]* ?m?s)?$/,
];
const WHY = /^\s*(?:E\s+)?((?:[A-Z][\w.]*(?:Error|Exception)|panic|assertion)\b.*\S)/;
const ANNOTATION = /^([^\s:]+:\d+): (.*\S)/;
const ERROR = /^(?:##\[error\])?(.*\b(?:error|failed|failure)\b.*)$/i;
/** What every log of a failed step ends with. */
const EXIT = /Process completed with exit code/;
/** Told in a line of its own, once. */
const ASIDE = /^The failed jobs were (?:not )?run once more/;

/** Reads a report: first failing tests, then annotations and errors, then the jobs. */
export function failingIn(ci: CiReport): Failing {
  const lines = stripAnsi(ci.excerpt).split('\n');
  const at = lines.findIndex((line) => line.startsWith('## '));
  const log = lines.slice(at + 1).filter((line) => !isOurs(line, ci));
  const told = (ci.tests?.failing ?? []).filter(({ name }) => !ci.expected?.includes(name));
  const tests = told.length > 0 ? told.map(({ name }) => name) : testsIn(log);
  const why = told[0]?.message.split('\n')[0] ?? firstOf(log, WHY)?.[1];
  const sentence = tests.length > 0 ? testWords(tests, why) : otherWords(ci, log, why);
  return { tests, sentence, step: stepIn(log) };
}

function testsIn(log: readonly string[]): readonly string[] {
  const found = log.flatMap((line) => {
    const name = TEST_LINES.flatMap((shape) => shape.exec(line)?.[1] ?? [])[0];
    return name === undefined ? [] : [name.trim()];
  });
  return [...new Set(found)];
}

const firstOf = (lines: readonly string[], shape: RegExp): RegExpExecArray | undefined =>
  lines.map((line) => shape.exec(line)).find((found) => found !== null) ?? undefined;

/** Lines that stand above the log and say what is told apart from it. */
const isOurs = (line: string, { jobs }: CiReport): boolean =>
  line === 'CI is red.' ||
  ASIDE.test(line) ||
  jobs.some(({ name, conclusion }) => line === `${name}: ${conclusion}`);

const NAMED = 3;

function testWords(tests: readonly string[], why: string | undefined): string {
  const because = why === undefined || why.trim() === '' ? '' : `: ${quotedCell(why, 160)}`;
  return `${testNames(tests)} ${tests.length === 1 ? 'fails' : 'fail'}${because}`;
}

/** Names of tests are whatever the repository calls them. */
export function testNames(tests: readonly string[]): string {
  const shown = tests.slice(0, NAMED).map((name) => codeSpan(name, 100));
  const more = tests.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A line that an annotation points to, else the job with what looks most like its error. */
function otherWords(ci: CiReport, log: readonly string[], why: string | undefined): string {
  const noted = firstOf(log, ANNOTATION);
  if (noted !== undefined)
    return `${codeSpan(noted[1] ?? '', 100)}: ${quotedCell(noted[2] ?? '', 160)}`;
  const rest = log.filter((line) => line.trim() !== '' && !EXIT.test(line));
  const error = why ?? firstOf(rest, ERROR)?.[1] ?? (ci.jobs.length === 0 ? rest[0] : undefined);
  const said = error === undefined ? [] : [quotedCell(error.trim(), 160)];
  const job = ci.jobs.find(
    ({ name, conclusion }) => !HARMLESS.includes(conclusion) && !ci.expected?.includes(name),
  );
  const where =
    job === undefined ? [] : [`${codeSpan(job.name, 100)} (${quotedCell(job.conclusion, 40)})`];
  return [...where, ...said].join(': ') || quotedCell(rest[0] ?? 'CI is red', 160);
}

const HARMLESS: readonly string[] = ['success', 'neutral', 'skipped'];

const STEP = /^##\[group\]Run (.*\S)/;

/** The last step that had begun before the first error. */
function stepIn(log: readonly string[]): string | null {
  const end = log.findIndex((line) => line.startsWith('##[error]'));
  const before = end < 0 ? log : log.slice(0, end);
  const line = before.findLast((one) => STEP.test(one));
  return line === undefined ? null : (STEP.exec(line)?.[1] ?? null);
}
