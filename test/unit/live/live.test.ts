import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CHECKS } from '../../live/checks/all.ts';
import { FILES, FULL_NAME, openScratch, runLive, type Said, type Scratch } from './a-scratch.ts';

jest.setTimeout(60_000);

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.lab.close());

const verdicts = ({ answers }: Said): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(answers).map(([name, [verdict]]) => [name, verdict]));

const list = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { body } = await scratch.lab.as('mona').request('GET', `/repos/${FULL_NAME}/${path}`);
  return body as readonly Readonly<Record<string, unknown>>[];
};

const DELIVERY = {
  id: 12_345_678,
  guid: '0b989ba4-242f-11e5-81e1-c7b6966d2516',
  delivered_at: new Date(Date.now() - 4 * 86_400_000).toISOString(),
  redelivery: false,
  duration: 0.27,
  status: 'Invalid HTTP Response: 502',
  status_code: 502,
  event: 'issues',
  action: 'opened',
  installation_id: 123,
  repository_id: 456,
};

describe('the live checks on the lab', () => {
  it('answer each question as the lab, which does what is documented, has to be answered', async () => {
    scratch.lab.internals.route('GET', '/app/hook/deliveries', () => Response.json([DELIVERY]));
    const before = await scratch.refs();
    const said = await runLive(scratch.env, { checks: CHECKS.map(({ name }) => name) });
    expect(verdicts(said)).toEqual({
      'update-refs-several': 'yes',
      'update-refs-mismatch': 'yes',
      'update-refs-taken': 'yes',
      'update-refs-outside-heads': 'yes',
      'update-refs-cost': 'yes',
      'refs-by-prefix': 'yes',
      'update-refs-push': 'yes',
      'update-refs-synchronize': 'yes',
      'state-branch-quiet': 'yes',
      'required-told': 'yes',
      'workflow-token-approval': 'could not tell',
      'tree-by-commit': 'yes',
      'commit-signed': 'yes',
      'commit-stale': 'yes',
      'body-limit': 'yes',
      'edited-by-person': 'could not tell',
      'hook-deliveries': 'yes',
      'ruleset-bypass': 'could not tell',
      'ruleset-atomic': 'could not tell',
      'git-data-load': 'yes',
    });
    expect(said.answers['update-refs-mismatch']?.[1]).toMatch(
      /^refused: HTTP 200 with UNPROCESSABLE: .*; nothing moved$/,
    );
    expect(said.answers['commit-stale']?.[1]).toMatch(/^refused: HTTP 200 with STALE_DATA: /);
    expect(said.answers['commit-signed']?.[1]).toContain(`author ${scratch.lab.app.bot.id}`);
    expect(said.answers['body-limit']?.[1]).toContain('counted in code points');
    expect(said.answers['workflow-token-approval']?.[1]).toContain('the workflow failed');
    expect(said.answers['edited-by-person']?.[1]).toContain('was not set');
    expect(said.answers['hook-deliveries']?.[1]).toContain('1 of them not OK');
    expect(said.answers['ruleset-bypass']?.[1]).toContain('no ruleset could be made: HTTP 404');
    expect(said.code).toBe(0);

    await scratch.lab.settled();
    expect(await scratch.refs()).toEqual(before);
    const issues = await list('issues?state=all&per_page=100');
    expect(issues.map((one) => one['state'])).toEqual(issues.map(() => 'closed'));
    expect(issues.length).toBeGreaterThan(1);
    for (const { number } of issues)
      expect(await list(`issues/${String(number)}/comments`)).toEqual([]);
    expect(said.text).toContain('Everything that was made is removed.');
    expect(scratch.lab.unknownRoutes).toEqual([
      `POST /repos/${FULL_NAME}/rulesets`,
      `POST /repos/${FULL_NAME}/rulesets`,
    ]);
  });

  it('prints no secret, whatever comes back', async () => {
    const { GITHUB_TOKEN: token = '', PRIVATE_KEY: key = '' } = scratch.env;
    scratch.lab.internals.route('GET', '/app/hook/deliveries', ({ headers }) =>
      Response.json({ message: `${headers['authorization']} ${token} ${key}` }, { status: 422 }),
    );
    const said = await runLive(scratch.env, { checks: ['hook-deliveries', 'commit-signed'] });
    expect(said.answers['hook-deliveries']?.[0]).toBe('could not tell');
    expect(said.text).toContain('redacted');
    expect(said.text).not.toContain(token);
    for (const line of key.split('\n').filter((one) => one.length > 20))
      expect(said.text).not.toContain(line);
  });

  it('ask what can be asked with a token alone', async () => {
    const { GITHUB_API_URL = '', GITHUB_TOKEN = '' } = scratch.env;
    const said = await runLive({ GITHUB_API_URL, GITHUB_TOKEN });
    const unclear = Object.entries(verdicts(said)).filter(([, verdict]) => verdict !== 'yes');
    expect(unclear).toEqual([
      ['required-told', 'could not tell'],
      ['workflow-token-approval', 'could not tell'],
      ['commit-signed', 'could not tell'],
      ['edited-by-person', 'could not tell'],
      ['hook-deliveries', 'could not tell'],
      ['ruleset-bypass', 'could not tell'],
      ['ruleset-atomic', 'could not tell'],
    ]);
    expect(said.code).toBe(0);
  });

  it('say no, and remove what they made, where GitHub is otherwise', async () => {
    // A CI that hears nothing of branches that updateRefs moves.
    const { ci } = scratch.lab.internals;
    const later: (() => void)[] = [];
    if (ci !== null)
      scratch.lab.internals.ci = {
        ...ci,
        onPush: (...push) => {
          if (push[1].endsWith('push-by-rest')) ci.onPush(...push);
          else later.push(() => ci.onPush(...push));
        },
      };
    const before = await scratch.refs();
    const said = await runLive(scratch.env, { checks: ['update-refs-push'], waitMs: 700 });
    expect(verdicts(said)).toEqual({ 'update-refs-push': 'no' });
    expect(said.code).toBe(1);
    expect(later.length).toBeGreaterThan(0);
    expect(await scratch.refs()).toEqual(before);
  });

  it('cannot tell where no workflow runs', async () => {
    const bare = await openScratch({ 'autopack-scratch': FILES['autopack-scratch'] ?? '' });
    try {
      const checks = ['update-refs-push', 'update-refs-synchronize', 'state-branch-quiet'];
      const said = await runLive(bare.env, { checks, waitMs: 700 });
      expect(Object.values(verdicts(said))).toEqual(checks.map(() => 'could not tell'));
    } finally {
      await bare.lab.close();
    }
  });

  it('remove what they made when they are stopped, and say what could not be removed', async () => {
    const before = await scratch.refs();
    const stop = new AbortController();
    const said = await runLive(scratch.env, {
      signal: stop.signal,
      said: (line) => {
        if (line.includes('update-refs-several')) stop.abort();
      },
    });
    expect(Object.keys(said.answers)).toEqual(['update-refs-several']);
    expect(await scratch.refs()).toEqual(before);

    scratch.lab.faults.hook((request) => (request.method === 'DELETE' ? 403 : undefined));
    const stuck = await runLive(scratch.env, { checks: ['update-refs-several'] });
    expect(stuck.text).toMatch(
      /Could not be removed:\n {2}refs\/heads\/autopack-check\/.*HTTP 403/,
    );
    expect(stuck.code).toBe(1);
  });
});
