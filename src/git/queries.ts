/** GraphQL texts of the ledger; a test holds them against GitHub's own schema. */

const TIP = `
  oid
  tree { oid }
  message
  parents(first: 2) { totalCount }
  signature { isValid wasSignedByGitHub }
  author { email user { databaseId } }
  state: file(path: "state.json") { object { ... on Blob { text } } }
  strategy: file(path: "strategy.json") { object { ... on Blob { text } } }
  plan: file(path: "plan.md") { object { ... on Blob { text } } }
  answers: file(path: "answers") { object { ... on Tree { entries { name object { ... on Blob { text } } } } } }
`;

export const LEDGER_TIP = `query LedgerTip($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    id
    ref(qualifiedName: $ref) { name target { __typename ... on Commit {${TIP}} } }
  }
}`;

export const LEDGER_NAMES = `query LedgerNames($owner: String!, $name: String!, $query: String, $after: String) {
  repository(owner: $owner, name: $name) {
    id
    refs(refPrefix: "refs/heads/autopack/state/", query: $query, first: 100, after: $after) {
      nodes { name target { oid } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const REFS_NOW = `query RefsNow($owner: String!, $name: String!, $ledger: String!, $code: String!) {
  repository(owner: $owner, name: $name) {
    ledger: ref(qualifiedName: $ledger) {
      target { oid ... on Commit { history(first: 10) { nodes { oid message } } } }
    }
    code: ref(qualifiedName: $code) { target { oid } }
  }
}`;

export const UPDATE_REFS = `mutation UpdateRefs($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

export const COMMIT_ON_BRANCH = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } } }
}`;
