import { describe, expect, it } from '@jest/globals';
import { countTokens as plain } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens } from '../../../src/llm/tokens.ts';
import { cpuNow } from '../../support/cpu.ts';

describe('tokens', () => {
  it('are those of the encoding', () => {
    for (const text of ['', 'hello world', 'const x = foo(bar);\n'.repeat(50), '漢字かな混じり文'])
      expect(countTokens(text)).toBe(plain(text));
  });

  it('of control words are those of any text', () => {
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  });

  // Each of these takes the tokenizer itself 6 to 19 seconds.
  it.each([
    ['one letter', 'a'.repeat(200_000)],
    ['letters', 'qwertyuiopasdfghjklz'.repeat(10_000)],
    ['blanks', ' '.repeat(200_000)],
    ['signs', '='.repeat(200_000)],
    ['ideographs', '漢'.repeat(100_000)],
  ])('of a flood of %s are counted at once', (_, text) => {
    const begin = cpuNow();
    const tokens = countTokens(text);
    expect(cpuNow() - begin).toBeLessThan(1_000);
    expect(tokens).toBeGreaterThan(0);
    expect(tokens).toBeLessThanOrEqual(text.length);
  });

  it('are never fewer for a text that is cut into pieces', () => {
    for (const text of ['a'.repeat(1_000), '= '.repeat(700), 'wörter'.repeat(200), ' '.repeat(999)])
      expect(countTokens(text)).toBeGreaterThanOrEqual(plain(text));
  });
});
