/** A certificate for a made-up host, signed by itself: what a company's own authority looks like to who does not know it. */
import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** Both as PEM. */
  readonly key: string;
  readonly cert: string;
}

export function certificateFor(host: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(host)))));
  const times = ['20200101000000Z', '20991231235959Z'].map((at) => der(0x18, Buffer.from(at)));
  const holder = publicKey.export({ type: 'spki', format: 'der' });
  const told = sequence(SERIAL, ECDSA_SHA256, name, sequence(...times), name, holder);
  const seal = der(0x03, Buffer.from([0]), sign('sha256', told, privateKey));
  const body = sequence(told, ECDSA_SHA256, seal).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** One value of DER: its tag, its length, itself. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const long = body.length > 0xff ? [0x82, body.length >> 8] : body.length > 0x7f ? [0x81] : [];
  return Buffer.concat([Buffer.from([tag, ...long, body.length & 0xff]), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const SERIAL = der(0x02, Buffer.from([1]));
/** 2.5.4.3 */
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'));
/** 1.2.840.10045.4.3.2 */
const ECDSA_SHA256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
