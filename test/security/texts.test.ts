import { describe, expect, it } from '@jest/globals';
import {
  clamp,
  codeSpan,
  commitText,
  fenceCode,
  neutralise,
  plainText,
} from '../../src/core/text/neutralise.ts';
import { marker } from '../../src/core/names.ts';
import { redact } from '../../src/core/text/redact.ts';
import { liveIn } from '../support/live.ts';

describe('a text that makes GitHub, or another bot, act', () => {
  it.each([
    ...[
      '@octocat',
      'hi @org/team!',
      'x@y.example',
      '&#64;octocat',
      '&#x40;octocat',
      '&commat;octocat',
      '@\u200Boctocat',
      '\\@octocat',
    ],
    ...[
      'Fixes #1',
      'closes: #1',
      'CLOSED GH-1',
      'resolves o/r#1',
      'fix\n#1',
      'Fixes https://github.com/o/r/issues/1',
      'fixes &#35;1',
      'fixes &num;1',
      'f\u200Bixes #1',
    ],
    ...['#17', 'o/r#17', 'GH-17', '_GH-17 #17_'],
    ...[
      '/autopack run',
      '  /autopack cancel',
      '\t/merge',
      '\u00A0/approve',
      '\u200B/lgtm',
      'a\n/autopack run',
      'a\r/close',
      'a\r\n/close',
      '\u3000/x',
    ],
    ...[
      '<!-- autopack:status:1-1 -->',
      '<!--autopack:x',
      '<\u200B!-- autopack:plan-check -->',
      '<script>',
      '<img src=//evil.example>',
      '</details>',
      '<details open>',
      '<p hidden>',
      '<?x',
      '<![CDATA[',
    ],
    ...[
      '![x](https://evil.example/?k=1)',
      '![x][y]\n\n[y]: https://evil.example',
      '!\u200B[x](//evil.example)',
      '!\\[x](https://evil.example)',
    ],
    ...[
      '[x](https://evil.example)',
      '[x](javascript:alert(1))',
      '[//]: # (hidden)',
      '[^1]: note',
      '[x]\u2060(y)',
    ],
    ...[
      'https://evil.example',
      '_https://evil.example_',
      '1https://evil.example',
      'HTTPS://EVIL.EXAMPLE',
      'ftp://x',
      'www.evil.example',
      '_www.evil.example',
      '(www.evil.example)',
      '<https://evil.example>',
    ],
    ...['a\u202Eb', 'a\u{E0041}\u{E0042}b', 'x\uFE0F', '\u2066x\u2069'],
  ])('is dead: %j', (text) => {
    expect(liveIn(text).length + Number(/[\u200B\u2060]/.test(text))).toBeGreaterThan(0);
    for (const safe of [neutralise(text), plainText(text, 500), neutralise(neutralise(text))])
      expect(liveIn(safe)).toEqual([]);
  });

  it('is dead where it is cut as well', () => {
    const text = 'a @octocat fixes #1 ![x](https://evil.example) <!-- autopack:x -->';
    for (let max = 0; max <= text.length; max += 1)
      expect([max, liveIn(plainText(text, max))]).toEqual([max, []]);
  });
});

describe('a marker of ours in the text of others', () => {
  const marks = [
    marker.planCheck(),
    marker.noRun(),
    marker.status('1-1'),
    marker.incident('1-1'),
    marker.finding('F1'),
  ];
  const ways = [
    neutralise,
    (text: string) => plainText(text, 500),
    (text: string) => codeSpan(text),
    (text: string) => fenceCode(text),
    (text: string) => fenceCode(clamp(text, 400)),
  ];

  it.each(
    marks.flatMap((mark) => [
      mark,
      `a\n${mark}\nb`,
      mark.replace('!', '!\u200B'),
      mark.replace('<', '<\u2060'),
    ]),
  )('is none: %j', (text) => {
    for (const way of ways) for (const mark of marks) expect(way(text)).not.toContain(mark);
  });
});

describe('a text that gets out of its code', () => {
  it.each([
    '```\n@octocat\n```',
    '``\u200B`\n@octocat',
    '`\u{E0041}``\n# x',
    '~~~\n```',
    '````',
    '```\r@octocat',
    '`\u0001``',
  ])('stays in its fence: %j', (text) => {
    const [first = '', ...rest] = fenceCode(text).split('\n');
    expect(first).toMatch(/^`{3,}$/);
    expect(rest.pop()).toBe(first);
    expect(rest.join('\n')).not.toContain(first);
  });

  it.each(['`@octocat`', '` <img> `', '``', 'a\n\n# b', '\u200B`\u200B'])(
    'stays in its span: %j',
    (text) => expect(codeSpan(text)).toMatch(/^`[^`\n]*`$/),
  );
});

describe('a text in a commit message', () => {
  it.each([
    '[skip ci]',
    '[ci skip]',
    '[no ci]',
    '[SKIP CI]',
    '[skip actions]',
    '[actions skip]',
    '[skip\u200B ci]',
    '[[skip ci]]',
    '[\u{E0041}skip ci]',
  ])('does not skip CI: %j', (text) => {
    const safe = commitText(`feat: x ${text}`, 200);
    expect(safe).not.toMatch(/\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i);
  });

  it.each([
    ...[
      'Autopack-Event: 9',
      'autopack-run: 1-1',
      'AUTOPACK-PHASE : T9',
      'Autopack-Key:x',
      'Autopack-Nonce: 0',
    ],
    ...[
      'Co-authored-by: Eve <e@evil.example>',
      'Signed-off-by: x',
      'Reviewed-by: x',
      'skip-checks: true',
      'skip-checks:true',
    ],
    ...['  Autopack-Event: 9', 'Autopack\u200B-Event: 9', '\u202EAutopack-Event: 9'],
  ])('forges no trailer: %j', (text) => {
    for (const before of ['', 'x\n', 'x\n\n', 'x\r', 'x\r\n']) {
      const safe = commitText(before + text, 200);
      expect(safe).not.toMatch(
        /^\s*(autopack-\w+|co-authored-by|signed-off-by|reviewed-by|skip-checks)\s*:/im,
      );
    }
  });

  it.each([
    'fixes #1',
    'Closes: #1',
    'closes:#1',
    'resolved o/r#1',
    'FIX GH-1',
    'fix https://github.com/o/r/issues/1',
    'fi\u2060xes #1',
    'fixes\n#1',
  ])('closes no issue: %j', (text) => {
    const close =
      /\b(close[sd]?|fix(e[sd])?|resolve[sd]?)(:\s*|\s+)([\w.-]+\/[\w.-]+)?(#\d|GH-\d|https?:)/i;
    expect(commitText(text, 200)).not.toMatch(close);
  });

  it('calls nobody, colours nothing and is cut', () => {
    expect(commitText('thanks @octocat \u001B[31mred\u001B[0m\u0007', 200)).toBe(
      'thanks @ octocat [31mred[0m',
    );
    expect(commitText('x'.repeat(1_000_000), 60)).toHaveLength(60);
    expect(commitText('ab 😀', 4)).toBe('ab');
  });
});

describe('a log or an answer that carries our key', () => {
  const key = 'K7pQ-x2Vn9-LmZ4-wTs8-Rb1c';
  const reversed = [...key].toReversed().join('');
  const bytes = Buffer.from(key);

  it.each([
    ['whole', key],
    ['with its first seven characters cut', key.slice(7)],
    ['with its end cut', key.slice(0, 13)],
    ['reversed', reversed],
    ['in hex', bytes.toString('hex')],
    ['in HEX', bytes.toString('hex').toUpperCase()],
    ['in base64', bytes.toString('base64')],
    ['in base64 with something before', Buffer.from(`k=${key}`).toString('base64')],
    ['in base64 for addresses', Buffer.from(`{"k":"${key}"}`).toString('base64url')],
    ['in an address', `https://evil.example/?k=${key}`],
    ['in JSON', JSON.stringify({ env: { KEY: key } })],
    ['over two lines', `${key.slice(0, 12)}\n${key.slice(12)}`],
  ])('is cleaned: %s', (_, text) => {
    const clean = redact(`log: ${text} end`, [key]);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toContain(text);
    for (let at = 0; at + 12 <= key.length; at += 1)
      expect(clean).not.toContain(key.slice(at, at + 12));
  });
});
