/** GraphQL texts of the forge; a test holds them against GitHub's own schema. One query reads what one step needs. */
import { ACTOR, COMMENTS, REVIEWS, SUITES } from './query-parts.ts';

export const REPO = `query Repo($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    isArchived
    defaultBranchRef { name target { oid } }
    config: object(expression: "HEAD:.github/autopack.yml") { ... on Blob { text } }
    misnamed: object(expression: "HEAD:.github/autopack.yaml") { oid }
  }
}`;

const ISSUE_FIELDS = `
  __typename
  ... on Issue {
    id number title body state locked lastEditedAt
    labels(first: 100) { nodes { name } }
    comments(last: 100) {${COMMENTS}}
    timelineItems(itemTypes: [LABELED_EVENT], last: 100) {
      nodes { __typename ... on LabeledEvent { id createdAt label { name } actor ${ACTOR} } }
    }
    renamed: timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: 1) {
      nodes { __typename ... on RenamedTitleEvent { createdAt } }
    }
  }
`;

export const ISSUE = `query Issue($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issueOrPullRequest(number: $number) {${ISSUE_FIELDS}}
  }
}`;

const PULL = `
  number title body state isDraft merged mergeable headRefOid isCrossRepository
  mergeCommit { oid }
  baseRefName
  baseRef { target { oid } }
  drafted: timelineItems(itemTypes: [CONVERT_TO_DRAFT_EVENT], last: 1) { nodes { __typename } }
  reviews(last: 100) {${REVIEWS}}
  reviewThreads(last: 100) {
    nodes {
      id isResolved
      comments(first: 30) {
        nodes { id fullDatabaseId body createdAt lastEditedAt author ${ACTOR} }
      }
    }
  }
`;

/**
 * Everything about a run at once; its pull request by number, or by the branch while it has no number. `required`:
 * with what GitHub requires of the pull request of that number, which takes no right to read the branch's rules.
 */
export const world = (ask: {
  readonly pull: 'number' | 'branch';
  readonly issue: boolean;
  readonly required?: boolean;
}): string => {
  const required = ask.required === true ? 'isRequired(pullRequestNumber: $pr)' : '';
  const pull = ask.pull === 'number' ? '$pr: Int!' : '$head: String!';
  const issue = ask.issue ? ', $issue: Int!' : '';
  return `query World(
  $owner: String!, $name: String!, $branch: String!, $ledger: String!, $recorded: GitObjectID!, ${pull}${issue}
) {
  repository(owner: $owner, name: $name) {
    isArchived name owner { login } defaultBranchRef { name }
    ${ask.issue ? `issueOrPullRequest(number: $issue) {${ISSUE_FIELDS}}` : ''}
    branch: ref(qualifiedName: $branch) { target { oid } }
    ledger: ref(qualifiedName: $ledger) { target { oid } }
    ${
      ask.pull === 'number'
        ? `pullRequest(number: $pr) {${PULL} comments(last: 100) {${COMMENTS}}}`
        : `pullRequests(headRefName: $head, last: 10) { nodes {${PULL}} }`
    }
    recorded: object(oid: $recorded) {
      ... on Commit {
        ${ask.required === true ? `status { contexts { context state ${required} } }` : ''}
        checkSuites(first: 50) {${SUITES(required)}}
      }
    }
  }
}`;
};

export const REACT = `mutation React($input: AddReactionInput!) {
  addReaction(input: $input) { clientMutationId }
}`;

export const MARK_READY = `mutation MarkReady($input: MarkPullRequestReadyForReviewInput!) {
  markPullRequestReadyForReview(input: $input) { clientMutationId }
}`;

export const RESOLVE_THREAD = `mutation ResolveThread($input: ResolveReviewThreadInput!) {
  resolveReviewThread(input: $input) { clientMutationId }
}`;

export const PULL_ID = `query PullId($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { id isDraft } }
}`;

/** Blobs by their own ids, `b0`, `b1` …; at most 100 at once. */
export const blobs = (count: number): string => {
  const names = Array.from({ length: count }, (_, index) => index);
  const variables = names.map((index) => `$o${index}: GitObjectID!`).join(', ');
  const fields = names.map(
    (index) => `b${index}: object(oid: $o${index}) { ... on Blob { text isBinary isTruncated } }`,
  );
  return `query Blobs($owner: String!, $name: String!, ${variables}) {
  repository(owner: $owner, name: $name) {
    ${fields.join('\n    ')}
  }
}`;
};

/** The names of what stands at some paths, `f0`, `f1` …, each given as `commit:path`; at most 100 at once. */
export const namesAt = (count: number): string => {
  const names = Array.from({ length: count }, (_, index) => index);
  const variables = names.map((index) => `$e${index}: String!`).join(', ');
  const fields = names.map(
    (index) => `f${index}: object(expression: $e${index}) { ... on Blob { oid } }`,
  );
  return `query NamesAt($owner: String!, $name: String!, ${variables}) {
  repository(owner: $owner, name: $name) {
    ${fields.join('\n    ')}
  }
}`;
};

/** The last commits that changed each of some files, `h0`, `h1` …, as seen from one commit. */
export const histories = (count: number): string => {
  const names = Array.from({ length: count }, (_, index) => index);
  const variables = names.map((index) => `$p${index}: String!`).join(', ');
  const fields = names.map(
    (index) =>
      `h${index}: history(first: $each, path: $p${index}) { nodes { oid message committedDate } }`,
  );
  return `query Histories(
  $owner: String!, $name: String!, $commit: GitObjectID!, $each: Int!, ${variables}
) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        ${fields.join('\n        ')}
      }
    }
  }
}`;
};

/** A pull request's own configuration, and what we have said about it. */
export const CONFIG_PULL = `query ConfigPull(
  $owner: String!, $name: String!, $number: Int!, $check: String!
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefOid
      files(first: 100) { nodes { path } }
      commits(last: 1) {
        nodes {
          commit {
            oid
            file(path: ".github/autopack.yml") { object { ... on Blob { text } } }
            checkSuites(first: 20, filterBy: { checkName: $check }) {
              nodes {
                app { databaseId slug }
                checkRuns(first: 20, filterBy: { checkName: $check }) {
                  nodes { databaseId name status conclusion externalId title summary }
                }
              }
            }
          }
        }
      }
    }
  }
}`;

/** Pull requests with their files, and whether anybody has checked the configuration in them. */
export const CONFIG_PULLS = `query ConfigPulls($owner: String!, $name: String!, $check: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [OPEN], last: 30) {
      nodes {
        number
        files(first: 100) { nodes { path } }
        commits(last: 1) {
          nodes { commit { checkSuites(first: 1, filterBy: { checkName: $check }) { totalCount } } }
        }
      }
    }
  }
}`;

const CHECKED = `
  oid
  checkSuites(first: 20, filterBy: { checkName: $check }) {
    nodes {
      app { databaseId slug }
      checkRuns(first: 20, filterBy: { checkName: $check }) {
        nodes { databaseId name status conclusion externalId title summary }
      }
    }
  }
`;

/** A pull request's head and what a merge queue made of it, each with our check of that name. */
export const PULL_HEADS = `query PullHeads(
  $owner: String!, $name: String!, $number: Int!, $check: String!, $part: String!
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefName headRefOid isCrossRepository
      commits(last: 1) { nodes { commit {${CHECKED}} } }
    }
    refs(refPrefix: "refs/heads/gh-readonly-queue/", query: $part, first: 20) {
      nodes { name target { ... on Commit {${CHECKED}} } }
    }
  }
}`;
