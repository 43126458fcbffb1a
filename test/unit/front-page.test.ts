import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { frontPage, ownVersion, showFrontPage } from '../../src/front-page.ts';
import { listen, type Listening } from '../../src/webhook/listen.ts';
import { quiet } from '../support/quiet.ts';

const PAGE = { version: '1.2.3', appPage: 'https://github.com/apps/autopack-of-acme' };

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(path: string, method = 'GET'): Promise<Response> {
  server = await listen({
    ...{ host: '127.0.0.1', port: 0, log: quiet },
    handlers: [showFrontPage(PAGE)],
  });
  return fetch(`http://127.0.0.1:${server.port}${path}`, { method });
}

describe('the front page', () => {
  it('says what this is, which version, how to start, and where to see whether it is up', () => {
    expect(frontPage(PAGE)).toMatchSnapshot();
  });

  it('links nowhere where the App’s page is not known, and shows no text as HTML', () => {
    const html = frontPage({ version: '<b>&"', appPage: null });
    expect(html).toContain('<li>Install the App on a repository.</li>');
    expect(html).toContain('version &lt;b>&amp;&quot;.');
    expect(frontPage({ ...PAGE, appPage: 'https://x.test/"><script>' })).not.toContain('<script');
  });

  it('is allowed its own style and nothing else', async () => {
    const response = await ask('/?from=somewhere');
    expect(response.status).toBe(200);
    const html = await response.text();
    const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(html).not.toMatch(/<script|\son[a-z]+=|style="/i);
  });

  it('is at / only, and only to be read', async () => {
    expect((await ask('/', 'HEAD')).status).toBe(200);
    await server?.close();
    expect((await ask('/', 'POST')).status).toBe(404);
    await server?.close();
    expect((await ask('/index.html')).status).toBe(404);
  });

  it('has the version of package.json', () => {
    expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('a port that cannot be had', () => {
  it('is named, with what to do', async () => {
    server = await listen({ host: '127.0.0.1', port: 0, handlers: [], log: quiet });
    await expect(
      listen({ host: '127.0.0.1', port: server.port, handlers: [], log: quiet }),
    ).rejects.toMatchObject({
      code: 'env/cannot-listen',
      message: `The server cannot listen on port ${server.port} of 127.0.0.1: another process uses that port (EADDRINUSE).`,
    });
    await expect(
      listen({ host: 'no-such-host.invalid', port: 0, handlers: [], log: quiet }),
    ).rejects.toMatchObject({ code: 'env/cannot-listen' });
  });
});
