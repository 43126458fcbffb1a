import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../core/errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Whatever stands before the host's path, which may hold a token, is not looked at. */
const REMOTE =
  /^(?:https:\/\/[^/]+\/|ssh:\/\/[^/]+\/|[\w.-]+@[^:/]+:)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;
const USES = /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/;

const FIX =
  'Name where you keep Autopack: --uses OWNER/REPO@COMMIT, with all 40 digits of the commit.';

/** `OWNER/REPO@COMMIT` of the clone that this program is run from. Throws UserError `cli/uses`. */
export async function ownPlace(folder = root): Promise<string> {
  const [url, commit] = await Promise.all([
    git(folder, ['remote', 'get-url', 'origin']),
    git(folder, ['rev-parse', 'HEAD']),
  ]);
  const [, owner, name] = REMOTE.exec(url ?? '') ?? [];
  if (owner === undefined || name === undefined || commit === null)
    throw new UserError(
      'cli/uses',
      'This program is run from no clone of a repository on GitHub.',
      FIX,
    );
  if (((await git(folder, ['branch', '--remotes', '--contains', commit])) ?? '') === '')
    throw new UserError(
      'cli/uses',
      `The commit ${commit} of this clone is on no branch of ${owner}/${name} yet.`,
      `Push it. ${FIX}`,
    );
  return `${owner}/${name}@${commit}`;
}

/** As somebody wrote it on the command line. Throws UserError `cli/uses`. */
export function namedPlace(uses: string): string {
  if (USES.test(uses)) return uses;
  throw new UserError('cli/uses', `\`${uses}\` names no repository and commit.`, FIX);
}

async function git(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim();
  } catch {
    // Not a clone, no such remote, or no git: all the same to who asks.
    return null;
  }
}
