/** What people saw in a demo, as files to look at afterwards: the GitHub that it ran on is gone by then. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { MAINTAINER, type Stage } from '../support/stage.ts';

const By = z.object({ login: z.string() });
const Said = z.array(z.object({ user: By, body: z.string().nullable() }));
const Issue = z.object({
  ...{ number: z.number(), title: z.string(), state: z.string(), body: z.string().nullable() },
  user: By,
  labels: z.array(z.object({ name: z.string() })),
  pull_request: z.unknown().optional(),
});
type Issue = z.infer<typeof Issue>;
const Notes = z.array(
  z.object({ user: By, path: z.string(), line: z.number().nullish(), body: z.string() }),
);

/** Writes a page for each issue and pull request, the repository as a clone, and each run's record. */
export async function keep(stage: Stage, folder: string): Promise<readonly string[]> {
  const issues = z.array(Issue).parse(await get(stage, 'issues?state=all&per_page=100'));
  const pages = issues.toSorted((a, b) => a.number - b.number);
  const names: string[] = [];
  for (const issue of pages) {
    const name = `${issue.pull_request === undefined ? 'issue' : 'pull'}-${issue.number}.md`;
    await writeFile(path.join(folder, name), await page(stage, issue));
    names.push(name);
  }
  const records = await keepRecords(stage, folder);
  await stage.lab.git(stage.repo, ['clone', '--quiet', '.', path.join(folder, 'repository')]);
  return [...names, ...records, 'repository/'];
}

export const keptWords = ({ folder, kept }: { folder: string; kept: readonly string[] }): string =>
  `To look at afterwards, in ${folder}: ${kept.join(', ')}.`;

const get = async ({ lab, repo }: Stage, where: string): Promise<unknown> =>
  (await lab.as(MAINTAINER).request('GET', `/repos/${repo}/${where}`)).body;

async function page(stage: Stage, issue: Issue): Promise<string> {
  const { number, title, state, labels, user, body } = issue;
  const comments = Said.parse(await get(stage, `issues/${number}/comments?per_page=100`));
  const isPull = issue.pull_request !== undefined;
  const reviews = isPull
    ? Said.parse(await get(stage, `pulls/${number}/reviews?per_page=100`))
    : [];
  const notes = isPull
    ? Notes.parse(await get(stage, `pulls/${number}/comments?per_page=100`))
    : [];
  const named = labels.map(({ name }) => name).join(', ') || 'none';
  return [
    `# ${title} #${number}\n\n${state}, labels: ${named}`,
    part(`${user.login} wrote`, body),
    ...comments.map((one) => part(`${one.user.login} commented`, one.body)),
    ...reviews.map((one) => part(`${one.user.login} reviewed`, one.body)),
    ...notes.map((one) => part(`${one.user.login} on ${one.path}:${one.line ?? '?'}`, one.body)),
  ].join('\n\n');
}

/** Without our markers, which GitHub does not show either. */
const part = (who: string, body: string | null): string =>
  `---\n\n**${who}**\n\n${(body ?? '').replace(/<!--[^]*?-->/g, '').trim()}`;

const LEDGERS = 'refs/heads/autopack/state/';

async function keepRecords({ lab, repo }: Stage, folder: string): Promise<readonly string[]> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await lab.git(repo, args)).text;
  const refs = await git('for-each-ref', '--format=%(refname)', LEDGERS);
  const kept: string[] = [];
  for (const ref of refs.split('\n').filter((line) => line !== '')) {
    const name = `record-${ref.slice(LEDGERS.length)}`;
    const inside = `.autonomous_runs/${ref.slice(LEDGERS.length)}`;
    const files = (await git('ls-tree', '-r', '--name-only', ref, inside)).split('\n');
    for (const file of files.filter((line) => line !== '')) {
      const full = path.join(folder, name, path.relative(inside, file));
      await mkdir(path.dirname(full), { recursive: true });
      await writeFile(full, `${await git('show', `${ref}:${file}`)}\n`);
    }
    kept.push(`${name}/`);
  }
  return kept;
}
