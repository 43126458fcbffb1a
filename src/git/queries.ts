/** GraphQL texts of the ledger; a test holds them against GitHub's own schema. */

const MADE = `
  oid
  message
  parents(first: 2) { totalCount nodes { oid } }
  signature { isValid wasSignedByGitHub }
  author { email user { databaseId } }
`;

const TIP = `
  __typename
  ${MADE}
  tree { oid }
  state: file(path: "state.json") { object { ... on Blob { text isTruncated } } }
  strategy: file(path: "strategy.json") { object { ... on Blob { text isTruncated } } }
  plan: file(path: "plan.md") { object { ... on Blob { text isTruncated } } }
  answers: file(path: "answers") {
    object { ... on Tree { entries { name object { ... on Blob { text isTruncated } } } } }
  }
`;

/** Names of ledgers that hold `$part`, and the one that is probably asked for in full. */
export const LEDGERS = `query Ledgers(
  $owner: String!, $name: String!, $part: String, $guess: String!, $after: String
) {
  repository(owner: $owner, name: $name) {
    id
    databaseId
    refs(refPrefix: "refs/heads/autopack/state/", query: $part, first: 100, after: $after) {
      nodes { name target { oid } }
      pageInfo { hasNextPage endCursor }
    }
    guess: ref(qualifiedName: $guess) { target { ... on Commit {${TIP}} } }
  }
}`;

/** One ledger in full. */
export const LEDGER_TIP = `query LedgerTip($owner: String!, $name: String!, $guess: String!) {
  repository(owner: $owner, name: $name) {
    id
    databaseId
    guess: ref(qualifiedName: $guess) { target { ... on Commit {${TIP}} } }
  }
}`;

/** A commit of a ledger by its id. */
export const LEDGER_COMMIT = `query LedgerCommit($owner: String!, $name: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    id
    databaseId
    commit: object(oid: $oid) { ... on Commit {${TIP}} }
  }
}`;

/** A ledger from one commit backwards, with the names of its files. */
export const LEDGER_HISTORY = `query LedgerHistory(
  $owner: String!, $name: String!, $tip: GitObjectID!, $after: String
) {
  repository(owner: $owner, name: $name) {
    object(oid: $tip) {
      ... on Commit {
        history(first: 50, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            ${MADE}
            tree {
              oid
              entries { name type oid object { ... on Tree { entries { name type oid } } } }
            }
          }
        }
      }
    }
  }
}`;

/** Commits by their own ids, `c0`, `c1` …; at most 40 at once. */
export const commits = (count: number): string => {
  const names = Array.from({ length: count }, (_, index) => index);
  const variables = names.map((index) => `$o${index}: GitObjectID!`).join(', ');
  const fields = names.map(
    (index) => `c${index}: object(oid: $o${index}) { ... on Commit {${MADE} tree { oid }} }`,
  );
  return `query Commits($owner: String!, $name: String!, ${variables}) {
  repository(owner: $owner, name: $name) {
    ${fields.join('\n    ')}
  }
}`;
};

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

export const NAME_NOW = `query NameNow($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { nameWithOwner }
}`;
