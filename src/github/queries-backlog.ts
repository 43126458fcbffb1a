import { ACTOR } from './query-parts.ts';

/** Issues with one of these labels, whatever became of them. */
export const DEBTS = `query Debts($owner: String!, $name: String!, $labels: [String!]!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(labels: $labels, first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number title body state author ${ACTOR} }
    }
  }
}`;
