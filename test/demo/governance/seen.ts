/** What a maintainer sees: everything here is read from GitHub by its REST API, with the token of a person. */
import { z } from 'zod';
import { MAINTAINER, type Stage } from '../../support/stage.ts';

const Check = z.object({
  name: z.string(),
  conclusion: z.string().nullable(),
  output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
});
export type Check = z.infer<typeof Check>;
const Checks = z.object({ check_runs: z.array(Check) });
const Runs = z.object({
  workflow_runs: z.array(
    z.object({ run_attempt: z.number(), conclusion: z.string().nullable(), head_sha: z.string() }),
  ),
});
const Issue = z.object({
  number: z.number(),
  title: z.string(),
  state: z.string(),
  body: z.string().nullable(),
  labels: z.array(z.object({ name: z.string() })),
});
const Comments = z.array(z.object({ id: z.number(), body: z.string() }));
const Pull = z.object({
  merged: z.boolean(),
  draft: z.boolean(),
  head: z.object({ sha: z.string() }),
});
const Commits = z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) }));
const Content = z.object({ content: z.string() });
const Folder = z.array(z.object({ name: z.string() }));

export type Hub = ReturnType<typeof openHub>;

export function openHub({ lab, repo }: Stage) {
  const mona = lab.as(MAINTAINER);
  const get = async (path: string): Promise<unknown> =>
    (await mona.request('GET', `/repos/${repo}/${path}`)).body;
  return {
    /** Our check `autopack / run` as it stands on a commit; undefined: there is none. */
    runCheck: async (head: string): Promise<Check | undefined> =>
      Checks.parse(await get(`commits/${head}/check-runs`)).check_runs.find(
        ({ name }) => name === 'autopack / run',
      ),
    /** The conclusion of each check on a commit, by name. */
    checks: async (head: string): Promise<Readonly<Record<string, string | null>>> =>
      Object.fromEntries(
        Checks.parse(await get(`commits/${head}/check-runs`)).check_runs.map(
          ({ name, conclusion }) => [name, conclusion],
        ),
      ),
    workflowRuns: async (head: string) =>
      Runs.parse(await get(`actions/runs?head_sha=${head}`)).workflow_runs,
    /** Empty where it is not there. */
    file: async (path: string, ref: string): Promise<string> => {
      const found = Content.safeParse(await get(`contents/${path}?ref=${ref}`));
      return found.success ? Buffer.from(found.data.content, 'base64').toString('utf8') : '';
    },
    folder: async (path: string, ref: string): Promise<readonly string[]> => {
      const found = Folder.safeParse(await get(`contents/${path}?ref=${ref}`));
      return found.success ? found.data.map(({ name }) => name) : [];
    },
    issue: async (number: number) => Issue.parse(await get(`issues/${number}`)),
    debts: async () =>
      z
        .array(Issue)
        .parse(await get('issues?labels=autopack:debt&state=all&per_page=100'))
        .toSorted((a, b) => a.number - b.number),
    comments: async (issue: number): Promise<readonly string[]> =>
      Comments.parse(await get(`issues/${issue}/comments?per_page=100`)).map(({ body }) => body),
    pull: async (number: number) => Pull.parse(await get(`pulls/${number}`)),
    /** Newest first. */
    commits: async (ref: string) =>
      Commits.parse(await get(`commits?sha=${ref}&per_page=100`)).map(({ sha, commit }) => ({
        sha,
        message: commit.message,
      })),
  };
}
