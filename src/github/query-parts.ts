/** Parts that several GraphQL texts share. */
export const ACTOR = '{ __typename login ... on User { databaseId } ... on Bot { databaseId } }';

const PAGE_BACK = 'pageInfo { hasPreviousPage startCursor }';
const PAGE_ON = 'pageInfo { hasNextPage endCursor }';

export const COMMENTS = `
  ${PAGE_BACK}
  nodes { id databaseId body createdAt lastEditedAt author ${ACTOR} }
`;

export const REVIEWS = `
  ${PAGE_BACK}
  nodes { fullDatabaseId body commit { oid } author ${ACTOR} }
`;

export const CHECK_RUNS = (required: string): string => `
  ${PAGE_ON}
  nodes { databaseId name status conclusion externalId title summary ${required} }
`;

export const SUITES = (required: string): string => `
  ${PAGE_ON}
  nodes {
    id
    app { databaseId slug }
    checkRuns(first: 100, filterBy: { checkType: ALL }) {${CHECK_RUNS(required)}}
  }
`;
