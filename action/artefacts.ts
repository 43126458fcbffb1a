import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ARTEFACTS_FOLDER } from '../src/core/artefacts/names.ts';

/** What a step leaves behind as files: rendered texts by path, of all runs that ended in this pass. */
export type Artefacts = Map<string, string>;

/**
 * Writes them below the runner's temporary folder, which is not the checkout: nothing that a later step commits
 * can hold them by accident. Null: no run ended, so there is nothing to upload.
 */
export async function writeArtefacts(
  artefacts: Artefacts,
  temporary: string | undefined,
): Promise<string | null> {
  if (artefacts.size === 0 || temporary === undefined || temporary === '') return null;
  const folder = path.join(temporary, 'autopack');
  for (const [name, text] of artefacts) {
    // Without the hidden folder of the ledger's tree: uploads leave such folders out.
    const file = path.join(folder, path.posix.relative(ARTEFACTS_FOLDER, name));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}
