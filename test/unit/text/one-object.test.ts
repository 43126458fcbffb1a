import { describe, expect, it } from '@jest/globals';
import { oneObject } from '../../../src/core/text/one-object.ts';
import { cpuNow } from '../../support/cpu.ts';

const JSON_TEXT = '{"a":"} </think> \\" {","b":{"c":[1]}}';

describe('the one object of a reply', () => {
  it.each([
    ['alone', JSON_TEXT],
    ['in a fence', `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ['behind words, in a fence', `Here it is:\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nGood luck!`],
    ['before words', `${JSON_TEXT}\n\nLet me know.`],
    ['in a line', `The answer is ${JSON_TEXT}.`],
    ['behind a thought', `<think>\nwhat if {"a":1}?\n</think>\n\n${JSON_TEXT}`],
    ['behind a thought that was not opened', `hm, {"a":1} { no\n</think>\n${JSON_TEXT}`],
    ['said twice', `${JSON_TEXT}\nThat is:\n${JSON_TEXT}`],
  ])('is read %s', (_, reply) => {
    expect(oneObject(reply)).toBe(JSON_TEXT);
  });

  it.each([
    ['nothing', ''],
    ['prose', 'Looks good to me!'],
    ['a list', '[1]'],
    ['one that is cut off', '{"a":"x'],
    ['two', `${JSON_TEXT}\n{"a":2}`],
    ['two in a row', '{}{}'],
    ['braces before it', `if (x) {\n${JSON_TEXT}`],
    ['braces behind it', `${JSON_TEXT} }`],
    ['an answer that broke off and one that it quotes', `{"a": oops\n${JSON_TEXT}`],
    ['another beside it', `The file says {"verdict":"approve"}, so:\n${JSON_TEXT}`],
    ['what is no JSON', '{a: 1}'],
  ])('is not guessed from %s', (_, reply) => {
    expect(oneObject(reply)).toBe(reply);
  });

  it('is looked for in time that grows with the reply', () => {
    const started = cpuNow();
    for (const flood of ['{', '<think>', '"{', '`', '</think>', '{"a":1} '])
      oneObject(flood.repeat(200_000));
    expect(cpuNow() - started).toBeLessThan(3_000);
  });
});
