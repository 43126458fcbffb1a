/** What comes behind the first page of what the first query asks for; a test holds these texts against GitHub's own schema. */
import { CHECK_RUNS, COMMENTS, REVIEWS, SUITES } from './query-parts.ts';

const EARLIER = `comments(last: 100, before: $before) {${COMMENTS}}`;

/** Comments before the last hundred. */
export const EARLIER_COMMENTS = `query EarlierComments(
  $owner: String!, $name: String!, $number: Int!, $before: String
) {
  repository(owner: $owner, name: $name) {
    issueOrPullRequest(number: $number) {
      ... on Issue { ${EARLIER} }
      ... on PullRequest { ${EARLIER} }
    }
  }
}`;

/** Reviews before the last hundred; every reply in a thread is one. */
export const EARLIER_REVIEWS = `query EarlierReviews(
  $owner: String!, $name: String!, $number: Int!, $before: String
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { reviews(last: 100, before: $before) {${REVIEWS}} }
  }
}`;

const parts = (required: boolean): readonly [string, string] =>
  required ? [', $pr: Int!', 'isRequired(pullRequestNumber: $pr)'] : ['', ''];

/** Check suites behind the first fifty: every workflow that an event starts has one of its own. */
export const laterSuites = (withRequired: boolean): string => {
  const [variable, required] = parts(withRequired);
  return `query LaterSuites(
  $owner: String!, $name: String!, $oid: GitObjectID!, $after: String${variable}
) {
  repository(owner: $owner, name: $name) {
    object(oid: $oid) { ... on Commit { checkSuites(first: 50, after: $after) {${SUITES(required)}} } }
  }
}`;
};

/** Check runs of a suite behind the first hundred: the jobs of a large matrix. */
export const laterRuns = (withRequired: boolean): string => {
  const [variable, required] = parts(withRequired);
  return `query LaterRuns($suite: ID!, $after: String${variable}) {
  node(id: $suite) {
    ... on CheckSuite {
      checkRuns(first: 100, after: $after, filterBy: { checkType: ALL }) {${CHECK_RUNS(required)}}
    }
  }
}`;
};

/** Open issues with one of these labels, oldest first. */
export const LABELLED = `query Labelled(
  $owner: String!, $name: String!, $labels: [String!]!, $after: String
) {
  repository(owner: $owner, name: $name) {
    issues(labels: $labels, states: [OPEN], first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { number }
    }
  }
}`;
