import { z } from 'zod';
import { type Check, refusalOf, shapeOf, unclear, yesIf } from '../check.ts';
import { openPull, pullsOf } from '../pull.ts';
import { waitForRun } from '../workflow-runs.ts';

const CONTEXT = 'autopack-check';
const ASK = `query LiveRequired($owner: String!, $name: String!, $oid: GitObjectID!, $pr: Int!) {
  repository(owner: $owner, name: $name) {
    object(oid: $oid) {
      ... on Commit {
        status { contexts { context isRequired(pullRequestNumber: $pr) } }
        checkSuites(first: 20) {
          nodes { checkRuns(first: 20) { nodes { name isRequired(pullRequestNumber: $pr) } } }
        }
      }
    }
  }
}`;
const Told = z.object({
  repository: z.object({
    object: z.object({
      status: z
        .object({
          contexts: z.array(z.object({ context: z.string(), isRequired: z.boolean() })),
        })
        .nullable(),
      checkSuites: z.object({
        nodes: z.array(
          z.object({
            checkRuns: z.object({
              nodes: z.array(z.object({ name: z.string(), isRequired: z.boolean() })),
            }),
          }),
        ),
      }),
    }),
  }),
});

const told: Check = {
  name: 'required-told',
  question: 'Is an App told which checks a pull request requires, without administering anything?',
  ask: async (world) => {
    const { app, person, at, repo } = world;
    if (app === null || person === null) return unclear('needs the App and GITHUB_TOKEN');
    const branch = world.branch('required');
    const sha = await world.commit(world.head, 'required');
    await world.move([{ branch, from: null, to: sha }]);
    await openPull(world, branch);
    await waitForRun(world, sha, 'push');
    const status = { ...at, sha, state: 'success', context: CONTEXT };
    await person.client.write('POST /repos/{owner}/{repo}/statuses/{sha}', status, z.unknown());
    const [pull] = await pullsOf(world, branch);
    if (pull === undefined) return unclear('the pull request is not listed');
    const asked = app.client.query(ASK, { ...repo, oid: sha, pr: pull.number }, Told);
    const refusal = await refusalOf(asked);
    if (refusal !== null) return yesIf(false, `refused: ${shapeOf(refusal)}`);
    const { status: posted, checkSuites } = (await asked).repository.object;
    const names = posted?.contexts.map(({ context }) => context) ?? [];
    const runs = checkSuites.nodes.flatMap(({ checkRuns }) => checkRuns.nodes);
    const seen = `${names.length} statuses and ${runs.length} check runs were told`;
    return yesIf(names.includes(CONTEXT), seen);
  },
};

export const requiredChecks: readonly Check[] = [told];
