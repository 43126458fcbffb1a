import { createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLab, type Lab } from './lab.ts';

const jwt = (lab: Lab): string => {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: lab.app.id })}`;
  return `${head}.${createSign('RSA-SHA256').update(head).sign(lab.app.privateKey, 'base64url')}`;
};

describe('the lab', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await lab.seedRepo({ name: 'shop', files: { 'README.md': 'hello\n' } });
  });
  afterAll(() => lab.close());

  it('takes pushes by real git', async () => {
    lab.people.permit('ada', 'acme/shop', 'write');
    const sha = await lab.as('ada').push('acme/shop', {
      branch: 'topic',
      message: 'more',
      files: { 'src/a.ts': 'a\n' },
    });
    expect((await lab.git('acme/shop', ['rev-parse', 'topic'])).text).toBe(sha);
  });

  it('hands out installation tokens for a JWT', async () => {
    const response = await fetch(
      `${lab.url}/app/installations/${lab.app.installationId}/access_tokens`,
      { method: 'POST', headers: { authorization: `Bearer ${jwt(lab)}` } },
    );
    expect(response.status).toBe(201);
    const { token } = (await response.json()) as { token: string };
    const repos = await fetch(`${lab.url}/installation/repositories`, {
      headers: { authorization: `token ${token}` },
    });
    expect(await repos.json()).toMatchObject({ total_count: 1 });
  });
});
