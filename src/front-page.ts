import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

export interface FrontPage {
  readonly version: string;
  /** The App's own page on GitHub; null: it is not known. */
  readonly appPage: string | null;
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 38rem; margin: 3rem auto; padding: 0 1rem; }
`;

/** The page at `/`, for people who come by: the same bytes for everybody, and nothing in it runs. */
export function frontPage({ version, appPage }: FrontPage): string {
  const install =
    appPage === null ? 'Install the App' : `<a href="${escaped(appPage)}">Install the App</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Autopack</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Autopack</h1>
<p>A GitHub App that turns an issue with a plan into a pull request that was built, tested and reviewed.
This is its server, version ${escaped(version)}. There is nothing to see or to log in to here: what it does stands on GitHub,
in the issue and its pull request.</p>
<h2>Start</h2>
<ol>
<li>${install} on a repository.</li>
<li>Write a plan into an issue of it.</li>
<li>Put the label <code>autopack:run</code> on the issue, or comment <code>/autopack run</code>.</li>
</ol>
<p>To check a plan first, comment <code>/autopack plan</code>: it costs nothing.</p>
<h2>Is it up?</h2>
<p><a href="/healthz">/healthz</a>: the process lives. <a href="/readyz">/readyz</a>: all open runs were looked at.</p>
</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<"]/g, (sign) => ESCAPES[sign] ?? '');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    `default-src 'none'`,
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Answers at `/` only. True: the request was ours. */
export function showFrontPage(page: FrontPage) {
  const html = frontPage(page);
  return ({ method, url }: IncomingMessage, response: ServerResponse): boolean => {
    if (url?.split('?')[0] !== '/' || (method !== 'GET' && method !== 'HEAD')) return false;
    response.writeHead(200, { ...HEADERS, 'content-length': Buffer.byteLength(html) });
    response.end(html);
    return true;
  };
}

const Manifest = z.object({ version: z.string() });

/** As package.json has it. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return Manifest.parse(JSON.parse(text)).version;
}
