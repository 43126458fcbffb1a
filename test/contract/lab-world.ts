import { randomBytes } from 'node:crypto';
import { gitLedger } from '../../src/git/ledger.ts';
import { githubClient, type GithubClient, type RequestSeen } from '../../src/github/client.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { Forge, Ledger } from '../../src/ports.ts';
import { watchContract } from '../lab/contract/watch.ts';
import { ACTIONS_BOT_ID } from '../lab/app.ts';
import type { RepoRow } from '../lab/internals.ts';
import { entryAt } from '../lab/git/tree.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { junitXml } from '../support/junit.ts';
import type { CiTests } from '../../src/core/gate/report.ts';
import { FILES, type ContractWorld } from './world.ts';

export interface LabWorld extends ContractWorld {
  readonly lab: Lab;
  readonly client: GithubClient;
  /** What our client asked for so far. */
  readonly requests: RequestSeen[];
}

const repo = { owner: 'acme', name: 'shop' };
const fullName = 'acme/shop';

/** The real adapters on the lab, as the App's installation. */
export async function labWorld(options: { readonly ci?: boolean } = {}): Promise<LabWorld> {
  const lab = await startLab({ ci: options.ci ?? false });
  const problems = watchContract(lab);
  const { head: base } = await lab.seedRepo({ name: repo.name, files: FILES });
  lab.people.permit('ada', fullName, 'write');
  const ada = lab.as('ada');
  const requests: RequestSeen[] = [];
  const connect = (): { client: GithubClient; forge: Forge; ledger: Ledger } => {
    const { id: appId, privateKey, installationId, bot } = lab.app;
    const client = githubClient({
      baseUrl: lab.url,
      auth: { is: 'app', appId, privateKey, installationId, repository: repo.name },
      onRequest: (request) => requests.push(request),
    });
    const random = { nonce: () => randomBytes(16).toString('hex') };
    return {
      client,
      forge: githubForge({ client, repo, identity: { botId: bot.id, appId } }),
      ledger: gitLedger({ client, repo, random, trusted: { botId: bot.id } }),
    };
  };
  const git = lab.internals.git(rowOf(lab));
  const at = `/repos/${fullName}`;
  return {
    ...connect(),
    lab,
    requests,
    repo,
    base,
    repoId: rowOf(lab).id,
    otherLedger: () => connect().ledger,
    openIssue: (title, body) => ada.openIssue(fullName, { title, body }),
    label: (issue, label) => ada.label(fullName, issue, label),
    unlabel: (issue, label) => ada.unlabel(fullName, issue, label),
    comment: async (issue, body) => void (await ada.comment(fullName, issue, body)),
    deleteComment: async (id) => void (await ada.must('DELETE', `${at}/issues/comments/${id}`)),
    answer: async (pull, body) => {
      const page = `${at}/pulls/${pull}/comments?per_page=100`;
      const { body: said } = await ada.request('GET', page);
      const last = (said as unknown as { id: number }[]).at(-1)?.id;
      await ada.must('POST', `${at}/pulls/${pull}/comments/${last}/replies`, { body });
    },
    editTitle: async (issue, title) =>
      void (await ada.must('PATCH', `${at}/issues/${issue}`, { title })),
    editBody: async (issue, body) =>
      void (await ada.must('PATCH', `${at}/issues/${issue}`, { body })),
    closeIssue: async (issue) =>
      void (await ada.must('PATCH', `${at}/issues/${issue}`, { state: 'closed' })),
    push: (branch, files) => ada.commit(fullName, { branch, files, message: 'by hand' }),
    force: async (branch, to) => {
      const ref = `${at}/git/refs/heads/${branch}`;
      if (to === null) await ada.must('DELETE', ref);
      else if (git.branch(branch) === undefined)
        await ada.must('POST', `${at}/git/refs`, { ref: `refs/heads/${branch}`, sha: to });
      else await ada.must('PATCH', ref, { sha: to, force: true });
      await lab.settled();
    },
    merge: async (pull) => {
      const answer = await ada.merge(fullName, pull);
      if (answer.status !== 200) throw new Error(`lab: merge says ${answer.status}`);
      await lab.settled();
    },
    draft: async (pull) => {
      const { node_id: pullRequestId } = await ada.must('GET', `${at}/pulls/${pull}`);
      const text =
        'mutation($input: ConvertPullRequestToDraftInput!) { convertPullRequestToDraft(input: $input) { clientMutationId } }';
      await ada.graphql(text, { input: { pullRequestId } });
    },
    closePull: async (pull) =>
      void (await ada.must('PATCH', `${at}/pulls/${pull}`, { state: 'closed' })),
    permit: async (login, level) => void lab.people.permit(login, fullName, level),
    tip: async (branch) => git.branch(branch),
    text: async (branch, path) => {
      const commit = await git.commit(git.branch(branch) ?? '');
      const file = await entryAt(git.objects, commit?.tree ?? '', path);
      return (await git.objects.read(file?.sha ?? ''))?.bytes.toString('utf8');
    },
    commit: async (branch) => {
      const commit = await git.commit(git.branch(branch) ?? '');
      return { message: commit?.message ?? '', parents: commit?.parents ?? [] };
    },
    runCi: async (branch, conclusion) => {
      const head = await ada.commit(fullName, {
        branch,
        message: 'by hand',
        files: { '.github/workflows/ci.yml': workflow(conclusion === 'success' ? 0 : 1) },
      });
      await lab.settled();
      return head;
    },
    runTests: async (branch, report) => {
      const files = { '.github/workflows/ci.yml': testing(report) };
      const head = await ada.commit(fullName, { branch, message: `by hand ${Date.now()}`, files });
      await lab.settled();
      return head;
    },
    require: async (names) => lab.admin.require(fullName, names),
    status: async (head, context, state) =>
      void (await ada.must('POST', `${at}/statuses/${head}`, { context, state })),
    asWorkflow: ({ mayDispatch, mayReadCi = true }) => {
      const actions = mayDispatch ? ('write' as const) : ('read' as const);
      const may = mayReadCi ? { actions, checks: 'read' as const } : {};
      const token = lab.workflowToken(fullName, { contents: 'write', ...may });
      const client = githubClient({ baseUrl: lab.url, auth: { is: 'token', token } });
      return githubForge({ client, repo, identity: { botId: ACTIONS_BOT_ID, appId: null } });
    },
    reactions: async (issue) => {
      const list = await ada.request('GET', `${at}/issues/${issue}/reactions`);
      const words: Readonly<Record<string, string>> = { eyes: 'EYES', rocket: 'ROCKET' };
      return (list.body as { content: string }[]).map(({ content }) => words[content] ?? content);
    },
    close: async () => {
      lab.assertClean();
      if (problems.length > 0) throw new Error(problems.join('\n'));
      await lab.close();
    },
  };
}

function rowOf({ internals }: Lab): RepoRow {
  const row = internals.repo(fullName);
  if (row === undefined) throw new Error(`lab: no ${fullName}`);
  return row;
}

const workflow = (exit: number): string => `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "the reason"; exit ${exit}
`;

/** A workflow with a job that is green, and one whose tests report what is wanted. */
const testing = (report: CiTests | null): string => `name: CI
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: exit 0
  test:
    runs-on: ubuntu-latest
    steps:
      - run: |
          mkdir -p out
          echo ${Buffer.from(report === null ? '' : junitXml(report)).toString('base64')} | base64 -d > out/junit.xml
          exit ${(report?.failed ?? 0) > 0 ? 1 : 0}
${report === null ? '' : UPLOAD}`;

const UPLOAD = `      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: test-results, path: out }
`;
