import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasBidi, stripAnsi, stripInvisible } from '../../../src/core/text/invisible.ts';
import { cpuNow } from '../../support/cpu.ts';

describe('what nobody sees', () => {
  it.each([
    ['zero width space', '\u200B'],
    ['zero width non-joiner', '\u200C'],
    ['word joiner', '\u2060'],
    ['invisible operator', '\u2064'],
    ['byte order mark', '\uFEFF'],
    ['soft hyphen', '\u00AD'],
    ['left-to-right mark', '\u200E'],
    ['Arabic letter mark', '\u061C'],
    ['right-to-left override', '\u202E'],
    ['isolate', '\u2066'],
    ['Mongolian vowel separator', '\u180E'],
    ['Hangul filler', '\u3164'],
    ['Hangul choseong filler', '\u115F'],
    ['half-width Hangul filler', '\uFFA0'],
    ['Khmer inherent vowel', '\u17B4'],
    ['variation selector', '\uFE0F'],
    ['variation selector of the supplement', '\u{E0101}'],
    ['tag character', '\u{E0041}'],
    ['private use', '\uE000'],
    ['private use of a high plane', '\u{F0000}'],
    ['null', '\u0000'],
    ['bell', '\u0007'],
    ['escape', '\u001B'],
    ['delete', '\u007F'],
    ['control sequence introducer', '\u009B'],
    ['half of a pair', '\uD800'],
  ])('%s is taken out', (_, char) => {
    expect(stripInvisible(`a${char}b`)).toBe('ab');
  });

  it.each(['a\tb', 'a\nb', 'a\r\nb', 'naïve', '日本語', 'ру', 'a b', '😀', '𝒜', '-_~', 'e\u0301'])(
    '%j is left alone',
    (text) => {
      expect(stripInvisible(text)).toBe(text);
    },
  );

  it('is gone after one pass, also where taking one out makes another', () => {
    expect(stripInvisible('a\uDB40\u0001\uDC41b')).toBe('ab');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = stripInvisible(text);
        expect(stripInvisible(once)).toBe(once);
      }),
    );
  });
});

describe('bidirectional controls', () => {
  it.each([
    '\u202A',
    '\u202B',
    '\u202C',
    '\u202D',
    '\u202E',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
  ])('are seen: %j', (char) => expect(hasBidi(`if (a)${char} {`)).toBe(true));

  it.each(['\u2029', '\u202F', '\u2065', '\u206A', 'שלום', ''])('are not seen in %j', (text) =>
    expect(hasBidi(text)).toBe(false),
  );
});

describe('ANSI sequences of a log', () => {
  it.each([
    ['colour', '\u001B[31mred\u001B[0m', 'red'],
    ['several parameters', '\u001B[1;38;5;9mx\u001B[m', 'x'],
    ['cursor and erase', 'a\u001B[2Kb\u001B[10;1Hc', 'abc'],
    ['private mode', '\u001B[?25lx\u001B[?25h', 'x'],
    ['two characters', 'a\u001BMb', 'ab'],
    ['none', 'array[0] = 1m', 'array[0] = 1m'],
  ])('%s', (_, text, plain) => expect(stripAnsi(text)).toBe(plain));

  it('do not take long when they never end', () => {
    const begin = cpuNow();
    stripAnsi('\u001B[0;0;'.repeat(50_000) + '0'.repeat(200_000));
    expect(cpuNow() - begin).toBeLessThan(1_000);
  });
});
