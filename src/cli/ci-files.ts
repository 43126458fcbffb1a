import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { codeBranch } from '../core/names.ts';
import { globMatcher } from '../core/govern/glob.ts';
import { WorkflowFile } from '../core/strategy/repository.ts';
import { codeOf } from './files.ts';

export const WORKFLOWS = '.github/workflows';

/** A workflow that runs on pushes or pull requests: what a repository calls its CI. */
export interface CiFile {
  /** Below `.github/workflows`. */
  readonly file: string;
  /** As GitHub calls it where it starts other workflows. */
  readonly name: string;
  /** `workflow_dispatch` is among its triggers. */
  readonly byHand: boolean;
  /** A push by an App to the branch of a run starts it. */
  readonly onRuns: boolean;
}

/** Whether a configuration can name the file. */
export const isNameable = (file: string): boolean => WorkflowFile.safeParse(file).success;

const Globs = z.union([z.string().transform((glob) => [glob]), z.array(z.string())]);
const Push = z.object({
  branches: Globs.optional(),
  'branches-ignore': Globs.optional(),
  tags: z.unknown().optional(),
});
const Triggers = z.union([
  z.string().transform((name) => ({ [name]: null })),
  z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, null]))),
  z.record(z.string(), z.unknown()),
]);
const Workflow = z.object({ name: z.string().optional(), on: Triggers });

/** The CI of a checkout, by file, without Autopack's own workflow; and files that are no workflows. */
export async function ciFiles(
  folder: string,
): Promise<{ readonly ci: readonly CiFile[]; readonly unread: readonly string[] }> {
  const found: { ci: CiFile[]; unread: string[] } = { ci: [], unread: [] };
  for (const file of (await filesIn(path.join(folder, WORKFLOWS))).toSorted()) {
    const read = Workflow.safeParse(await yamlOf(path.join(folder, WORKFLOWS, file)));
    if (!read.success) found.unread.push(`${WORKFLOWS}/${file}`);
    else if (read.data.name !== 'Autopack') found.ci.push(...ciFile(file, read.data));
  }
  return found;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const there = await readdir(folder, { withFileTypes: true });
    return there.flatMap((one) => (one.isFile() && /\.ya?ml$/.test(one.name) ? [one.name] : []));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Null: it is no YAML, or more than anybody writes by hand. GitHub knows anchors in workflows, so they are read here. */
async function yamlOf(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    const document = parseDocument(text);
    return document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias of nothing or of far too much, and nesting without end.
    if (error instanceof ReferenceError || error instanceof RangeError) return null;
    throw error;
  }
}

function ciFile(file: string, { name, on }: z.infer<typeof Workflow>): readonly CiFile[] {
  const onPulls = Object.hasOwn(on, 'pull_request');
  if (!onPulls && !Object.hasOwn(on, 'push')) return [];
  const byHand = Object.hasOwn(on, 'workflow_dispatch');
  const onRuns = onPulls || onPush(on['push']);
  return [{ file, name: name ?? `${WORKFLOWS}/${file}`, byHand, onRuns }];
}

/** The last of GitHub's patterns that fits decides; one that begins with `!` takes away. */
function onPush(push: unknown): boolean {
  const read = Push.safeParse(push ?? {});
  if (!read.success) return false;
  const { branches, 'branches-ignore': ignored, tags } = read.data;
  if (branches !== undefined)
    return branches.reduce((does, glob) => (fits(glob) ? !glob.startsWith('!') : does), false);
  if (ignored !== undefined) return !ignored.some(fits);
  return tags === undefined;
}

const fits = (glob: string): boolean => globMatcher(glob.replace(/^!/, ''))(codeBranch('1-1'));
