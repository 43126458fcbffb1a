/** Whole ledgers of the fake GitHub, read as the real archive reads them. */
import { ARTEFACTS_FOLDER } from '../../src/core/artefacts/names.ts';
import { treeId } from '../../src/core/artefacts/tree-id.ts';
import type { Sha } from '../../src/core/ids.ts';
import { LEDGER_PREFIX } from '../../src/core/names.ts';
import type { CommitSeen, Link, Maker } from '../../src/core/verify/evidence.ts';
import type { Archive } from '../../src/engine/ports.ts';
import { decodeMessage } from '../../src/git/encode.ts';
import type { FakeCommit } from './fake-git.ts';
import type { FakeState } from './fake-state.ts';

export function fakeArchive({ git, repoId }: FakeState): Archive {
  return {
    find: async (issue, runId) => {
      const own = [...git.branches].flatMap(([branch, tip]) => {
        const id = branch.startsWith(LEDGER_PREFIX) ? branch.slice(LEDGER_PREFIX.length) : '';
        const [number, n] = id.split('-').map(Number);
        return number === issue && (runId ?? id) === id
          ? [{ runId: id, tip, repoId, n: n ?? 0 }]
          : [];
      });
      return own.sort((a, b) => a.n - b.n).at(-1);
    },
    links: async (tip) => {
      const links: Link[] = [];
      for (let at: Sha | undefined = tip; at !== undefined;) {
        const commit: FakeCommit = git.at(at);
        links.unshift(linkOf(commit));
        at = commit.parents.length === 1 ? commit.parents[0] : undefined;
      }
      return links;
    },
    commits: async (names) =>
      new Map(names.filter((name) => git.has(name)).map((name) => [name, seen(git.at(name))])),
    leadsTo: async (before, head) => git.has(before) && git.isAncestor(before, head),
  };
}

const makerOf = ({ author, signed }: FakeCommit): Maker => ({
  id: author.id,
  address: `${author.id}+${author.login}@users.noreply.github.com`,
  bot: author.login.endsWith('[bot]'),
  signed,
});

const seen = (commit: FakeCommit): CommitSeen => ({
  oid: commit.sha,
  parents: commit.parents,
  tree: commit.tree,
  message: commit.message,
  maker: makerOf(commit),
});

/** As git itself would name the folder: the fake's own names are made up. */
function artefactsOf(commit: FakeCommit): Sha | null {
  const known = folders.get(commit) ?? folderOf(commit);
  folders.set(commit, known);
  return known.name;
}

/** A commit never changes, so neither does its folder. */
const folders = new WeakMap<FakeCommit, { readonly name: Sha | null }>();

function folderOf({ files }: FakeCommit): { readonly name: Sha | null } {
  const folder = `${ARTEFACTS_FOLDER}/`;
  const own = [...files].filter(([path]) => path.startsWith(folder));
  if (own.length === 0) return { name: null };
  return {
    name: treeId(new Map(own.map(([path, { text }]) => [path.slice(folder.length), text]))),
  };
}

function linkOf(commit: FakeCommit): Link {
  const decoded = decodeMessage(commit.message);
  return {
    oid: commit.sha,
    parents: commit.parents,
    maker: makerOf(commit),
    said:
      decoded === null
        ? null
        : {
            runId: decoded.runId,
            seq: decoded.seq,
            lines: decoded.lines,
            keyFits: decoded.isKeyOf(commit.parents[0]),
          },
    files: new Map([...commit.files].map(([path, { text }]) => [path, text])),
    // Only a verification asks for it, and of a few.
    get artefacts() {
      return artefactsOf(commit);
    },
  };
}
