import type { ObjectStore } from './objects.ts';

export interface TreeEntry {
  /** One path segment. */
  readonly name: string;
  /** Six digits, as GitHub shows it. */
  readonly mode: string;
  readonly sha: string;
}

const TREE_MODE = '040000';

export const typeOfMode = (mode: string): 'blob' | 'tree' | 'commit' =>
  mode === TREE_MODE ? 'tree' : mode === '160000' ? 'commit' : 'blob';

// git sorts a folder as if its name ended with a slash.
const sortKey = (entry: TreeEntry): Buffer =>
  Buffer.from(entry.mode === TREE_MODE ? `${entry.name}/` : entry.name);

function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
}

function decodeTree(bytes: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const zero = bytes.indexOf(0, at);
    const head = bytes.subarray(at, zero).toString('utf8');
    const space = head.indexOf(' ');
    const sha = bytes.subarray(zero + 1, zero + 21).toString('hex');
    entries.push({
      mode: head.slice(0, space).padStart(6, '0'),
      name: head.slice(space + 1),
      sha,
    });
    at = zero + 21;
  }
  return entries;
}

export async function readTree(
  objects: ObjectStore,
  sha: string,
): Promise<readonly TreeEntry[] | undefined> {
  const object = await objects.read(sha);
  return object?.type === 'tree' ? decodeTree(object.bytes) : undefined;
}

/** The entry at a path; the root itself is the empty path. */
export async function entryAt(
  objects: ObjectStore,
  root: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let found: TreeEntry = { name: '', mode: TREE_MODE, sha: root };
  for (const segment of path.split('/').filter((part) => part !== '')) {
    const next = (await readTree(objects, found.sha))?.find((entry) => entry.name === segment);
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

/** A change to one path; a null `sha` deletes. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** Writes a tree that is `base` with the changes, folders made and emptied as needed. Undefined: a deleted path is not there. */
export async function changeTree(
  objects: ObjectStore,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string | undefined> {
  const here = new Map<string, TreeEntry>();
  if (base !== null)
    for (const entry of (await readTree(objects, base)) ?? []) here.set(entry.name, entry);
  const below = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    if (slash >= 0) {
      const folder = change.path.slice(0, slash);
      const inner = { ...change, path: change.path.slice(slash + 1) };
      const others = below.get(folder);
      if (others === undefined) below.set(folder, [inner]);
      else others.push(inner);
    } else if (change.sha !== null) {
      here.set(change.path, { name: change.path, mode: change.mode, sha: change.sha });
    } else if (!here.delete(change.path)) return undefined;
  }
  for (const [folder, inner] of below) {
    const old = here.get(folder);
    const sha = await changeTree(objects, old?.mode === TREE_MODE ? old.sha : null, inner);
    if (sha === undefined) return undefined;
    if ((await readTree(objects, sha))?.length === 0) here.delete(folder);
    else here.set(folder, { name: folder, mode: TREE_MODE, sha });
  }
  return objects.write('tree', encodeTree([...here.values()]));
}
