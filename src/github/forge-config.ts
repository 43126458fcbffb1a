import { z } from 'zod';
import { Sha } from '../core/ids.ts';
import { CHECKS } from '../core/names.ts';
import type { ConfigPull, Forge } from '../ports.ts';
import { CheckSuites } from './answers.ts';
import { NotFoundError } from './failures.ts';
import { ownChecks } from './forge-checks.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { CONFIG_PULL, CONFIG_PULLS } from './queries.ts';

const CONFIG_PATH = '.github/autopack.yml';

const Files = z.object({ nodes: z.array(z.object({ path: z.string() })).nullable() }).nullable();
const One = z.object({
  repository: z.object({
    pullRequest: z.object({
      state: z.string(),
      headRefOid: Sha,
      files: Files,
      commits: z.object({
        nodes: z.array(
          z.object({
            commit: z.object({
              oid: Sha,
              file: z
                .object({ object: z.object({ text: z.string().nullish() }).nullable() })
                .nullable(),
              checkSuites: CheckSuites,
            }),
          }),
        ),
      }),
    }),
  }),
});
const Many = z.object({
  repository: z.object({
    pullRequests: z.object({
      nodes: z.array(
        z.object({
          number: z.int(),
          files: Files,
          commits: z.object({
            nodes: z.array(
              z.object({
                commit: z.object({ checkSuites: z.object({ totalCount: z.int() }).nullable() }),
              }),
            ),
          }),
        }),
      ),
    }),
  }),
});

const touches = (files: z.infer<typeof Files>): boolean =>
  (files?.nodes ?? []).some(({ path }) => path === CONFIG_PATH);

/** Pull requests that change a repository's configuration. Only read: nothing in them governs a run. */
export function forgeConfig({
  client,
  repo,
  identity,
}: ForgeDeps): Pick<Forge, 'configPull' | 'configPulls'> {
  const names = { ...repo, check: CHECKS.config };
  return {
    configPull: async (number): Promise<ConfigPull | undefined> => {
      const answer = await unlessNone(client.query(CONFIG_PULL, { ...names, number }, One));
      const pull = answer?.repository.pullRequest;
      const commit = pull?.commits.nodes.at(-1)?.commit;
      // A push between the parts of one answer: the event of that push comes as well.
      if (pull === undefined || commit === undefined || commit.oid !== pull.headRefOid)
        return undefined;
      return {
        open: pull.state === 'OPEN',
        head: commit.oid,
        changesConfig: touches(pull.files),
        config: commit.file?.object?.text ?? null,
        checks: ownChecks(commit, commit.oid, identity.appId).filter(
          ({ name }) => name === CHECKS.config,
        ),
      };
    },
    configPulls: async () => {
      const { repository } = await client.query(CONFIG_PULLS, names, Many);
      return repository.pullRequests.nodes
        .filter(({ files, commits }) => {
          const suites = commits.nodes.at(-1)?.commit.checkSuites;
          return touches(files) && (suites?.totalCount ?? 0) === 0;
        })
        .map(({ number }) => number);
    },
  };
}

/** Undefined: there is no such pull request. */
async function unlessNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
