import { afterEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import { openaiModels } from '../../src/llm/openai.ts';
import { useProxy } from '../../src/proxy.ts';
import { openWayOut, type WayOut } from '../support/way-out.ts';

const given = (env: Readonly<Record<string, string>>): unknown => {
  let set: unknown;
  useProxy(env, (proxies) => (set = proxies));
  return set;
};
const here = 'localhost,127.0.0.1,::1,[::1]';

describe('the proxy of the environment', () => {
  it('is none where none is named, or none is wanted', () => {
    expect(given({ NO_PROXY: '*' })).toBeUndefined();
    expect(given({ HTTPS_PROXY: 'http://p:1', NODE_USE_ENV_PROXY: '0' })).toBeUndefined();
  });

  it('is read in either spelling, and never stands before this machine', () => {
    expect(given({ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'ghe.example' })).toEqual({
      http_proxy: undefined,
      https_proxy: 'http://p:1',
      no_proxy: `ghe.example,${here}`,
    });
    expect(given({ http_proxy: ' http://small:1 ', HTTP_PROXY: 'http://large:1' })).toEqual({
      http_proxy: 'http://small:1',
      https_proxy: undefined,
      no_proxy: here,
    });
  });

  it.each(['proxy.example:3128', 'socks5://us:a-word@p:1', 'http://', 'a-word'])(
    'has to have an address, which is not told: %s',
    (address) => {
      const use = () => given({ HTTPS_PROXY: address });
      expect(use).toThrow(expect.objectContaining({ code: 'env/proxy' }));
      expect(use).toThrow(/^HTTPS_PROXY is not the address of a proxy\.$/);
    },
  );

  it('needs a Node that can use one', () => {
    const old = (env: Readonly<Record<string, string>>) => () => useProxy(env, null);
    const env = { HTTPS_PROXY: 'http://p:1' };
    expect(old(env)).toThrow(expect.objectContaining({ code: 'env/proxy' }));
    for (const more of ['0', '1']) expect(old({ ...env, NODE_USE_ENV_PROXY: more })).not.toThrow();
    expect(old({})).not.toThrow();
  });
});

describe('a model behind a proxy that lets nobody through', () => {
  let wayOut: WayOut;
  let restore: () => void = () => undefined;
  afterEach(async () => {
    restore();
    await wayOut.close();
  });

  it('was never asked, so that nothing is paid for', async () => {
    wayOut = await openWayOut({ 'models.test': 'http://127.0.0.1:9' });
    useProxy(wayOut.env, (env) => (restore = http.setGlobalProxyFromEnv(env)));
    const models = openaiModels({
      apiKey: 'sk-made-up-key-of-a-test-00000000',
      baseUrl: 'https://models.test/v1',
      timeoutMs: 5_000,
    });
    const ask = () =>
      models.call({
        ...{ model: 'a', system: 'b', user: 'c', maxOutputTokens: 10 },
        schema: { name: 'd', json: { type: 'object' } },
      });
    for (const [status, kind] of [
      [503, 'transient'],
      [403, 'environment'],
    ] as const) {
      wayOut.answer(status);
      const detail = `no connection: the proxy answered ${status}`;
      expect(await ask()).toMatchObject({ is: 'declined', kind, detail });
    }
    expect(wayOut.asked()).toEqual(['models.test:443', 'models.test:443']);
  });
});
