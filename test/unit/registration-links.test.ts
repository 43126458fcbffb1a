/** The links that fill in GitHub's form for a new App: what they ask for is what app.yml asks for. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const manifest = z
  .object({
    public: z.boolean(),
    default_permissions: z.record(z.string(), z.string()),
    default_events: z.array(z.string()),
  })
  .parse(parse(read('app.yml')));

const FORM = 'https://github.com/settings/apps/new';
const linkIn = (path: string): URLSearchParams => {
  const [link] = read(path).match(/https:\/\/github\.com\/settings\/apps\/new\?[^)\s]+/) ?? [''];
  return new URL(link === '' ? FORM : link).searchParams;
};

describe.each([
  ['README.md', true],
  ['docs/github-action.md', false],
])('the link of %s', (path, webhook) => {
  const link = linkIn(path);
  const { 'events[]': _, public: isPublic, webhook_active, ...asked } = Object.fromEntries(link);

  it('asks for the permissions of app.yml and no others', () => {
    expect(asked).toEqual(manifest.default_permissions);
    expect(isPublic).toBe(String(manifest.public));
  });

  it(webhook ? 'asks for its events' : 'asks for no events: no server hears them', () => {
    expect(webhook_active).toBe(String(webhook));
    expect(link.getAll('events[]')).toEqual(webhook ? manifest.default_events : []);
  });
});
