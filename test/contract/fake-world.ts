import { fakeClock, fakeRandom } from '../support/fake-clock.ts';
import { fakeGithub } from '../support/fake-github.ts';
import { FILES, type ContractWorld } from './world.ts';

export async function fakeWorld(): Promise<ContractWorld> {
  const clock = fakeClock();
  const github = fakeGithub({ clock, files: FILES, random: fakeRandom() });
  github.permit('ada', 'write');
  const ada = github.as('ada');
  // Time passes between what people do.
  const later = <T>(done: T): T => {
    clock.advance(1_000);
    return done;
  };
  return {
    repo: github.state.repo,
    forge: github.forge,
    ledger: github.ledger,
    base: github.base,
    repoId: github.state.repoId,
    otherLedger: () => github.ledger,
    openIssue: async (title, body) => later(ada.openIssue({ title, body })),
    label: async (issue, label) => later(ada.label(issue, label)),
    unlabel: async (issue, label) => later(ada.unlabel(issue, label)),
    comment: async (issue, body) => void later(ada.comment(issue, body)),
    deleteComment: async (id) => ada.deleteComment(id),
    answer: async (pull, body) => void later(ada.reply(pull, body)),
    editBody: async (issue, body) => later(ada.editBody(issue, body)),
    editTitle: async (issue, title) => later(ada.editTitle(issue, title)),
    closeIssue: async (issue) => later(ada.closeIssue(issue)),
    push: async (branch, files) => ada.push(branch, files),
    force: async (branch, to) => ada.force(branch, to),
    merge: async (pull) => void ada.merge(pull),
    draft: async (pull) => ada.draft(pull),
    closePull: async (pull) => ada.closePull(pull),
    permit: async (login, level) => github.permit(login, level),
    tip: async (branch) => github.tip(branch),
    text: async (branch, path) => github.text(branch, path),
    commit: async (branch) => {
      const { message, parents } = github.state.git.at(github.tip(branch) ?? '');
      return { message, parents };
    },
    runCi: async (branch, conclusion) => {
      const head = ada.push(branch, { 'ci.txt': conclusion });
      github.setCi(head, { event: 'push', jobs: { test: conclusion }, log: 'the reason\n' });
      return head;
    },
    runTests: async (branch, report) => {
      const head = ada.push(branch, { 'ci.txt': `${github.state.nextId()}` });
      const word = (report?.failed ?? 0) > 0 ? 'failure' : 'success';
      const tests = report === null ? {} : { tests: report };
      github.setCi(head, { event: 'push', jobs: { build: 'success', test: word }, ...tests });
      return head;
    },
    require: async (names) => void Object.assign(github.state, { required: names }),
    status: async (head, context, state) =>
      void github.state.statuses.push({ head, context, state }),
    asWorkflow: ({ mayDispatch, mayReadCi = true }) => {
      Object.assign(github.state, { mayDispatch, mayReadCi });
      return github.forge;
    },
    reactions: async (issue) => {
      const { nodeId } = (await github.forge.issue(issue)) ?? { nodeId: '' };
      const found = github.state.reactions.filter(({ subject }) => subject === nodeId);
      return found.map(({ content }) => content);
    },
    close: async () => undefined,
  };
}
