/** Issues that our App opens on the fake GitHub. */
import { DEBT_LABEL } from '../../src/core/backlog/writes.ts';
import { UserError } from '../../src/core/errors.ts';
import type { Forge } from '../../src/ports.ts';
import type { FakeState } from './fake-state.ts';

export function fakeBacklog(
  state: FakeState,
): Pick<Forge, 'debtIssues' | 'createIssue' | 'editIssue'> {
  const allowed = (): void => {
    if (state.archived) throw new UserError('github/forbidden', 'the repository is archived', '');
  };
  return {
    debtIssues: async () =>
      [...state.issues.values()]
        .filter((issue) => issue.labels.has(DEBT_LABEL) && issue.author.id === state.bot.id)
        .sort((a, b) => a.number - b.number)
        .map(({ number, title, body, open }) => ({ number, title, body, open })),
    createIssue: async ({ title, body, labels }) => {
      allowed();
      const number = state.nextNumber();
      const at = state.clock.now();
      state.issues.set(number, {
        ...{ number, nodeId: `I_${number}`, author: state.bot, title, body },
        ...{ open: true, locked: false, textEditedAt: null, comments: [] },
        labels: new Set(labels),
        labelled: labels.map((label) => ({
          id: `LE_${state.nextId()}`,
          label,
          at,
          actor: state.bot,
        })),
      });
      return number;
    },
    editIssue: async (number, { title, body, open }) => {
      allowed();
      const issue = state.issues.get(number);
      if (issue === undefined) throw new UserError('github/not-found', `no issue ${number}`, '');
      issue.title = title ?? issue.title;
      if (body !== undefined && body !== issue.body)
        Object.assign(issue, { body, textEditedAt: state.clock.now() });
      issue.open = open ?? issue.open;
    },
  };
}
