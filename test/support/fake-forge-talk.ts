/** What the fake GitHub lets our App write. */
import { UserError } from '../../src/core/errors.ts';
import type { Sha } from '../../src/core/ids.ts';
import { codeBranch } from '../../src/core/names.ts';
import { isShown, type ShownFile } from '../../src/core/report/review-lines.ts';
import type { CheckDraft, Forge, ReviewDraft } from '../../src/ports.ts';
import { conflictsNow, mergePull, updateBranch } from './fake-merge.ts';
import { talksOf, type FakeIssue, type FakePull, type FakeState } from './fake-state.ts';

type Talk = Pick<
  Forge,
  | 'react'
  | 'comment'
  | 'editComment'
  | 'deleteComment'
  | 'label'
  | 'closeIssue'
  | 'openPull'
  | 'editPull'
  | 'markReady'
  | 'updateBranch'
  | 'merge'
  | 'review'
  | 'shownLines'
  | 'retireReview'
  | 'resolveThread'
  | 'createCheck'
  | 'updateCheck'
>;

const LIMIT = 65_536;

const rejected = (why: string): UserError =>
  new UserError('github/rejected', `GitHub rejected a request: ${why}`, 'Look at the log.');

export function forgeTalk(state: FakeState): Talk {
  const issueOf = (number: number): FakeIssue => {
    const issue = state.issues.get(number);
    if (issue === undefined) throw new UserError('github/not-found', `no issue ${number}`, '');
    return issue;
  };
  const pullOf = (number: number): FakePull => {
    const pull = state.pulls.get(number);
    if (pull === undefined)
      throw new UserError('github/not-found', `no pull request ${number}`, '');
    return pull;
  };
  const allowed = (body = ''): void => {
    if (state.archived) throw new UserError('github/forbidden', 'the repository is archived', '');
    if (body.length > LIMIT) throw rejected('body is too long');
  };

  return {
    merge: async (number, head) => {
      allowed();
      const pull = pullOf(number);
      if (pull.state !== 'open' || pull.draft || pull.head !== head) return false;
      if (conflictsNow(state, pull)) return false;
      mergePull(state, number, state.bot);
      return true;
    },
    updateBranch: async (number, head) => {
      allowed();
      return updateBranch(state, pullOf(number), head);
    },
    react: async (subject, content) => {
      allowed();
      // A second reaction of the same kind is the first one.
      if (!state.reactions.some((one) => one.subject === subject && one.content === content))
        state.reactions.push({ subject, content });
    },
    comment: async (number, body) => {
      allowed(body);
      const id = state.nextId();
      const comment = { id, nodeId: `IC_${id}`, author: state.bot, at: state.clock.now(), body };
      const on = state.pulls.get(number) ?? issueOf(number);
      if ('locked' in on && on.locked)
        throw new UserError('github/forbidden', 'the issue is locked', '');
      on.comments.push({ ...comment, edited: false });
      return { id, nodeId: comment.nodeId, body };
    },
    editComment: async ({ id }, body) => {
      allowed(body);
      const found = talksOf(state)
        .flatMap((talk) => talk.comments)
        .find((one) => one.id === id);
      if (found === undefined) throw new UserError('github/not-found', `no comment ${id}`, '');
      found.body = body;
      found.edited = true;
    },
    deleteComment: async ({ id }) => {
      allowed();
      for (const talk of talksOf(state))
        talk.comments = talk.comments.filter((one) => one.id !== id);
    },
    label: async (number, add, remove) => {
      allowed();
      const issue = issueOf(number);
      for (const label of add) {
        if (issue.labels.has(label)) continue;
        issue.labels.add(label);
        const id = `LE_${state.nextId()}`;
        issue.labelled.push({ id, label, at: state.clock.now(), actor: state.bot });
      }
      for (const label of remove) issue.labels.delete(label);
    },
    closeIssue: async (number) => {
      allowed();
      issueOf(number).open = false;
    },
    openPull: async ({ runId, base, title, body }) => {
      allowed(body);
      const branch = codeBranch(runId);
      const there = [...state.pulls.values()].find(
        (pull) => pull.branch === branch && pull.state === 'open',
      );
      if (there !== undefined) return there.number;
      const [head, onto] = [state.git.branches.get(branch), state.git.branches.get(base)];
      if (head === undefined || onto === undefined || state.git.isAncestor(head, onto))
        throw rejected('no commits between base and head');
      const number = state.nextNumber();
      state.pulls.set(number, {
        number,
        branch,
        base,
        title,
        body,
        head,
        draft: true,
        state: 'open',
        mergeCommit: null,
        mergeable: 'yes',
        comments: [],
        reviews: [],
        threads: new Map(),
      });
      return number;
    },
    editPull: async (number, { title, body }) => {
      allowed(body);
      const pull = pullOf(number);
      pull.title = title ?? pull.title;
      pull.body = body ?? pull.body;
    },
    markReady: async (number) => {
      allowed();
      pullOf(number).draft = false;
    },
    review: async (number, draft) => {
      allowed(draft.body);
      const pull = pullOf(number);
      checkLines(state, pull, draft);
      const { body, comments } = draft;
      const head = draft.head ?? pull.head;
      pull.reviews.push({ id: state.nextId(), author: state.bot, head, body, comments });
    },
    shownLines: async (base, head) => shownLines(state, base, head),
    resolveThread: async (id) => {
      allowed();
      for (const { reviews, threads } of state.pulls.values())
        if (reviews.some((review) => review.comments.some((_, n) => id === `${review.id}.${n}`)))
          threads?.set(id, { ...threads.get(id), resolved: true });
    },
    retireReview: async (number, { id }, body) => {
      allowed(body);
      const { reviews } = pullOf(number);
      const index = reviews.findIndex((review) => review.id === id);
      const review = reviews[index];
      if (review === undefined) throw new UserError('github/not-found', `no review ${id}`, '');
      reviews[index] = { ...review, body, comments: [] };
    },
    createCheck: async (draft) => {
      allowed(draft.summary);
      if (!state.git.has(draft.head)) throw rejected('no such commit');
      state.checks.push({ id: state.nextId(), ...shown(draft) });
    },
    updateCheck: async (id, draft) => {
      allowed(draft.summary);
      const index = state.checks.findIndex((check) => check.id === id);
      if (index < 0) throw new UserError('github/not-found', `no check run ${id}`, '');
      state.checks[index] = { id, ...shown(draft) };
    },
  };
}

const shown = ({
  name,
  head,
  externalId,
  status,
  conclusion,
  title,
  summary,
}: CheckDraft): CheckDraft => ({
  name,
  head,
  externalId,
  status,
  conclusion,
  title,
  summary,
});

/** One comment outside the diff and GitHub refuses the whole review. */
function checkLines(state: FakeState, pull: FakePull, draft: ReviewDraft): void {
  const { git } = state;
  const { comments } = draft;
  const head = draft.head ?? pull.head;
  const base = git.branches.get(pull.base);
  if (base === undefined || !git.has(head)) throw rejected('no such commit');
  if (!git.isAncestor(head, pull.head))
    throw rejected('the commit is not part of the pull request');
  const shown = shownLines(state, base, head);
  const outside = comments.find((comment) => !isShown(comment, shown));
  if (outside !== undefined)
    throw rejected(`line ${outside.line} of ${outside.path} is not part of the diff`);
}

/** A file that changed counts as shown in full here. */
function shownLines({ git }: FakeState, base: Sha, head: Sha): readonly ShownFile[] {
  if (!git.has(base) || !git.has(head)) return [];
  const [before, after] = [git.at(base).files, git.at(head).files];
  const span = (file: { readonly text: string } | undefined) => ({
    from: 1,
    lines: file?.text.replace(/\n$/, '').split('\n').length ?? 0,
  });
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path)?.sha !== after.get(path)?.sha)
    .map((path) => ({
      path,
      hunks: [{ old: span(before.get(path)), now: span(after.get(path)) }],
    }));
}
