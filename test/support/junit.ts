/** A JUnit report as test runners write one. */
import type { CiTests } from '../../src/core/gate/report.ts';

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const many = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join('');

/** The report that is read as this; failing tests beyond those named are none. */
export function junitXml({ passed, skipped, failing }: CiTests): string {
  const bad = failing.map(({ name, message, collection }) =>
    collection === true
      ? `<testcase name="${attribute(name)}" time="0"><error message="${attribute(message)}"/></testcase>`
      : `<testcase name="${attribute(name)}" time="0.1"><failure message="${attribute(message)}"/></testcase>`,
  );
  const good = many(passed, (n) => `<testcase name="good ${n}" time="0.1"/>`);
  const idle = many(skipped, (n) => `<testcase name="idle ${n}" time="0"><skipped/></testcase>`);
  return `<testsuites><testsuite name="s">${good}${idle}${bad.join('')}</testsuite></testsuites>\n`;
}
