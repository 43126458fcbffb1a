/** Shapes of secrets, each linear to match. Sources: the providers' documentation of their token prefixes. */
const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  ['github-token', /\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g],
  ['github-pat', /\bgithub_pat_[A-Za-z0-9_]{20,255}\b/g],
  ['openai-key', /\bsk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,200}/g],
  ['aws-key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['google-key', /\bAIza[A-Za-z0-9_-]{35}/g],
  ['slack-token', /\bxox[abeprs]-[A-Za-z0-9-]{10,200}/g],
  ['stripe-key', /\b[rs]k_live_[A-Za-z0-9]{16,200}/g],
  ['npm-token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['jwt', /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000}/g],
  [
    'private-key',
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  ],
  ['bearer', /\b[Bb]earer +[A-Za-z0-9._~+/-]{20,2000}=*/g],
  ['url-password', /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}):[^\s:@/]{3,200}@/g],
];

/** A known secret is found from this many of its characters on: leaks are cut to dodge scanners. */
const PARTIAL = 12;

export interface FoundSecret {
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
}

/** Takes secrets out of a text: everything of a known shape, and the given ones, whole, in part, encoded or reversed. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const [kind, shape] of SHAPES) clean = clean.replace(shape, `[redacted ${kind}]`);
  for (const form of secrets.flatMap(forms)) clean = withoutForm(clean, form);
  return clean;
}

/** Where a text holds a secret, for the gate. */
export function findSecrets(text: string, secrets: readonly string[] = []): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  text.split('\n').forEach((content, index) => {
    for (const [kind, shape] of SHAPES)
      if (content.search(shape) >= 0) found.push({ kind, line: index + 1 });
    const known = secrets.flatMap(forms).some((form) => withoutForm(content, form) !== content);
    if (known) found.push({ kind: 'known-secret', line: index + 1 });
  });
  return found;
}

/** The ways in which a secret is smuggled out: as it is, in base64 at each alignment, in hex, reversed. */
function forms(secret: string): readonly string[] {
  if (secret.length < PARTIAL) return [];
  const bytes = [...secret].map((char) => char.charCodeAt(0) & 0xff);
  const encoded = [0, 1, 2].map((shift) => base64(bytes.slice(shift)).replace(/=+$/, ''));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [secret, [...secret].toReversed().join(''), hex, ...encoded].filter(
    (form) => form.length >= PARTIAL,
  );
}

/** Replaces every run of at least PARTIAL characters of `form`, by looking for its pieces of that length. */
function withoutForm(text: string, form: string): string {
  if (text.length < PARTIAL) return text;
  const pieces = new Set<string>();
  for (let at = 0; at + PARTIAL <= form.length; at += 1) pieces.add(form.slice(at, at + PARTIAL));
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
