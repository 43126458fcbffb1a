import { spawn } from 'node:child_process';

export interface GitRun {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** stdout as text, without the last line break. */
  readonly text: string;
}

export interface GitOptions {
  readonly input?: string | Buffer | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Nothing of the machine's own git configuration may change what the lab does. */
export const gitEnv = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  ...more,
});

/** Never the synchronous kind: a client in the same process would wait for us for ever. */
export function runGit(
  dir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: dir, env: gitEnv(options.env) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const stdout = Buffer.concat(out);
      const text = stdout.toString('utf8').replace(/\n$/, '');
      resolve({ code: code ?? 1, stdout, stderr: Buffer.concat(err).toString('utf8'), text });
    });
    // git may stop reading before we have written everything; its exit code tells what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** For what cannot fail unless the lab itself is broken. */
export async function mustGit(
  dir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitRun> {
  const run = await runGit(dir, args, options);
  if (run.code !== 0) throw new Error(`lab: git ${args.join(' ')}: ${run.stderr}`);
  return run;
}
