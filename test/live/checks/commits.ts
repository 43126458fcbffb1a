import { z } from 'zod';
import { Sha } from '../../../src/core/ids.ts';
import { COMMIT_ON_BRANCH, commits } from '../../../src/git/queries.ts';
import { authorId } from '../../../src/git/read-tip.ts';
import { TreeAnswer } from '../../../src/github/answers.ts';
import { type Check, refusalOf, shapeOf, unclear, yesIf } from '../check.ts';
import type { LiveWorld } from '../world.ts';

const Any = z.unknown();

const treeByCommit: Check = {
  name: 'tree-by-commit',
  question: 'Is what GET git/trees answers for a commit good as the base of the next tree?',
  ask: async (world) => {
    const { client, objects } = world.actor;
    const { head } = world;
    const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
    const params = { ...world.at, tree_sha: head, recursive: 'true' };
    const { sha } = await client.read(route, params, TreeAnswer);
    const tree = await objects.treeOf(head);
    const change = { path: `autopack-check/${world.nonce}.txt`, mode: '100644', content: 'x\n' };
    const onTree = await objects.tree(tree, [{ ...change, mode: '100644' }]);
    let onAnswer: string | null = null;
    const refusal = await refusalOf(
      objects.tree(sha, [{ ...change, mode: '100644' }]).then((made) => void (onAnswer = made)),
    );
    const what = sha === tree ? 'its tree' : sha === head ? 'the commit itself' : 'something else';
    return yesIf(
      onAnswer === onTree,
      `the answer's sha is that of ${what}; as base_tree it ${refusal === null ? `makes ${onAnswer === onTree ? 'the same tree' : 'another tree'}` : `is refused: ${shapeOf(refusal)}`}`,
    );
  },
};

const Made = z.object({
  repository: z.object({
    c0: z.object({
      signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullable(),
      author: z
        .object({
          email: z.string().nullable(),
          user: z.object({ databaseId: z.int().nullable() }).nullable(),
        })
        .nullable(),
    }),
  }),
});
const Verification = z.object({
  verification: z.object({ verified: z.boolean(), reason: z.string() }),
});

const signed: Check = {
  name: 'commit-signed',
  question: 'Is a commit of the App without author and committer verified and by its bot?',
  ask: async (world) => {
    const oid = await world.commit(world.head, 'signed');
    // Known to all of GitHub once a branch points at it.
    await world.move([{ branch: world.branch('signed'), from: null, to: oid }]);
    await world.pause();
    const { client } = world.actor;
    const route = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
    const { verification } = await client.read(
      route,
      { ...world.at, commit_sha: oid },
      Verification,
    );
    const made = await client.query(commits(1), { ...world.repo, o0: oid }, Made);
    const { author, signature } = made.repository.c0;
    const byGithub = signature?.isValid === true && signature.wasSignedByGitHub;
    const id = authorId(author);
    const seen = `verified: ${verification.verified} (${verification.reason}); signed by GitHub: ${byGithub}; author ${id ?? 'unknown'} (${author?.user == null ? 'by its address' : 'as a user'})`;
    if (world.app === null) return unclear(`only an App's commits are signed; ${seen}`);
    const ours = id === world.app.botId;
    return yesIf(
      verification.verified && byGithub && ours,
      `${seen}; the App's bot is ${world.app.botId}`,
    );
  },
};

const Committed = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: Sha }) }),
});

const stale: Check = {
  name: 'commit-stale',
  question: 'Is createCommitOnBranch refused when the same request is made again?',
  ask: async (world) => {
    const branch = world.branch('stale');
    await world.move([{ branch, from: null, to: world.head }]);
    const input = commitInput(world, branch);
    const { client } = world.actor;
    const first = await client.mutate(COMMIT_ON_BRANCH, { input }, Committed);
    const { oid } = first.createCommitOnBranch.commit;
    const refusal = await refusalOf(client.mutate(COMMIT_ON_BRANCH, { input }, Any));
    await world.pause();
    const tip = await world.tip(branch);
    const once = tip === oid;
    return yesIf(
      refusal !== null && once,
      `${refusal === null ? 'not refused' : `refused: ${shapeOf(refusal)}`}; the branch has ${once ? 'one commit of the two' : 'another head'}`,
    );
  },
};

const commitInput = (world: LiveWorld, branch: string): object => ({
  branch: {
    repositoryNameWithOwner: `${world.repo.owner}/${world.repo.name}`,
    branchName: branch,
  },
  expectedHeadOid: world.head,
  message: { headline: 'Autopack live check: made twice' },
  fileChanges: {
    additions: [
      {
        path: `autopack-check/${world.nonce}.txt`,
        contents: Buffer.from('once\n').toString('base64'),
      },
    ],
  },
});

export const commitChecks: readonly Check[] = [treeByCommit, signed, stale];
