import { type Check, shapeOf, refusalOf, unclear, yesIf } from '../check.ts';
import { closePullsAtTheEnd, pullsOf } from '../pull.ts';
import { eventually, runsOn } from '../workflow-runs.ts';
import type { Hand, LiveWorld } from '../world.ts';

/** A workflow that opens a pull request with its own token, from a branch that is there already. */
const opener = (on: string, head: string, base: string): string => `name: Autopack live check
on:
  push:
    branches: ['${on}']
permissions:
  contents: write
  pull-requests: write
jobs:
  open:
    runs-on: ubuntu-latest
    steps:
      - env:
          TOKEN: \${{ github.token }}
        run: >-
          curl -sS --fail-with-body -X POST
          -H "authorization: Bearer $TOKEN"
          -d '${JSON.stringify({ title: 'Autopack live check', head, base })}'
          "\${GITHUB_API_URL:?}/repos/\${GITHUB_REPOSITORY:?}/pulls"
`;

const approval: Check = {
  name: 'workflow-token-approval',
  question: 'Do runs on a pull request that a workflow’s token opened wait for approval?',
  ask: async (world) => {
    const { person } = world;
    if (person === null) return unclear('needs GITHUB_TOKEN, with the scope "workflow"');
    const branch = world.branch('by-token');
    const head = await world.commit(world.head, 'a pull request by a workflow');
    await world.move([{ branch, from: null, to: head }]);
    closePullsAtTheEnd(world, branch);
    const pushed = await pushWorkflow(world, person, branch);
    if ('refusal' in pushed) return unclear(`no workflow could be pushed: ${pushed.refusal}`);
    const opened = await eventually(world, async () => {
      const [pull] = await pullsOf(world, branch);
      if (pull !== undefined) return pull;
      const runs = await runsOn(world, pushed.commit, 'push');
      return runs.some(({ conclusion }) => conclusion === 'failure') ? null : undefined;
    });
    if (opened === undefined) return unclear('the workflow opened no pull request in time');
    if (opened === null)
      return unclear(
        'the workflow failed: may workflows open pull requests? (Settings, Actions, General)',
      );
    const run = await eventually(world, async () => (await runsOn(world, head, 'pull_request'))[0]);
    const by = `opened by ${opened.user?.login ?? 'nobody'}`;
    if (run === undefined) return yesIf(false, `${by}; no run of event pull_request at all`);
    const waits = run.conclusion === 'action_required' || run.status === 'action_required';
    return yesIf(waits, `${by}; its run is ${run.conclusion ?? run.status}`);
  },
};

/** The App may not push workflows, so a person does. */
async function pushWorkflow(
  world: LiveWorld,
  by: Hand,
  head: string,
): Promise<{ readonly commit: string } | { readonly refusal: string }> {
  const branch = world.branch('opener');
  const path = `.github/workflows/autopack-check-${world.nonce}.yml`;
  const content = opener(branch, head, world.defaultBranch);
  let commit = '';
  const refusal = await refusalOf(
    (async () => {
      const base = await by.objects.treeOf(world.head);
      const tree = await by.objects.tree(base, [{ path, mode: '100644', content }]);
      commit = await by.objects.commit('Autopack live check', tree, [world.head]);
      await world.move([{ branch, from: null, to: commit }], by);
    })(),
  );
  return refusal === null ? { commit } : { refusal: shapeOf(refusal) };
}

export const approvalChecks: readonly Check[] = [approval];
