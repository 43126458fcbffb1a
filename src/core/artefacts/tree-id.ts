import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Sha } from '../ids.ts';

/** A folder by name: a text is a file, a map is a folder. */
interface Folder {
  readonly files: Map<string, string>;
  readonly folders: Map<string, Folder>;
}

const empty = (): Folder => ({ files: new Map(), folders: new Map() });

/**
 * The name that git gives to a folder with these files (paths from that folder, plain texts). One object name
 * stands for all of them, so a commit's listing is enough to know whether every text is what it should be.
 */
export function treeId(files: ReadonlyMap<string, string>): Sha {
  const root = empty();
  for (const [path, text] of files) place(root, path.split('/'), text);
  return bytesToHex(treeObject(root));
}

function place(folder: Folder, [name = '', ...rest]: readonly string[], text: string): void {
  if (rest.length === 0) {
    folder.files.set(name, text);
    return;
  }
  const below = folder.folders.get(name) ?? empty();
  folder.folders.set(name, below);
  place(below, rest, text);
}

function treeObject({ files, folders }: Folder): Uint8Array {
  const entries = [
    ...[...files].map(([name, text]) => ({
      order: utf8ToBytes(name),
      head: `100644 ${name}\0`,
      id: object('blob', utf8ToBytes(text)),
    })),
    // git sorts a folder as if its name ended with a slash.
    ...[...folders].map(([name, folder]) => ({
      order: utf8ToBytes(`${name}/`),
      head: `40000 ${name}\0`,
      id: treeObject(folder),
    })),
  ].sort((a, b) => compare(a.order, b.order));
  return object('tree', concatBytes(...entries.flatMap(({ head, id }) => [utf8ToBytes(head), id])));
}

const object = (type: 'blob' | 'tree', content: Uint8Array): Uint8Array =>
  sha1(concatBytes(utf8ToBytes(`${type} ${content.length}\0`), content));

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
