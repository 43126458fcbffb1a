import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';

/** A file that somebody named on the command line. */
export async function readNamed(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    throw new UserError('cli/file', `${name} cannot be read.`, 'Name a file that exists.', {
      cause: error,
    });
  }
}

/** A file that may be missing, such as a repository's configuration; null: it is not there. */
export async function readIfThere(name: string): Promise<string | null> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const Coded = z.object({ code: z.string() });

/** What the system calls a failure, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined => Coded.safeParse(error).data?.code;
