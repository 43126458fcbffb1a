import { isIP } from 'node:net';
import { UserError } from '../core/errors.ts';

/**
 * Where a model may be. The attacker points the base URL at a service of the host's own network: only https
 * is taken, and plain http on this very machine (a local model).
 */
export function checkModelUrl(text: string): string {
  const url = parse(text);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const local = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  if (url?.protocol === 'http:' && local) return text;
  if (url?.protocol === 'https:' && url.username === '' && !(isIP(host) > 0 && isPrivate(host)))
    return text;
  throw new UserError(
    'env/model-url',
    'OPENAI_BASE_URL is not an address that a model may be at.',
    'Use an https address of a public host, or http://localhost for a model on this machine.',
  );
}

const PRIVATE =
  /^(10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::|f[cd]|fe[89ab])/i;
const isPrivate = (host: string): boolean => PRIVATE.test(host);

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
