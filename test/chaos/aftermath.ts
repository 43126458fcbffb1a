/** What a run that went through chaos has to look like. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { readLedger } from '../demo/watch.ts';
import { MAINTAINER, type Stage } from '../support/stage.ts';

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

type Row = Readonly<Record<string, unknown>>;

/** Empty: merged, shown once, and its record holds. */
export async function problemsOf(stage: Stage): Promise<readonly string[]> {
  const ledger = await readLedger(stage);
  if (ledger === null) return ['no run was made'];
  const [state, promotion] = [ledger.state, ledger.promotion];
  const list = async (path: string): Promise<readonly Row[]> => {
    const { body } = await stage.lab.as(MAINTAINER).request('GET', `/repos/${stage.repo}/${path}`);
    return Array.isArray(body) ? body : [];
  };
  const texts = async (path: string): Promise<readonly string[]> =>
    (await list(path)).map((row) => String(row['body']));
  const pulls = await list('pulls?state=all');
  const comments = await texts('issues/1/comments?per_page=100');
  const reviews = await texts(`pulls/${ledger.pr ?? 0}/reviews?per_page=100`);
  const marks = reviews.flatMap((body) => /<!-- autopack:review:[^ ]+ -->/.exec(body)?.[0] ?? []);
  const status = comments.filter((body) => body.includes('autopack:status:')).length;
  const verdict = await verify(stage);
  const checks: readonly (readonly [boolean, string])[] = [
    [state === 'DONE_SUCCESS' && promotion === 'promoted', `it is ${state}, ${promotion}`],
    [pulls.length === 1, `${pulls.length} pull requests`],
    [status === 1, `${status} status comments`],
    [new Set(marks).size === marks.length, 'a review stands twice'],
    [verdict === null, `verify: ${verdict ?? ''}`],
  ];
  return checks.filter(([fine]) => !fine).map(([, problem]) => problem);
}

/** Null: OK. As anybody would call it, with a token that can only read. */
async function verify({ lab, repo }: Stage): Promise<string | null> {
  const { token } = lab.people.permit('rita', repo, 'read');
  const env = { PATH: process.env['PATH'] ?? '', GITHUB_TOKEN: token, GITHUB_API_URL: lab.url };
  try {
    await promisify(execFile)(process.execPath, [CLI, 'verify', `${repo}#1`], { env });
    return null;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-3).join(' | ');
  }
}
