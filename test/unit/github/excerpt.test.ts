import { describe, expect, it } from '@jest/globals';
import type { GithubClient } from '../../../src/github/client.ts';
import { NotFoundError } from '../../../src/github/failures.ts';
import { githubForge } from '../../../src/github/forge.ts';

/** A client that knows one log and its annotations. */
const forgeWith = (log: string | null, notes: readonly string[] = []) => {
  const gone = (): never => {
    throw new NotFoundError('gone', { as: 'app' });
  };
  const client = {
    text: async () => log ?? gone(),
    read: async () =>
      log === null
        ? gone()
        : notes.map((message) => ({
            path: 'a.ts',
            start_line: 3,
            annotation_level: 'failure',
            message,
          })),
  } as unknown as GithubClient;
  return githubForge({
    client,
    repo: { owner: 'acme', name: 'shop' },
    identity: { botId: 1, appId: 2 },
  });
};
const job = { id: 7, workflow: '.github/workflows/ci.yml', job: 'test' };
const time = '2026-11-21T03:04:05.1234567Z ';

describe('an excerpt of CI', () => {
  it('is the annotations, and the log around its first error without times and colours', async () => {
    const log = [
      ...Array.from({ length: 300 }, (_, n) => `${time}before ${n}`),
      `${time}\u001b[31m✕ adds\u001b[0m`,
      `${time}##[error]Process completed with exit code 1.`,
      ...Array.from({ length: 50 }, (_, n) => `${time}after ${n}`),
      `${time}##[error]Another one.`,
    ].join('\n');
    const text = await forgeWith(log, ['adds failed']).ciExcerpt([job], 8_000);
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual(['## test', 'a.ts:3: adds failed', 'before 201']);
    expect(lines).toContain('✕ adds');
    expect(lines).toContain('##[error]Process completed with exit code 1.');
    expect(lines.at(-1)).toBe('after 18');
  });

  it('keeps the error when there is little room', async () => {
    const log = `${'x'.repeat(5_000)}\n##[error]the reason\n`;
    const text = await forgeWith(log, ['n'.repeat(5_000)]).ciExcerpt([job, job, job], 900);
    expect(text.length).toBeLessThanOrEqual(900);
    expect(text.match(/##\[error\]the reason/g)).toHaveLength(3);
  });

  it('does without a log that is gone', async () => {
    expect(await forgeWith(null).ciExcerpt([job], 8_000)).toBe('## test');
  });
});
