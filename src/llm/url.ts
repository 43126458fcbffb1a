import { BlockList, isIP } from 'node:net';
import { UserError } from '../core/errors.ts';

/** Addresses of networks that only this host can reach (RFC 6890), NAT64 included; an IPv4 address mapped into IPv6 is found by its IPv4 network. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/**
 * Where a model may be. The attacker points the base URL at a service of the host's own network and reads
 * its answer from the run: only https is taken, and no address of a private network. This very machine is
 * fine (a local model), also by plain http.
 */
export function checkModelUrl(text: string, allowPrivate = false): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The parser has written every spelling of an address (`2130706433`, `0x7f.1`) in the usual one.
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const local = host === 'localhost' || host === '::1' || isLoopback(host);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && local);
  const reachable = local || allowPrivate || !isPrivate(host);
  if (url !== undefined && isCallOf(url))
    throw new UserError(
      'config/model-url',
      'The base URL of the model is that of one kind of call.',
      'Leave "/chat/completions", "/responses" and what stands behind "?" out of OPENAI_BASE_URL. An API version goes into OPENAI_API_VERSION.',
    );
  if (secure && reachable && url?.username === '' && url.password === '') return text;
  throw new UserError(
    'config/model-url',
    'The base URL of the model is not an address that a model may be at.',
    'Set OPENAI_BASE_URL (openai-base-url of the Action) to an https address of a public host without a user name in it, or to http://localhost for a model on this machine.',
  );
}

/** What stands in examples of a call: the path of the call would be put behind it once more. */
const isCallOf = ({ pathname, search, hash }: URL): boolean =>
  /\/(?:chat\/completions|responses)\/?$/.test(pathname) || search !== '' || hash !== '';

/** By number, not by name: `127.evil.test` is somebody's host. */
const isLoopback = (host: string): boolean => isIP(host) === 4 && host.startsWith('127.');

function isPrivate(host: string): boolean {
  const version = isIP(host);
  return version !== 0 && PRIVATE.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
