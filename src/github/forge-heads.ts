import { z } from 'zod';
import { Sha } from '../core/ids.ts';
import { CHECKS } from '../core/names.ts';
import type { Forge } from '../ports.ts';
import { CheckSuites } from './answers.ts';
import { NotFoundError } from './failures.ts';
import { ownChecks } from './forge-checks.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { PULL_HEADS } from './queries.ts';

const Checked = z.object({ oid: Sha, checkSuites: CheckSuites });
const Answer = z.object({
  repository: z.object({
    pullRequest: z.object({
      state: z.string(),
      headRefName: z.string(),
      headRefOid: Sha,
      isCrossRepository: z.boolean(),
      commits: z.object({ nodes: z.array(z.object({ commit: Checked })) }),
    }),
    refs: z
      .object({ nodes: z.array(z.object({ name: z.string(), target: Checked.nullable() })) })
      .nullable(),
  }),
});

/** `autonomous/142-1`, where nobody but our App writes. */
const OURS = /^autonomous\/([1-9][0-9]{0,9}-[1-9][0-9]{0,4})$/;

export const forgeHeads = ({ client, repo, identity }: ForgeDeps): Pick<Forge, 'pullHeads'> => ({
  pullHeads: async (number) => {
    const part = `pr-${number}-`;
    const ask = { ...repo, number, check: CHECKS.run, part };
    const answer = await client.query(PULL_HEADS, ask, Answer).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (answer === undefined) return undefined;
    const { pullRequest: pull, refs } = answer.repository;
    // GitHub names them `gh-readonly-queue/main/pr-7-<commit of the base>`.
    const queued = (refs?.nodes ?? []).flatMap(({ name, target }) =>
      target !== null && name.split('/').at(-1)?.startsWith(part) === true ? [target] : [],
    );
    const all = [...pull.commits.nodes.map(({ commit }) => commit), ...queued];
    const known = all.flatMap((one) => ownChecks(one, one.oid, identity.appId));
    return {
      open: pull.state === 'OPEN',
      head: pull.headRefOid,
      runId: pull.isCrossRepository ? null : (OURS.exec(pull.headRefName)?.[1] ?? null),
      queued: queued.map(({ oid }) => oid),
      known: known.map(({ externalId }) => externalId),
    };
  },
});
