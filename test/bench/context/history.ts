/** The commits of a clone: what they say, and which files they changed, under the names that these have now. */
import type { Past } from '../../../src/core/context/past.ts';
import { sayingWhat } from '../../../src/core/context/query.ts';
import { countTerms } from '../../../src/core/context/terms-of.ts';
import type { Tokeniser } from '../../../src/core/context/terms.ts';
import { git } from './git.ts';

export interface History {
  /** The commits up to this one, itself included, newest first. */
  before(rev: string): Promise<readonly Past[]>;
}

export interface Commit {
  readonly message: string;
  /** What it touched, under old names and new ones. */
  readonly paths: readonly string[];
  readonly moved: readonly (readonly [from: string, to: string])[];
}

const MAX_COMMITS = 3_000;

export function openHistory(dir: string, tokens: Tokeniser): History {
  const known = new Map<string, Past & Pick<Commit, 'moved'>>();
  return {
    before: async (rev) => {
      const list = await git(dir, ['rev-list', '--no-merges', `-n${MAX_COMMITS}`, rev]);
      const oids = list.text.split('\n').filter((oid) => oid !== '');
      const missing = oids.filter((oid) => !known.has(oid));
      for (const [oid, { message, paths, moved }] of await readCommits(dir, missing))
        known.set(oid, { terms: countTerms(tokens, [[sayingWhat(message), 1]]), paths, moved });
      if (known.size > MAX_COMMITS * 1.2) forgetBut(new Set(oids), known);
      return underNewNames(oids.flatMap((oid) => known.get(oid) ?? []));
    },
  };
}

function forgetBut(oids: ReadonlySet<string>, known: Map<string, unknown>): void {
  for (const oid of known.keys()) if (!oids.has(oid)) known.delete(oid);
}

/** From the newest to the oldest: what was moved later is known when its older commits come. */
function underNewNames(commits: readonly (Past & Pick<Commit, 'moved'>)[]): readonly Past[] {
  const names = new Map<string, string>();
  return commits.map((commit) => {
    for (const [from, to] of commit.moved) names.set(from, names.get(to) ?? to);
    if (!commit.paths.some((path) => names.has(path))) return commit;
    const paths = new Set(commit.paths.map((path) => names.get(path) ?? path));
    return { terms: commit.terms, paths: [...paths] };
  });
}

const [COMMIT, BODY, FILES] = ['\x01', '\x02', '\x03'];
/** Beyond so many pairs of a commit only what was moved unchanged is seen as moved. */
const RENAMES = ['-M', '-l100'];

export async function readCommits(
  dir: string,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  if (oids.length === 0) return new Map();
  const { stdout } = await git(
    dir,
    [
      ...['log', '--no-walk=unsorted', '--stdin', ...RENAMES, '--name-status', '-z'],
      `--format=${COMMIT}%H${BODY}%B${FILES}`,
    ],
    oids.map((oid) => `${oid}\n`).join(''),
  );
  const found = new Map<string, Commit>();
  for (const part of stdout.toString('utf8').split(COMMIT).slice(1)) {
    const [head = '', files = ''] = part.split(FILES);
    const [oid = '', message = ''] = head.split(BODY);
    found.set(oid, { message, ...changesIn(files) });
  }
  return found;
}

/** Words of git's: a letter, then the path; two of them where a file was moved. */
function changesIn(text: string): Omit<Commit, 'message'> {
  const words = text.replace(/^\0?\n/, '').split('\0');
  const [paths, moved]: [string[], [string, string][]] = [[], []];
  for (let at = 0; at + 1 < words.length;) {
    const status = words[at] ?? '';
    const path = words[at + 1] ?? '';
    const to = /^[RC]/.test(status) ? (words[at + 2] ?? '') : null;
    at += to === null ? 2 : 3;
    if (path === '' || !/^[A-Z]/.test(status)) continue;
    paths.push(path);
    if (to === null) continue;
    paths.push(to);
    if (status.startsWith('R')) moved.push([path, to]);
  }
  return { paths, moved };
}
