/** A clone that a workflow has made, and what somebody else may have put into it. */
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TreeEntry } from '../../../src/ports.ts';
import { mustGit } from '../../lab/git/process.ts';

export interface AClone {
  readonly dir: string;
  readonly head: string;
  git(...args: readonly string[]): Promise<string>;
  /** As GitHub lists them. */
  entries(...paths: readonly string[]): Promise<readonly TreeEntry[]>;
  drop(): Promise<void>;
}

const AUTHOR = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];

/** One commit for each of these, in which each path has its text; an hour apart. */
export async function aClone(
  commits: readonly Readonly<Record<string, string | Uint8Array>>[],
): Promise<AClone> {
  const dir = await mkdtemp(path.join(tmpdir(), 'autopack-clone-'));
  const git = async (...args: readonly string[]): Promise<string> =>
    (await mustGit(dir, args)).text;
  await git('init', '-q', '-b', 'main');
  for (const [index, files] of commits.entries()) {
    for (const [name, bytes] of Object.entries(files)) {
      const input = Buffer.from(bytes as string);
      const { text } = await mustGit(dir, ['hash-object', '-w', '--stdin'], { input });
      await git('update-index', '--add', '--cacheinfo', `100644,${text},${name}`);
    }
    const date = `2026-01-01T${String(index).padStart(2, '0')}:00:00Z`;
    const env = { GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    await mustGit(dir, [...AUTHOR, 'commit', '-q', '--no-verify', '-m', `change ${index}`], {
      env,
    });
  }
  return {
    dir,
    head: await git('rev-parse', 'HEAD'),
    git,
    entries: (...paths) => entriesOf(dir, paths),
    drop: () => rm(dir, { recursive: true, force: true }),
  };
}

async function entriesOf(dir: string, paths: readonly string[]): Promise<readonly TreeEntry[]> {
  const { text } = await mustGit(dir, ['ls-tree', '-r', '-l', 'HEAD', '--', ...paths]);
  return text.split('\n').map((line) => {
    const [head = '', name = ''] = line.split('\t');
    const [mode = '', , sha = '', size = ''] = head.split(/ +/);
    return { path: name, mode, sha, size: Number(size) };
  });
}

export const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Every way known to us in which a repository makes git run something; each would leave a file behind. */
export const hostileConfig = (trace: string): string => `[core]
  fsmonitor = "touch ${trace}"
  pager = "touch ${trace}"
  sshCommand = "touch ${trace}"
  hooksPath = ${path.dirname(trace)}
  attributesFile = ${path.dirname(trace)}/attributes
  alternateRefsCommand = "touch ${trace}"
[extensions]
  partialClone = evil
[remote "evil"]
  url = "ext::sh -c touch% ${trace}"
  promisor = true
  partialCloneFilter = blob:none
[protocol "ext"]
  allow = always
[protocol]
  allow = always
[diff "evil"]
  textconv = "touch ${trace}; cat"
  command = "touch ${trace}"
[diff]
  external = "touch ${trace}"
[filter "evil"]
  smudge = "touch ${trace}; cat"
  clean = "touch ${trace}; cat"
  process = "touch ${trace}"
[log]
  showSignature = true
[gpg]
  program = "touch ${trace}"
[include]
  path = ${path.dirname(trace)}/more
`;
