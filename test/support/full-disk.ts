/** Modules of ours in a process that cannot write files longer than this: what they meet on a disk that is full. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What `code` prints; it is an ES module. */
export async function withFilesOf(kilobytes: number, code: string): Promise<string> {
  const limited = `ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const args = [
    '-c',
    limited,
    process.execPath,
    '--no-warnings',
    '--input-type=module',
    '-e',
    code,
  ];
  return (await promisify(execFile)('bash', args)).stdout;
}

/** Address of a module of ours, for an `import`. */
export const ours = (file: string): string => new URL(`../../src/${file}`, import.meta.url).href;
