import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a command of git's printed; null: it failed, took too long, or printed more than was asked for. */
export type Git = (
  args: readonly string[],
  limits: { readonly input?: string; readonly maxBytes: number },
) => Promise<Buffer | null>;

/** A clone that is on this machine. */
export interface Clone {
  /** Its folder of objects. */
  readonly objects: string;
  /** Where programs are looked for. */
  readonly path: string;
}

const MAX_MS = 20_000;

/**
 * git over the objects of a clone, and over nothing else of it. Whoever could write into the checkout before us
 * could make git run programs by its configuration, hooks, attributes and helpers, answer with replaced objects,
 * or fetch what is missing. So git is given an empty repository of our own whose objects are those of the clone:
 * it reads no file of the clone but objects, and knows no place to fetch from.
 */
export async function withGit<T>(clone: Clone, work: (git: Git) => Promise<T>): Promise<T> {
  const own = await mkdtemp(path.join(tmpdir(), 'autopack-git-'));
  try {
    await writeFile(path.join(own, 'HEAD'), 'ref: refs/heads/none\n');
    await Promise.all(['objects', 'refs'].map((folder) => mkdir(path.join(own, folder))));
    return await work((args, limits) => run({ ...clone, own }, args, limits));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Nothing of the process's environment, which holds secrets. */
const environment = ({ own, objects, path: programs }: Clone & { readonly own: string }) => ({
  PATH: programs,
  HOME: own,
  GIT_DIR: own,
  GIT_OBJECT_DIRECTORY: objects,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
});

/** Indexes beside the objects could say something else than these: they are not looked at. */
const ALWAYS = [
  ...[
    '--no-replace-objects',
    '--literal-pathspecs',
    '--no-pager',
    '-c',
    'core.hooksPath=/dev/null',
  ],
  ...['-c', 'core.commitGraph=false', '-c', 'core.multiPackIndex=false'],
];

function run(
  place: Clone & { readonly own: string },
  args: readonly string[],
  { input = '', maxBytes }: { readonly input?: string; readonly maxBytes: number },
): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn('git', [...ALWAYS, ...args], {
      cwd: place.own,
      env: environment(place),
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: MAX_MS,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // No git on this machine: others can be asked.
    child.on('error', () => resolve(null));
    child.on('close', (code) =>
      resolve(code === 0 && bytes <= maxBytes ? Buffer.concat(chunks) : null),
    );
    // It may stop reading before we have written everything; its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
