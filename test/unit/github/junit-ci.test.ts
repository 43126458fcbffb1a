import { describe, expect, it } from '@jest/globals';
import { readJunit, sumTests } from '../../../src/github/junit.ts';
import { cpuNow } from '../../support/cpu.ts';

const PYTEST = `<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.1">
<testcase classname="tests.test_a" name="test_ok" time="0.001" />
<testcase classname="tests.test_a" name="test_bad" time="0.002"><failure message="assert 1 &lt; 0">def test_bad():
&gt;   assert 1 &amp;lt; 0</failure></testcase>
<testcase classname="tests.test_a" name="test_later" time="0.000"><skipped type="pytest.skip" message="later" /></testcase>
<testcase classname="" name="tests.test_b" time="0.000"><error message="collection failure">ImportError: no x</error></testcase>
</testsuite></testsuites>`;

describe('a JUnit report', () => {
  it('is counted, with the names of what failed, what could not be collected first', () => {
    expect(readJunit(PYTEST)).toEqual({
      ...{ passed: 1, failed: 2, skipped: 1 },
      failing: [
        {
          ...{ name: 'tests.test_b', message: 'collection failure\nImportError: no x' },
          collection: true,
        },
        {
          name: 'tests.test_a › test_bad',
          message: 'assert 1 < 0\ndef test_bad():\n>   assert 1 &lt; 0',
        },
      ],
    });
  });

  it('may be one suite, suites in suites, or have no tests', () => {
    const one = '<testsuite><testcase name="a"/></testsuite>';
    expect(readJunit(one)).toMatchObject({ passed: 1 });
    expect(readJunit(`<testsuites><testsuite>${one}</testsuite></testsuites>`)).toMatchObject({
      passed: 1,
    });
    const none = { passed: 0, failed: 0, skipped: 0, failing: [] };
    expect(readJunit('<testsuites/>')).toEqual(none);
    expect(readJunit('<testsuites></testsuites>')).toEqual(none);
    expect(readJunit('<testsuites><testsuite name="x" tests="0"/></testsuites>')).toEqual(none);
    expect(readJunit('<testsuites><testsuite name="x"></testsuite></testsuites>')).toEqual(none);
  });

  it('takes an error that took time, as Java’s runners write one, for a failure like others', () => {
    const error = (time: string): string =>
      `<testsuite><testcase classname="A" name="b" time="${time}"><error message="NPE"/></testcase></testsuite>`;
    expect(readJunit(error('0.3'))?.failing).toEqual([{ name: 'A › b', message: 'NPE' }]);
    expect(readJunit(error('0'))?.failing[0]?.collection).toBe(true);
  });

  it.each([
    ['another document', '<html><body/></html>'],
    ['no XML', 'not xml at all'],
    ['half of one', '<testsuites><testsuite'],
    ['an empty file', ''],
    ['a document type', '<!DOCTYPE x><testsuites/>'],
    [
      'entities that stand for gigabytes',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>',
    ],
  ])('is not %s', (_, text) => {
    expect(readJunit(text)).toBeNull();
  });

  it('that nests without end is refused in no time', () => {
    const deep = `${'<testsuite>'.repeat(20_000)}${'</testsuite>'.repeat(20_000)}`;
    const begun = cpuNow();
    expect(readJunit(deep)).toBeNull();
    expect(cpuNow() - begun).toBeLessThan(2_000);
  });

  it('stays small whatever it says', () => {
    const long = 'x'.repeat(100_000);
    const bad = `<testcase classname="${long}" name="n" time="1"><failure message="${long}">${long}</failure></testcase>`;
    const read = readJunit(`<testsuite>${bad.repeat(60)}</testsuite>`);
    expect(read).toMatchObject({ failed: 60 });
    expect(read?.failing).toHaveLength(40);
    expect(JSON.stringify(read).length).toBeLessThan(40 * 900);
  });

  it('is colours and control characters stripped', () => {
    const text =
      '<testsuite><testcase name="a" time="1"><failure message="\u001b[31mred\u001b[0m&#10;two"/></testcase></testsuite>';
    expect(readJunit(text)?.failing[0]?.message).toBe('red\ntwo');
  });

  it('is added to others', () => {
    expect(sumTests([null, null])).toBeNull();
    const one = readJunit(PYTEST);
    expect(sumTests([one, null, one])).toMatchObject({ passed: 2, failed: 4, skipped: 2 });
  });
});
