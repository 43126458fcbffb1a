/** Issues, what people said on them and what happened to them. */
import type { Core, Reaction } from '../core.ts';
import type { CommentRow, IssueEventRow, IssueRow, LabelRow, RepoRow } from '../internals.ts';
import { nodeId } from '../people.ts';
import { association, labelsOf } from '../show.ts';
import { actorView } from './people.ts';
import { connection, type Args, type View } from './view.ts';

export function issueView(core: Core, repo: RepoRow, issue: IssueRow): View {
  return {
    __typename: 'Issue',
    ...conversation(core, repo, issue),
    id: issue.node_id,
    databaseId: issue.id,
    state: issue.state.toUpperCase(),
    stateReason: issue.state_reason?.toUpperCase() ?? null,
    url: `${core.lab.url}/${repo.full_name}/issues/${issue.number}`,
  };
}

/** What issues and pull requests have in common. */
export function conversation(core: Core, repo: RepoRow, issue: IssueRow): View {
  const { lab } = core;
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    locked: issue.locked,
    activeLockReason: issue.active_lock_reason,
    closed: issue.state === 'closed',
    closedAt: issue.closed_at,
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    lastEditedAt: issue.last_edited_at ?? null,
    includesCreatedEdit: issue.last_edited_at !== undefined,
    author: actorView(core, lab.user(issue.user_id)),
    authorAssociation: association(lab, repo, issue.user_id),
    repository: { __typename: 'Repository', id: repo.node_id, nameWithOwner: repo.full_name },
    labels: connection('labels', () => labelsOf(lab, issue), labelView),
    comments: connection(
      'comments',
      () => commentsOn(core, issue),
      (comment) => commentView(core, repo, comment),
    ),
    reactions: reactionsField(core, issue.node_id),
    timelineItems: connection(
      'timelineItems',
      (args) => timelineOf(core, repo, { issue, args }),
      (view) => view,
    ),
  };
}

const commentsOn = (core: Core, issue: IssueRow): readonly CommentRow[] =>
  core.lab.gh.comments
    .findBy('repo_id', issue.repo_id)
    .filter((row) => row.comment_type === 'issue' && row.issue_number === issue.number);

export const labelView = (label: LabelRow): View => ({
  __typename: 'Label',
  id: label.node_id,
  name: label.name,
  color: label.color,
  description: label.description,
  isDefault: label.default,
});

export function commentView(core: Core, repo: RepoRow, comment: CommentRow): View {
  const { lab } = core;
  return {
    __typename: 'IssueComment',
    id: comment.node_id,
    databaseId: comment.id,
    body: comment.body,
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    lastEditedAt: comment.last_edited_at ?? null,
    includesCreatedEdit: comment.last_edited_at !== undefined,
    author: actorView(core, lab.user(comment.user_id)),
    authorAssociation: association(lab, repo, comment.user_id),
    isMinimized: comment.minimized !== undefined,
    minimizedReason: comment.minimized?.toLowerCase() ?? null,
    url: `${lab.url}/${repo.full_name}/issues/${comment.issue_number}#issuecomment-${comment.id}`,
    reactions: reactionsField(core, comment.node_id),
  };
}

function reactionsField(core: Core, subjectId: string) {
  return connection(
    'reactions',
    (args) => {
      const { content } = args;
      const all = core.reactions.of(subjectId);
      return typeof content === 'string' ? all.filter((row) => row.content === content) : all;
    },
    (reaction) => reactionView(core, reaction),
  );
}

export const reactionView = (core: Core, reaction: Reaction): View => ({
  __typename: 'Reaction',
  id: nodeId('Reaction', reaction.id),
  databaseId: reaction.id,
  content: reaction.content,
  createdAt: reaction.createdAt,
  user: actorView(core, core.lab.user(reaction.userId)),
});

const EVENT_TYPES: Readonly<Record<string, { readonly type: string; readonly name: string }>> = {
  labeled: { type: 'LABELED_EVENT', name: 'LabeledEvent' },
  unlabeled: { type: 'UNLABELED_EVENT', name: 'UnlabeledEvent' },
  closed: { type: 'CLOSED_EVENT', name: 'ClosedEvent' },
  reopened: { type: 'REOPENED_EVENT', name: 'ReopenedEvent' },
  locked: { type: 'LOCKED_EVENT', name: 'LockedEvent' },
  unlocked: { type: 'UNLOCKED_EVENT', name: 'UnlockedEvent' },
  convert_to_draft: { type: 'CONVERT_TO_DRAFT_EVENT', name: 'ConvertToDraftEvent' },
  renamed: { type: 'RENAMED_TITLE_EVENT', name: 'RenamedTitleEvent' },
};

function timelineOf(
  core: Core,
  repo: RepoRow,
  { issue, args }: { readonly issue: IssueRow; readonly args: Args },
): readonly View[] {
  const wanted = Array.isArray(args['itemTypes']) ? args['itemTypes'] : undefined;
  const asked = (type: string): boolean => wanted?.includes(type) ?? true;
  const since = typeof args['since'] === 'string' ? args['since'] : '';
  const events = core.lab.gh.issueEvents
    .findBy('repo_id', repo.id)
    .filter((row) => row.issue_number === issue.number)
    .filter((row) => asked(EVENT_TYPES[row.event]?.type ?? 'NONE'))
    .map((row) => ({ at: row.created_at, view: eventView(core, repo, row) }));
  const comments = asked('ISSUE_COMMENT')
    ? commentsOn(core, issue).map((row) => ({
        at: row.created_at,
        view: commentView(core, repo, row),
      }))
    : [];
  return [...events, ...comments]
    .filter((item) => item.at >= since)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((item) => item.view);
}

function eventView(core: Core, repo: RepoRow, event: IssueEventRow): View {
  const name = event.label_name ?? '';
  const known = core.lab.gh.labels.findBy('repo_id', repo.id).find((row) => row.name === name);
  const gone = { __typename: 'Label', id: nodeId('Label', 0), name, color: 'ededed' };
  return {
    __typename: EVENT_TYPES[event.event]?.name ?? 'LabeledEvent',
    id: event.node_id,
    createdAt: event.created_at,
    actor: actorView(core, core.lab.user(event.actor_id)),
    label: known === undefined ? gone : labelView(known),
  };
}
