import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/**
 * Makes a folder, and those above it. Node's own way never ends where the one above is there and says of the new one
 * that it is not, as in `/proc`. Throws the system's error.
 */
export function makeFolder(folder: string): void {
  if (isMade(folder) === 'made') return;
  makeFolder(path.dirname(folder));
  if (isMade(folder) === 'no') mkdirSync(folder);
}

function isMade(folder: string): 'made' | 'no' {
  try {
    mkdirSync(folder);
  } catch (error) {
    const code = WithCode.safeParse(error).data?.code;
    if (code === 'ENOENT' && path.dirname(folder) !== folder) return 'no';
    if (code !== 'EEXIST') throw error;
  }
  return 'made';
}

const WithCode = z.object({ code: z.string() });
