/** Why a connection never stood, in a word for people; null: it may have stood. */
export interface NoConnection {
  readonly why: string;
  /** Waiting may help. */
  readonly passes: boolean;
}

/** Codes of Node and of its fetch. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** The other side is not who it should be. */
const NOT_TRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** The proxy on the way did not open the tunnel. Its code is that of any request that was given up. */
const BY_PROXY = /^Proxy response \((\d{3})\) !== 200 when HTTP Tunneling/;

/** Reads what fetch threw, and what caused it. Nothing that was to be sent has left this machine then. */
export function noConnection(error: unknown): NoConnection | null {
  for (const { code, message } of causesOf(error)) {
    const status = Number(BY_PROXY.exec(message)?.[1]);
    if (status > 0) return { why: `the proxy answered ${status}`, passes: status >= 500 };
    if (NEVER_SENT.has(code)) return { why: code, passes: true };
    if (NOT_TRUSTED.has(code)) return { why: code, passes: false };
  }
  return null;
}

/** What the system calls a failure, or what caused it; null: it has no name. */
export const codeOf = (error: unknown): string | null =>
  causesOf(error).find(({ code }) => code !== '')?.code ?? null;

interface Cause {
  readonly code: string;
  readonly message: string;
}

/** The depth is bounded: a cause may be its own. */
function causesOf(error: unknown): readonly Cause[] {
  const causes: Cause[] = [];
  let at = error;
  for (let depth = 0; depth < 6 && typeof at === 'object' && at !== null; depth += 1) {
    const told = 'message' in at ? at.message : '';
    const name = 'code' in at ? at.code : '';
    causes.push({
      code: typeof name === 'string' ? name : '',
      message: typeof told === 'string' ? told : '',
    });
    at = 'cause' in at ? at.cause : undefined;
  }
  return causes;
}
