import { z } from 'zod';
import { ARTEFACTS_FOLDER } from '../core/artefacts/names.ts';
import { Sha, type RepoName, type RunId } from '../core/ids.ts';
import { runIdOf } from '../core/names.ts';
import type { CommitSeen, Link, Maker } from '../core/verify/evidence.ts';
import { CompareAnswer } from '../github/answers.ts';
import type { GithubClient } from '../github/client.ts';
import { NotFoundError } from '../github/failures.ts';
import { fileReader } from '../github/forge-files.ts';
import { decodeMessage } from './encode.ts';
import { findLedgers } from './find-ledgers.ts';
import { commits as commitsQuery, LEDGER_HISTORY } from './queries.ts';
import { authorId, TipCommit } from './read-tip.ts';

const Made = TipCommit.pick({
  oid: true,
  message: true,
  parents: true,
  signature: true,
  author: true,
});
type Made = z.infer<typeof Made>;
const Entry = z.object({ name: z.string(), type: z.string(), oid: Sha });
const Entries = z.array(
  Entry.extend({ object: z.object({ entries: z.array(Entry).nullish() }).nullable() }),
);
const Node = Made.extend({ tree: z.object({ oid: Sha, entries: Entries.nullable() }) });
type Node = z.infer<typeof Node>;
const Page = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
          nodes: z.array(Node),
        }),
      })
      .nullable(),
  }),
});
const Commits = z.object({
  repository: z.record(z.string(), Made.extend({ tree: z.object({ oid: Sha }) }).nullable()),
});

/** A run is over long before; whoever makes a longer ledger wants us to read for ever. */
const MAX_COMMITS = 10_000;
/** Objects that are asked for at once. */
const AT_ONCE = 20;

interface At {
  readonly client: GithubClient;
  readonly repo: RepoName;
}

/** Reads whole ledgers from GitHub. Any token that may read the repository's contents will do. */
export function gitArchive(at: At) {
  const { client, repo } = at;
  return {
    find: async (issue: number, runId: RunId | null) => {
      const ask = { part: runId ?? `${issue}-`, guess: runId ?? runIdOf(issue, 1) };
      const { refs, repository } = await findLedgers(client, repo, ask);
      const own = refs.filter((ref) => ref.issue === issue && (ref.runId === runId || !runId));
      const newest = own.toSorted((a, b) => a.n - b.n).at(-1);
      if (newest === undefined) return undefined;
      return { runId: newest.runId, tip: newest.oid, repoId: repository.databaseId };
    },
    links: (tip: Sha): Promise<readonly Link[]> => linksOf(at, tip, () => true),
    commits: async (names: readonly Sha[]): Promise<ReadonlyMap<Sha, CommitSeen>> => {
      const found = new Map<Sha, CommitSeen>();
      for (const part of parts(names)) {
        const query = commitsQuery(part.length);
        const { repository } = await client.query(query, { ...repo, ...named(part) }, Commits);
        for (const node of Object.values(repository))
          if (node !== null)
            found.set(node.oid, { ...madeOf(node), message: node.message, tree: node.tree.oid });
      }
      return found;
    },
    leadsTo: (before: Sha, head: Sha): Promise<boolean> => leadsTo(at, before, head),
  };
}

/** The commits up to the tip, first commit first, with the texts that are wanted of them. */
export async function linksOf(
  at: At,
  tip: Sha,
  wanted: (path: string) => boolean,
): Promise<readonly Link[]> {
  const nodes = await walk(at, tip);
  const names = nodes.flatMap((node) =>
    [...filesOf(node)].flatMap(([path, name]) => (wanted(path) ? [name] : [])),
  );
  const texts = await textsOf(at, names);
  return nodes.map((node) => linkOf(node, texts)).toReversed();
}

/** From the tip back along first parents, up to the first commit that cannot be of a ledger. Newest first. */
async function walk({ client, repo }: At, tip: Sha): Promise<readonly Node[]> {
  const walked: Node[] = [];
  let wanted: Sha | undefined = tip;
  for (let after: string | null = null; ;) {
    const variables = { ...repo, tip, after };
    const page: z.infer<typeof Page> = await client.query(LEDGER_HISTORY, variables, Page);
    const history = page.repository.object?.history;
    for (const node of history?.nodes ?? []) {
      if (node.oid !== wanted) continue;
      walked.push(node);
      const { nodes, totalCount } = node.parents;
      wanted = totalCount === 1 ? nodes[0]?.oid : undefined;
      if (decodeMessage(node.message) === null || walked.length === MAX_COMMITS) wanted = undefined;
    }
    after = history?.pageInfo.endCursor ?? null;
    if (wanted === undefined || history?.pageInfo.hasNextPage !== true || after === null)
      return walked;
  }
}

const OWN_FILES = /^(state\.json|findings\.json|strategy\.json|plan\.md)$/;
const OWN_FOLDERS = /^(answers|payloads)$/;

/** The files of a ledger commit that mean something, by path, with the names of their contents. */
function filesOf({ tree }: Node): ReadonlyMap<string, Sha> {
  const files = new Map<string, Sha>();
  for (const { name, type, oid, object } of tree.entries ?? []) {
    if (type === 'blob' && OWN_FILES.test(name)) files.set(name, oid);
    if (type === 'tree' && OWN_FOLDERS.test(name))
      for (const file of object?.entries ?? []) files.set(`${name}/${file.name}`, file.oid);
  }
  return files;
}

/** Each content once, however many commits have it. */
async function textsOf(at: At, names: readonly Sha[]): Promise<ReadonlyMap<Sha, string>> {
  const entries = [...new Set(names)].map((name) => ({
    path: name,
    sha: name,
    mode: '100644',
    size: 0,
  }));
  const files = await fileReader(at)('', entries);
  return new Map(files.map(({ sha, text }) => [sha, text]));
}

function linkOf(node: Node, texts: ReadonlyMap<Sha, string>): Link {
  const decoded = decodeMessage(node.message);
  const files = [...filesOf(node)].map(([path, name]) => [path, texts.get(name) ?? null] as const);
  return {
    ...madeOf(node),
    said:
      decoded === null
        ? null
        : {
            runId: decoded.runId,
            seq: decoded.seq,
            lines: decoded.lines,
            keyFits: decoded.isKeyOf(node.parents.nodes[0]?.oid),
          },
    files: new Map(files),
    artefacts: (node.tree.entries ?? []).find(({ name }) => name === ARTEFACTS_FOLDER)?.oid ?? null,
  };
}

const madeOf = ({ oid, parents, signature, author }: Made) => ({
  oid,
  parents: parents.nodes.map((parent) => parent.oid),
  maker: makerOf(signature, author),
});

const makerOf = (signature: Made['signature'], author: Made['author']): Maker => ({
  id: authorId(author),
  address: author?.email ?? '',
  bot: /^\d+\+[^@]+\[bot\]@users\.noreply\./.test(author?.email ?? ''),
  signed: signature !== null && signature.isValid && signature.wasSignedByGitHub,
});

async function leadsTo({ client, repo }: At, before: Sha, head: Sha): Promise<boolean> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const params = { owner: repo.owner, repo: repo.name, basehead: `${before}...${head}` };
  try {
    const { status } = await client.read(route, { ...params, per_page: 1 }, CompareAnswer);
    return status === 'ahead' || status === 'identical';
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

const named = (names: readonly Sha[]): Readonly<Record<string, Sha>> =>
  Object.fromEntries(names.map((name, index) => [`o${index}`, name]));

function parts(names: readonly Sha[]): readonly (readonly Sha[])[] {
  const count = Math.ceil(names.length / AT_ONCE);
  return Array.from({ length: count }, (_, n) => names.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
}
