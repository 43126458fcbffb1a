import http from 'node:http';
import { UserError } from './core/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type SetProxy = (env: Record<string, string | undefined>) => unknown;

/** This machine is never asked for by way of another one: a local model is spoken to without TLS. */
const HERE = ['localhost', '127.0.0.1', '::1', '[::1]'];

/** Node's own, since 24.14. */
const { setGlobalProxyFromEnv: nodes }: Partial<Pick<typeof http, 'setGlobalProxyFromEnv'>> = http;

/**
 * Sends everything that is asked by HTTP through the proxy that the environment names, as other programs do.
 * Called once, before anything is asked. Throws UserError `env/proxy`.
 */
export function useProxy(env: Environment, set: SetProxy | null = nodes ?? null): void {
  const wanted = env['NODE_USE_ENV_PROXY'];
  const [http, https] = [given(env, 'http_proxy'), given(env, 'https_proxy')];
  if (wanted === '0' || (http === undefined && https === undefined)) return;
  // An older Node does it by itself, if at all, and from its start on.
  if (set === null && wanted === '1') return;
  if (set === null)
    throw new UserError(
      'env/proxy',
      'HTTPS_PROXY or HTTP_PROXY is set, and this Node does not use it by itself.',
      'Use Node 24.14, or set NODE_USE_ENV_PROXY=1 (Node 22.21 and 24.0 know it); 0 goes without the proxy.',
    );
  const beside = given(env, 'no_proxy');
  set({
    http_proxy: http,
    https_proxy: https,
    no_proxy: [...(beside === undefined ? [] : [beside]), ...HERE].join(','),
  });
}

/** In either spelling; the small one counts, as with other programs. An address may hold a password, so it is never told. */
function given(env: Environment, name: string): string | undefined {
  const value = (env[name] || env[name.toUpperCase()])?.trim() || undefined;
  if (value === undefined || name === 'no_proxy') return value;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.hostname && /^https?:$/.test(url.protocol)) return value;
  throw new UserError(
    'env/proxy',
    `${name.toUpperCase()} is not the address of a proxy.`,
    'Write it with http:// or https:// in front, as http://proxy.example:3128.',
  );
}
