import type { Instant } from '../core/ids.ts';
import { findingIn, RUN_LABEL } from '../core/names.ts';
import { isAddressed } from '../core/run/command.ts';
import type { CommentByOthers, Talk } from '../core/run/observation.ts';
import type { Forge, IssueSeen } from '../ports.ts';
import {
  actorOf,
  EarlierAnswer,
  isBot,
  IssueAnswer,
  type CommentsNode,
  type IssueOrPull,
  type PullNode,
} from './answers.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { ISSUE } from './queries.ts';
import { EARLIER_COMMENTS } from './queries-pages.ts';

/** Pages of a hundred comments that are looked through; nobody reads further back than that. */
const MAX_PAGES = 20;
export const ISSUE_FIELD = 'issueOrPullRequest';

export function forgeIssue(deps: ForgeDeps): Pick<Forge, 'issue'> {
  return {
    issue: async (number) => {
      try {
        const { repository } = await deps.client.query(
          ISSUE,
          { ...deps.repo, number },
          IssueAnswer,
        );
        return await issueSeen(deps, repository.issueOrPullRequest);
      } catch (error) {
        if (error instanceof NotFoundError && error.field === ISSUE_FIELD) return undefined;
        throw error;
      }
    },
  };
}

/** What the query told; where an issue has more than a hundred comments, the earlier ones are fetched. */
export async function issueSeen(
  deps: ForgeDeps,
  node: IssueOrPull | undefined,
): Promise<IssueSeen | undefined> {
  if (node?.__typename !== 'Issue') return undefined;
  const label = node.timelineItems.nodes.findLast((event) => event.label.name === RUN_LABEL);
  return {
    number: node.number,
    nodeId: node.id,
    title: node.title,
    body: node.body,
    open: node.state === 'OPEN',
    locked: node.locked,
    labels: (node.labels?.nodes ?? []).map((each) => each.name),
    textEditedAt: editedAt(node),
    // A bot may put the label on, but nobody can be asked for its permission: only people start runs.
    labelled:
      label === undefined || isBot(label.actor)
        ? null
        : { id: label.id, kind: 'label', at: label.createdAt, actor: actorOf(label.actor) },
    ...(await talkOf(deps, node.number, node.comments)),
  };
}

/** What people say in the threads on a pull request's lines. */
export const threadCommands = (
  threads: PullNode['reviewThreads'],
  botId: number,
): readonly CommentByOthers[] =>
  (threads?.nodes ?? []).flatMap(({ comments: { nodes } }) => {
    const [first] = nodes;
    const finding = first?.author?.databaseId === botId ? findingIn(first.body) : null;
    return nodes
      .filter(({ author, body }) => author?.databaseId !== botId && isCommand(author, body))
      .map(({ fullDatabaseId, ...said }) => ({
        ...commentOf({ databaseId: fullDatabaseId, ...said }),
        ...(finding === null ? {} : { finding }),
      }));
  });

/** What is said on an issue, or in the conversation of a pull request of that number. */
export async function talkOf(deps: ForgeDeps, number: number, last: CommentsNode): Promise<Talk> {
  const { botId } = deps.identity;
  const comments = await allComments(deps, number, last);
  return {
    commands: comments
      .filter(({ author, body }) => author?.databaseId !== botId && isCommand(author, body))
      .map(commentOf),
    ours: comments
      .filter(({ author }) => author?.databaseId === botId)
      .map(({ id, databaseId, body }) => ({ id: databaseId, nodeId: id, body })),
  };
}

/** The last time that somebody changed its body or its title. */
function editedAt({
  lastEditedAt,
  renamed,
}: Extract<IssueOrPull, { __typename: 'Issue' }>): Instant | null {
  const times = [lastEditedAt, renamed.nodes.at(-1)?.createdAt].flatMap((at) => at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

const commentOf = ({
  id,
  databaseId,
  createdAt,
  lastEditedAt,
  author,
  body,
}: Comment): CommentByOthers => ({
  id,
  databaseId,
  at: createdAt,
  edited: lastEditedAt !== null,
  author: actorOf(author),
  body,
});

const isCommand = (author: Comment['author'], body: string): boolean =>
  !isBot(author) && isAddressed(body);

type Comment = CommentsNode['nodes'][number];

async function allComments(
  { client, repo }: ForgeDeps,
  number: number,
  last: CommentsNode,
): Promise<readonly Comment[]> {
  const pages: Comment[][] = [last.nodes];
  let { pageInfo } = last;
  while (pageInfo.hasPreviousPage && pages.length < MAX_PAGES) {
    const variables = { ...repo, number, before: pageInfo.startCursor };
    const { repository } = await client.query(EARLIER_COMMENTS, variables, EarlierAnswer);
    const { comments } = repository.issueOrPullRequest;
    pages.unshift(comments.nodes);
    ({ pageInfo } = comments);
  }
  return pages.flat();
}
