import type { FileChange, FileMode, ServedFile } from '../core/edits/edits.ts';
import type { TreeEntry } from '../ports.ts';
import type { EnginePorts } from './ports.ts';

/** What changed between two commits, as the file texts on both sides. Binary files are left out: nobody here can read them. */
export async function changesBetween(
  ports: EnginePorts,
  before: string,
  after: string,
): Promise<readonly FileChange[]> {
  const [old, now] = [await ports.forge.tree(before), await ports.forge.tree(after)];
  const oldSha = new Map(old.map((entry) => [entry.path, entry]));
  const nowSha = new Map(now.map((entry) => [entry.path, entry]));
  const differs = (entry: TreeEntry, there: ReadonlyMap<string, TreeEntry>): boolean => {
    const other = there.get(entry.path);
    return other?.sha !== entry.sha || other.mode !== entry.mode;
  };
  const gone = await ports.forge.files(
    before,
    old.filter((entry) => differs(entry, nowSha)),
  );
  const come = await ports.forge.files(
    after,
    now.filter((entry) => differs(entry, oldSha)),
  );
  return pairUp(gone, come);
}

function pairUp(gone: readonly ServedFile[], come: readonly ServedFile[]): readonly FileChange[] {
  const before = new Map(gone.map((file) => [file.path, file]));
  const after = new Map(come.map((file) => [file.path, file]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [was, is] = [before.get(path), after.get(path)];
    if (is === undefined) return was === undefined ? [] : [removed(was)];
    const mode: FileMode = is.mode;
    if (was === undefined) return [{ op: 'create', path, mode, after: is.text }];
    return [{ op: 'update', path, mode, before: was.text, after: is.text }];
  });
}

const removed = (file: ServedFile): FileChange => ({
  op: 'delete',
  path: file.path,
  mode: file.mode,
  before: file.text,
});
