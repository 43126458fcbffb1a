import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('../../examples/hello-autopack/', import.meta.url));

/** The example repository as it is shipped, without its plan: that goes into the issue. */
export async function exampleRepository(): Promise<{
  readonly files: Readonly<Record<string, string>>;
  readonly plan: string;
}> {
  const entries = await readdir(EXAMPLE, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const full = path.join(entry.parentPath, entry.name);
    files[path.relative(EXAMPLE, full).split(path.sep).join('/')] = await readFile(full, 'utf8');
  }
  const { 'plan.md': plan, ...rest } = files;
  if (plan === undefined) throw new Error('the example has no plan.md');
  return { files: rest, plan };
}
