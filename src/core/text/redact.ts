import { stripAnsi, stripInvisible } from './invisible.ts';

/**
 * Shapes of secrets, each linear to match. Sources: the providers' documentation of their token prefixes.
 * One may stand behind an underscore (`MY_ghp_…`), which `\b` would not see.
 */
const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  // An installation's token is `ghs_`, the App's number, `_` and a JWT of about 520 characters.
  [
    'github-token',
    /(?<![A-Za-z0-9])gh[pousr]_(?:[A-Za-z0-9]{20}|(?:\d{1,12}_)?eyJ)[A-Za-z0-9._-]{0,4000}/g,
  ],
  ['github-pat', /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,255}/g],
  ['openai-key', /(?<![A-Za-z0-9])sk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,200}/g],
  ['aws-key', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
  ['google-key', /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/g],
  ['slack-token', /(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,200}/g],
  ['stripe-key', /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,200}/g],
  ['npm-token', /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g],
  [
    'jwt',
    /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000}/g,
  ],
  [
    'private-key',
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  ],
  ['bearer', /(?<![A-Za-z0-9])[Bb]earer +[A-Za-z0-9._~+/-]{20,2000}=*/g],
  [
    'url-password',
    /(?<![A-Za-z0-9])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}):[^\s:@/]{3,200}@/g,
  ],
];

/** A known secret is found from this many of its characters on: leaks are cut to dodge scanners. */
const PARTIAL = 12;

export interface FoundSecret {
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
}

/** Takes secrets out of a text: everything of a known shape, and the given ones, whole, in part, encoded or reversed. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  redactor(secrets)(text);

/** The same for many texts: what the secrets look like is worked out once. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const pieces = piecesOf(secrets);
  const clean = (text: string): string => {
    let out = text;
    for (const [kind, shape] of SHAPES) out = out.replace(shape, `[redacted ${kind}]`);
    return withoutPieces(out, pieces);
  };
  return (text) => {
    // What is not seen is left out of what we show, and the halves of a secret would stand together again.
    const bare = visible(text);
    const bareClean = bare === text ? bare : clean(bare);
    return bareClean === bare ? clean(text) : bareClean;
  };
}

const visible = (text: string): string => stripInvisible(stripAnsi(text));

/** Where a text holds a secret, for the gate. What only looks like one and stands in `shown` too is nothing new. */
export function findSecrets(
  text: string,
  secrets: readonly string[] = [],
  shown = '',
): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const pieces = piecesOf(secrets);
  text.split('\n').forEach((line, index) => {
    const content = visible(line);
    for (const [kind, shape] of SHAPES)
      if ([...content.matchAll(shape)].some(([secret]) => shown === '' || !shown.includes(secret)))
        found.push({ kind, line: index + 1 });
    if (withoutPieces(content, pieces) !== content)
      found.push({ kind: 'known-secret', line: index + 1 });
  });
  return found;
}

/** The ways in which a secret is smuggled out: as it is, in base64 at each alignment, in hex, reversed. */
function forms(secret: string): readonly string[] {
  if (secret.length < PARTIAL) return [];
  const bytes = [...secret].map((char) => char.charCodeAt(0) & 0xff);
  const encoded = [0, 1, 2].map((shift) => base64(bytes.slice(shift)).replace(/=+$/, ''));
  const forAddresses = encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const reversed = [...secret].toReversed().join('');
  return [secret, reversed, hex, hex.toUpperCase(), ...encoded, ...forAddresses];
}

/** A process asks about the same list all its life. */
const piecesOfLists = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Every stretch of PARTIAL characters of the secrets in all their forms. */
function piecesOf(secrets: readonly string[]): ReadonlySet<string> {
  const known = piecesOfLists.get(secrets);
  if (known !== undefined) return known;
  const pieces = new Set<string>();
  piecesOfLists.set(secrets, pieces);
  for (const form of secrets.flatMap(forms))
    for (let at = 0; at + PARTIAL <= form.length; at += 1) pieces.add(form.slice(at, at + PARTIAL));
  return pieces;
}

/** Replaces every run of at least PARTIAL characters that is made of pieces. */
function withoutPieces(text: string, pieces: ReadonlySet<string>): string {
  if (pieces.size === 0) return text;
  let clean = '';
  let from = 0;
  for (let at = 0; at + PARTIAL <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + PARTIAL))) continue;
    let end = at + PARTIAL;
    while (end < text.length && pieces.has(text.slice(end - PARTIAL + 1, end + 1))) end += 1;
    clean += `${text.slice(from, at)}[redacted]`;
    from = end;
    at = end - 1;
  }
  return from === 0 ? text : clean + text.slice(from);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] ?? 0, bytes[at + 1], bytes[at + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(word >> shift) & 63] ?? '');
    out += digits.slice(0, b === undefined ? 2 : c === undefined ? 3 : 4).join('');
  }
  return out;
}
