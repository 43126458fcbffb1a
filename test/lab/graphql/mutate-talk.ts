/** Drafts, threads, reactions and hiding. */
import { addEvent } from '../issues.ts';
import type { PullRow } from '../internals.ts';
import { writer } from './mutate-git.ts';
import { commentView, reactionView } from './issue.ts';
import { commentByNodeId, nodeView, threadByNodeId } from './node.ts';
import { pullView, reviewCommentView, threadView } from './pull.ts';
import { forbidden, inputOf, missing, type Args, type Scope, type View } from './view.ts';

const unknown = (id: unknown): Error =>
  missing(`Could not resolve to a node with the global id of '${String(id)}'`);

export function talkMutations(scope: Scope): View {
  return {
    markPullRequestReadyForReview: (args: Args) => setDraft(scope, args, false),
    convertPullRequestToDraft: (args: Args) => setDraft(scope, args, true),
    resolveReviewThread: (args: Args) => setResolved(scope, args, true),
    unresolveReviewThread: (args: Args) => setResolved(scope, args, false),
    addReaction: (args: Args) => addReaction(scope, args),
    minimizeComment: (args: Args) => minimize(scope, args),
  };
}

function setDraft(scope: Scope, args: Args, draft: boolean): View {
  const { core } = scope;
  const id = inputOf(args)['pullRequestId'];
  const pull: PullRow | undefined = core.pulls.byNodeId(String(id));
  if (pull === undefined) throw unknown(id);
  const repo = core.lab.repoById(pull.repoId);
  const { user } = writer(scope, repo, 'pull_requests');
  const changes = pull.draft !== draft;
  pull.draft = draft;
  core.lab.gh.issues.update(pull.issueId, {});
  if (changes && draft)
    addEvent(core, core.pulls.issueOf(pull), { name: 'convert_to_draft', actor: user });
  if (changes) core.pulls.tell(pull, draft ? 'converted_to_draft' : 'ready_for_review', user);
  return { clientMutationId: null, pullRequest: () => pullView(core, repo, pull) };
}

function setResolved(scope: Scope, args: Args, resolved: boolean): View {
  const { core } = scope;
  const id = inputOf(args)['threadId'];
  const root = threadByNodeId(core, String(id));
  if (root === undefined) throw unknown(id);
  const repo = core.lab.repoById(root.repoId);
  const { user } = writer(scope, repo, 'pull_requests');
  root.resolvedById = resolved ? user.id : null;
  return { clientMutationId: null, thread: () => threadView(core, repo, root) };
}

function addReaction(scope: Scope, args: Args): View {
  const { core, caller } = scope;
  const { subjectId, content } = inputOf(args);
  const subject = nodeView(scope, String(subjectId));
  if (subject === undefined) throw unknown(subjectId);
  if (!('user' in caller)) throw forbidden();
  const { reaction } = core.reactions.add(String(subjectId), caller.user.id, String(content));
  return {
    clientMutationId: null,
    reaction: () => reactionView(core, reaction),
    subject: () => subject,
  };
}

function minimize(scope: Scope, args: Args): View {
  const { core } = scope;
  const { subjectId, classifier } = inputOf(args);
  const comment = commentByNodeId(core, String(subjectId));
  if (comment !== undefined) {
    const repo = core.lab.repoById(comment.repo_id);
    writer(scope, repo, 'issues');
    const row = core.lab.gh.comments.update(comment.id, { minimized: String(classifier) });
    return {
      clientMutationId: null,
      minimizedComment: () => commentView(core, repo, row ?? comment),
    };
  }
  const line = core.reviews.comments.find((row) => row.nodeId === subjectId);
  if (line === undefined) throw unknown(subjectId);
  const repo = core.lab.repoById(line.repoId);
  writer(scope, repo, 'pull_requests');
  line.minimized = String(classifier);
  return { clientMutationId: null, minimizedComment: () => reviewCommentView(core, repo, line) };
}
