import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson, strictJson } from '../../../src/core/text/loose-json.ts';
import { cpuNow } from '../../support/cpu.ts';

describe('JSON as models write it', () => {
  it.each([
    ['a comment to the end of the line', '{"a":1, // one\n"b":2}', { a: 1, b: 2 }],
    ['a comment behind the last comma', '{"a":[1, /* two */ ], // that is all\n}', { a: [1] }],
    ['line ends in a string', '{"a":"x\n\ty\r\n"}', { a: 'x\n\ty\r\n' }],
    ['a quote that needs no sign', `{"a":"it\\'s"}`, { a: "it's" }],
    [
      'what only looks like one of these',
      '{"a":"// ,] \\\\","b":"/* ,}"}',
      { a: '// ,] \\', b: '/* ,}' },
    ],
    ['a sign before a line end', '{"a":"x\\\\\n"}', { a: 'x\\\n' }],
  ])('is read with %s', (_, text, value) => {
    expect(readJson(text)).toEqual(value);
  });

  it.each([
    '',
    '{',
    '{"a"',
    "{'a':1}",
    '{a:1}',
    '[1,,2]',
    '{"a":1}}',
    '"a\u0000"',
    '{"a":"\\d"}',
    '/* {} ',
  ])('is not guessed from %j', (text) => {
    expect(readJson(text)).toBeUndefined();
  });

  it('means what it meant where nothing was wrong', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(strictJson(text)).toBe(text);
      }),
    );
  });

  it('is read in time that grows with its length', () => {
    const started = cpuNow();
    for (const flood of ['{', ',/*', '//', '"', '\\"', ', ', ',\n', '/', "\\'", '"\\"'])
      readJson(flood.repeat(600_000));
    expect(cpuNow() - started).toBeLessThan(5_000);
  });
});
