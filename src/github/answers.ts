import { z } from 'zod';
import type { Actor } from '../core/ids.ts';

/** What the forge reads of GitHub's answers, and nothing else of them. */

export const ActorNode = z
  .object({ __typename: z.string(), login: z.string(), databaseId: z.int().nullish() })
  .nullable();
export type ActorNode = z.infer<typeof ActorNode>;

/** Deleted accounts and accounts without an id are nobody: nothing is decided on a login. */
export const actorOf = (node: ActorNode): Actor => ({
  id: node?.databaseId ?? 0,
  login: node?.login ?? 'ghost',
});
export const isBot = (node: ActorNode): boolean => node?.__typename === 'Bot';

const time = z.string().transform((text) => Date.parse(text));

export const RepoAnswer = z.object({
  repository: z.object({
    databaseId: z.int(),
    isArchived: z.boolean(),
    defaultBranchRef: z
      .object({ name: z.string(), target: z.object({ oid: z.string() }) })
      .nullable(),
    config: z.object({ text: z.string().nullish() }).nullable(),
    misnamed: z.object({ oid: z.string() }).nullish(),
  }),
});

const PageBack = z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() });
const PageOn = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

const SaidNode = z.object({
  id: z.string(),
  body: z.string(),
  createdAt: time,
  lastEditedAt: time.nullable(),
  author: ActorNode,
});

export const CommentsNode = z.object({
  pageInfo: PageBack,
  nodes: z.array(SaidNode.extend({ databaseId: z.int() })),
});
export type CommentsNode = z.infer<typeof CommentsNode>;

const IssueNode = z.object({
  __typename: z.literal('Issue'),
  id: z.string(),
  number: z.int(),
  title: z.string(),
  body: z.string(),
  state: z.string(),
  locked: z.boolean(),
  lastEditedAt: time.nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  comments: CommentsNode,
  renamed: z.object({ nodes: z.array(z.object({ createdAt: time })) }),
  timelineItems: z.object({
    nodes: z.array(
      z.object({
        __typename: z.string(),
        id: z.string(),
        createdAt: time,
        label: z.object({ name: z.string() }),
        actor: ActorNode,
      }),
    ),
  }),
});

const IssueOrPull = z
  .union([IssueNode, z.object({ __typename: z.literal('PullRequest') })])
  .nullable();
export type IssueOrPull = z.infer<typeof IssueOrPull>;

export const EarlierAnswer = z.object({
  repository: z.object({ issueOrPullRequest: z.object({ comments: CommentsNode }) }),
});

export const IssueAnswer = z.object({ repository: z.object({ issueOrPullRequest: IssueOrPull }) });

/** GitHub writes numbers that may be too large for others as text. */
const BigId = z.union([z.int(), z.string().regex(/^[1-9][0-9]{0,15}$/)]).transform(Number);

const ReviewsNode = z.object({
  pageInfo: PageBack,
  nodes: z.array(
    z.object({
      fullDatabaseId: BigId,
      body: z.string(),
      commit: z.object({ oid: z.string() }).nullable(),
      author: ActorNode,
    }),
  ),
});
export type ReviewsNode = z.infer<typeof ReviewsNode>;

export const EarlierReviewsAnswer = z.object({
  repository: z.object({ pullRequest: z.object({ reviews: ReviewsNode.nullable() }) }),
});

export const PullNode = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string(),
  state: z.string(),
  isDraft: z.boolean(),
  merged: z.boolean(),
  mergeable: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  baseRef: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullish(),
  isCrossRepository: z.boolean(),
  drafted: z.object({ nodes: z.array(z.unknown()) }),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  comments: CommentsNode.optional(),
  reviews: ReviewsNode.nullable(),
  reviewThreads: z
    .object({
      nodes: z.array(
        z.object({
          id: z.string(),
          isResolved: z.boolean(),
          comments: z.object({ nodes: z.array(SaidNode.extend({ fullDatabaseId: BigId })) }),
        }),
      ),
    })
    .nullish(),
});
export type PullNode = z.infer<typeof PullNode>;

const CheckRuns = z.object({
  /** Left out where only one name is asked for. */
  pageInfo: PageOn.optional(),
  nodes: z.array(
    z.object({
      databaseId: z.int(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      externalId: z.string().nullable(),
      title: z.string().nullable(),
      summary: z.string().nullable(),
      isRequired: z.boolean().optional(),
    }),
  ),
});

/** Check runs of a commit by the app that made them. */
export const CheckSuites = z
  .object({
    pageInfo: PageOn.optional(),
    nodes: z.array(
      z.object({
        id: z.string().optional(),
        app: z.object({ databaseId: z.int(), slug: z.string() }).nullable(),
        checkRuns: CheckRuns.nullable().transform((runs) => runs ?? { nodes: [] }),
      }),
    ),
  })
  .nullish();
export type CheckSuites = z.infer<typeof CheckSuites>;

export const LaterSuitesAnswer = z.object({
  repository: z.object({ object: z.object({ checkSuites: CheckSuites }).nullable() }),
});
export const LaterRunsAnswer = z.object({ node: z.object({ checkRuns: CheckRuns }) });

/** The newest commit status of each context; null: there is none. */
export const CommitStatuses = z
  .object({
    contexts: z.array(
      z.object({ context: z.string(), state: z.string(), isRequired: z.boolean() }),
    ),
  })
  .nullable();

export const WorldAnswer = z.object({
  repository: z.object({
    isArchived: z.boolean(),
    name: z.string(),
    owner: z.object({ login: z.string() }),
    defaultBranchRef: z.object({ name: z.string() }).nullish(),
    issueOrPullRequest: IssueOrPull.optional(),
    branch: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
    ledger: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
    pullRequest: PullNode.nullish(),
    pullRequests: z.object({ nodes: z.array(PullNode) }).nullish(),
    recorded: z
      .object({
        checkSuites: CheckSuites,
        status: CommitStatuses.optional(),
      })
      .nullable(),
  }),
});

export const CompareAnswer = z.object({
  status: z.string(),
  commits: z.array(
    z.object({
      sha: z.string(),
      /** Nobody that GitHub knows: null, or an object without anything in it. */
      author: z.object({ login: z.string().optional(), id: z.int().optional() }).nullable(),
      parents: z.array(z.object({ sha: z.string() })).default([]),
      commit: z.object({
        author: z.object({ name: z.string().optional() }).nullish(),
        verification: z.object({ verified: z.boolean() }).nullish(),
      }),
    }),
  ),
});

export const TreeAnswer = z.object({
  sha: z.string(),
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.int().optional(),
    }),
  ),
});

export const BlobsAnswer = z.object({
  repository: z.record(
    z.string(),
    z
      .object({
        text: z.string().nullish(),
        isBinary: z.boolean().nullish(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  ),
});
