/** People at work on the fake GitHub. */
import { mergePull } from './fake-merge.ts';
import type { Sha } from '../../src/core/ids.ts';
import { changeFiles } from './fake-git.ts';
import {
  followBranches,
  talksOf,
  type FakeAccount,
  type FakeIssue,
  type FakeState,
} from './fake-state.ts';

export interface FakeHand {
  readonly id: number;
  openIssue(issue: { readonly title: string; readonly body: string }): number;
  editBody(issue: number, body: string): void;
  editTitle(issue: number, title: string): void;
  closeIssue(issue: number): void;
  reopenIssue(issue: number): void;
  label(issue: number, ...labels: readonly string[]): void;
  unlabel(issue: number, label: string): void;
  /** On an issue or a pull request; returns the comment's id. */
  comment(number: number, body: string): number;
  /** In the newest thread that a review of ours began; returns the comment's id. */
  reply(pull: number, body: string): number;
  editComment(id: number, body: string): void;
  deleteComment(id: number): void;
  /** One commit on top of the branch, pushed by git: not signed by GitHub. Null deletes. */
  push(branch: string, files: Readonly<Record<string, string | null>>, message?: string): Sha;
  /** Moves a branch anywhere, as `git push --force` does; null deletes it. */
  force(branch: string, to: Sha | null): void;
  /** Returns the merge commit. */
  merge(pull: number): Sha;
  closePull(pull: number): void;
  draft(pull: number): void;
  /** Pull requests are pointed at the new name, as GitHub does it. */
  renameDefault(to: string): void;
}

export function fakeHand(state: FakeState, account: FakeAccount): FakeHand {
  const { git, clock } = state;
  const issueOf = (number: number): FakeIssue => {
    const issue = state.issues.get(number);
    if (issue === undefined) throw new Error(`fake: no issue ${number}`);
    return issue;
  };
  const comments = (): FakeIssue['comments'] => talksOf(state).flatMap((talk) => talk.comments);
  const tip = (branch: string): Sha => {
    const sha = git.branches.get(branch) ?? git.branches.get(state.defaultBranch);
    if (sha === undefined) throw new Error('fake: no default branch');
    return sha;
  };

  const say = (body: string): FakeIssue['comments'][number] => {
    const id = state.nextId();
    return { id, nodeId: `IC_${id}`, author: account, at: clock.now(), body, edited: false };
  };

  return {
    id: account.id,
    openIssue: ({ title, body }) => {
      const number = state.nextNumber();
      state.issues.set(number, {
        number,
        nodeId: `I_${number}`,
        author: account,
        title,
        body,
        open: true,
        locked: false,
        textEditedAt: null,
        labels: new Set(),
        labelled: [],
        comments: [],
      });
      return number;
    },
    editBody: (number, body) => {
      Object.assign(issueOf(number), { body, textEditedAt: clock.now() });
    },
    editTitle: (number, title) => {
      Object.assign(issueOf(number), { title, textEditedAt: clock.now() });
    },
    closeIssue: (number) => void (issueOf(number).open = false),
    reopenIssue: (number) => void (issueOf(number).open = true),
    label: (number, ...labels) => {
      const issue = issueOf(number);
      for (const label of labels.filter((one) => !issue.labels.has(one))) {
        issue.labels.add(label);
        issue.labelled.push({ id: `LE_${state.nextId()}`, label, at: clock.now(), actor: account });
      }
    },
    unlabel: (number, label) => void issueOf(number).labels.delete(label),
    comment: (number, body) => {
      const said = say(body);
      (state.pulls.get(number) ?? issueOf(number)).comments.push(said);
      return said.id;
    },
    reply: (number, body) => {
      const pull = state.pulls.get(number);
      const review = pull?.reviews.findLast(({ comments: lines }) => lines.length > 0);
      if (review === undefined) throw new Error(`fake: no thread on ${number}`);
      const said = say(body);
      const thread = `${review.id}.${review.comments.length - 1}`;
      const { replies = [], ...rest } = pull?.threads?.get(thread) ?? {};
      pull?.threads?.set(thread, { ...rest, replies: [...replies, said] });
      return said.id;
    },
    editComment: (id, body) => {
      const found = comments().find((one) => one.id === id);
      if (found === undefined) throw new Error(`fake: no comment ${id}`);
      Object.assign(found, { body, edited: true });
    },
    deleteComment: (id) => {
      for (const talk of talksOf(state))
        talk.comments = talk.comments.filter((one) => one.id !== id);
    },
    push: (branch, files, message = 'by hand') => {
      const parent = git.at(tip(branch));
      const made = git.commit({
        files: changeFiles(parent.files, Object.entries(files)),
        parents: [parent.sha],
        author: account,
        message,
        signed: false,
      });
      git.branches.set(branch, made.sha);
      followBranches(state);
      return made.sha;
    },
    force: (branch, to) => {
      if (to === null) git.branches.delete(branch);
      else git.branches.set(branch, git.at(to).sha);
      followBranches(state);
    },
    merge: (number) => mergePull(state, number, account),
    closePull: (number) => {
      const pull = state.pulls.get(number);
      if (pull?.state === 'open') pull.state = 'closed';
    },
    draft: (number) => {
      Object.assign(state.pulls.get(number) ?? {}, { draft: true, drafted: true });
    },
    renameDefault: (to) => {
      const from = state.defaultBranch;
      git.branches.set(to, tip(from));
      git.branches.delete(from);
      Object.assign(state, { defaultBranch: to });
      for (const pull of state.pulls.values()) if (pull.base === from) pull.base = to;
    },
  };
}
