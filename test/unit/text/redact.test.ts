import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findSecrets, redact } from '../../../src/core/text/redact.ts';
import { cpuNow } from '../../support/cpu.ts';

/** Made up, and put together here so that no scanner takes this file for a leak. */
const a = (n: number): string => 'aB3dE6gH9'.repeat(40).slice(0, n);
const jwt = `eyJ${a(20)}.eyJ${a(30)}.${a(43)}`;
const SHAPES: readonly (readonly [kind: string, secret: string])[] = [
  ['github-token', `ghp_${a(36)}`],
  ['github-token', `ghs_${a(20)}`],
  ['github-token', `gho_${a(300)}`],
  ['github-token', `ghs_123456_${jwt}`],
  ['github-pat', `github_pat_${a(22)}_${a(59)}`],
  ['openai-key', `sk-${a(48)}`],
  ['openai-key', `sk-proj-${a(40)}`],
  ['openai-key', `sk-ant-api03-${a(60)}`],
  ['aws-key', `AKIA${'ABCD'.repeat(4)}`],
  ['aws-key', `ASIA${'WXYZ'.repeat(4)}`],
  ['google-key', `AIza${a(35)}`],
  ['slack-token', `xoxb-${a(12)}-${a(24)}`],
  ['stripe-key', `sk_live_${a(24)}`],
  ['npm-token', `npm_${a(36)}`],
  ['jwt', jwt],
  [
    'private-key',
    `-----BEGIN RSA PRIVATE KEY-----\n${a(64)}\n${a(64)}\n-----END RSA PRIVATE KEY-----`,
  ],
  ['private-key', `-----BEGIN PRIVATE KEY-----\\n${a(64)}\\n-----END PRIVATE KEY-----`],
  ['private-key', `-----BEGIN OPENSSH PRIVATE KEY-----\n${a(64)}`],
  ['bearer', `Bearer ${a(30)}`],
  ['url-password', `postgres://app:${a(10)}@`],
];

describe('a secret with characters that nobody sees in it', () => {
  const known = 'made-up-secret-of-the-lab-1234';
  it.each(['\u200b', '\u00ad', '\u{e0061}', '\u001b[0m', '\u0007'])(
    'is found all the same: %j',
    (hidden) => {
      for (const secret of [`ghp_${a(36)}`, known]) {
        const text = `before ${[...secret].join(hidden)} after`;
        expect(redact(text, [known])).toMatch(/^before \[redacted[a-z -]*\] after$/);
        expect(findSecrets(text, [known])).toHaveLength(1);
      }
      expect(redact(`a${hidden}b`, [known])).toBe(`a${hidden}b`);
    },
  );
});

describe('what looks like a secret and was shown', () => {
  const url = 'postgres://app:app-password@db:5432/app';

  it('is nothing new, and a secret of ours always is', () => {
    const shown = `url: ${url}\n`;
    expect(findSecrets(`- ${url}`)).toHaveLength(1);
    expect(findSecrets(`- ${url}`, [], shown)).toEqual([]);
    expect(findSecrets(`- ${url}\n+ ghp_${a(36)}`, [], shown)).toEqual([
      { kind: 'github-token', line: 2 },
    ]);
    const own = 'made-up-secret-of-the-lab-1234';
    expect(findSecrets(own, [own], own)).toHaveLength(1);
  });
});

describe('what looks like a secret', () => {
  it.each(SHAPES)('%s is taken out and found: %s', (kind, secret) => {
    for (const [before, after] of [
      ['', ''],
      ['key = "', '";'],
      ['X_', '_x\n'],
    ]) {
      const text = `${before}${secret}${after}`;
      expect(redact(text)).toContain(`[redacted ${kind}]`);
      expect(redact(text)).not.toContain(secret.slice(-10));
      expect(findSecrets(text)[0]).toEqual({ kind, line: 1 });
    }
  });

  it('is found on its line', () => {
    expect(findSecrets(`a\nb\nghp_${a(36)}\nAKIA${'ABCD'.repeat(4)}`)).toEqual([
      { kind: 'github-token', line: 3 },
      { kind: 'aws-key', line: 4 },
    ]);
  });

  it.each([
    `ghp_${a(19)}`,
    `sk-${a(19)}`,
    'task-force-of-the-whole-big-department',
    'ghs_token_of_an_installation',
    'AKIA123',
    `xyzAKIA${'ABCD'.repeat(4)}`,
    `npm_${a(35)}`,
    '-----BEGIN PUBLIC KEY-----',
    'https://example.com/path@2',
    'Bearer token',
    'eyJhbGci.x.y',
    '0123456789abcdef0123456789abcdef01234567',
    '',
  ])('is not %j', (text) => {
    expect(redact(text)).toBe(text);
    expect(findSecrets(text)).toEqual([]);
  });

  it('does not take long over a flood', () => {
    const begin = cpuNow();
    for (const flood of ['ghs_', 'eyJ', '-eyJ', 'sk-', '-----BEGIN ', 'a://', 'Bearer '])
      redact(flood.repeat(20_000));
    expect(cpuNow() - begin).toBeLessThan(5_000);
  });
});

const KEY = 'K7pQ-x2Vn9+LmZ4/wTs8_Rb1c';
const hex = (text: string): string => Buffer.from(text).toString('hex');
const reversed = (text: string): string => [...text].toReversed().join('');

describe('a secret that is known', () => {
  it.each([
    ['as it is', KEY],
    ['its first twelve characters', KEY.slice(0, 12)],
    ['its last twelve characters', KEY.slice(-12)],
    ['its head cut off', KEY.slice(7)],
    ['reversed', reversed(KEY)],
    ['part of it reversed', reversed(KEY).slice(3, 16)],
    ['hex', hex(KEY)],
    ['HEX', hex(KEY).toUpperCase()],
    ['base64', Buffer.from(KEY).toString('base64')],
    ['base64 behind one byte', Buffer.from(`:${KEY}`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`: ${KEY};`).toString('base64')],
    ['base64 for addresses', Buffer.from(`key=${KEY}`).toString('base64url')],
    ['split over lines', `"${KEY.slice(0, 13)}" +\n"${KEY.slice(13)}"`],
  ])('%s is taken out and found', (_, form) => {
    const text = `const x = "${form}";`;
    expect(redact(text, [KEY])).toContain('[redacted]');
    expect(redact(text, [KEY])).not.toContain(form);
    expect(findSecrets(text, [KEY])[0]).toEqual({ kind: 'known-secret', line: 1 });
  });

  it.each([
    ['eleven of its characters', KEY.slice(2, 13)],
    ['another one', `${KEY.slice(0, 11)}!${KEY.slice(14)}`],
    ['nothing', ''],
  ])('%s stays', (_, text) => {
    expect(redact(text, [KEY])).toBe(text);
    expect(findSecrets(text, [KEY])).toEqual([]);
  });

  it('is not looked for when it is too short to be one', () => {
    expect(redact('an elevenchars word', ['elevenchars'])).toBe('an elevenchars word');
    expect(redact('a twelve-chars', ['twelve-chars'])).toBe('a [redacted]');
  });

  it('leaves what stands around it', () => {
    expect(redact(`a ${KEY} b ${KEY} c`, [KEY])).toBe('a [redacted] b [redacted] c');
  });

  const secret = fc.string({
    unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789-_+/.~'),
    minLength: 12,
    maxLength: 60,
  });

  it('never gets through, wherever it stands and however it is written', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.nat({ max: 20 }), (key, head, tail, cut) => {
        const part = key.slice(Math.min(cut, key.length - 12));
        for (const form of [key, part, reversed(key), hex(key), hex(key).toUpperCase()]) {
          const clean = redact(`${head}${form}${tail}`, [key]);
          for (let at = 0; at + 12 <= form.length; at += 1)
            expect(clean).not.toContain(form.slice(at, at + 12));
          expect(findSecrets(`${head}${form}${tail}`, [key]).length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('never gets through inside a text in base64', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, head, tail) => {
        const text = Buffer.from(`${head}${key}${tail}`);
        for (const form of [text.toString('base64'), text.toString('base64url')])
          expect(redact(form, [key])).toContain('[redacted]');
      }),
    );
  });

  it('does not take long to look for in a long text', () => {
    const pem = a(340).repeat(5);
    const begin = cpuNow();
    findSecrets('a line of a file that is neither short nor long\n'.repeat(10_000), [pem, KEY]);
    expect(cpuNow() - begin).toBeLessThan(3_000);
  });
});
