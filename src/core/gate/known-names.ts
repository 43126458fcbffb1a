import type { Problem } from '../plan/plan.ts';
import { readYaml, type YamlTree } from '../plan/yaml.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { isOfFile } from './units.ts';

const CONFIG = '.github/autopack.yml';

export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
}

/** What GitHub will call a workflow and its jobs. A name that is only known when it runs has its beginning. */
interface Named {
  readonly path: string;
  readonly name: string;
  readonly jobs: readonly { readonly name: string; readonly isOpen: boolean }[];
}

export const isWorkflow = (path: string): boolean =>
  /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/**
 * Required names that no workflow of the repository can answer, with those that there are: a run would find out at its
 * first commit and end. Nothing is said where nobody can know: without workflows the names are another app's, and a file
 * that cannot be read may hold any name.
 */
export function unknownNames(
  { ci, phases }: Pick<Strategy, 'ci' | 'phases'>,
  files: readonly WorkflowFile[],
): readonly Problem[] {
  const known = files.map(namedIn);
  if (known.length === 0 && ci.required.length === 0) return [noWorkflow];
  if (known.length === 0 || known.includes(null)) return [];
  const workflows = known.flatMap((one) => one ?? []);
  const isStrict = phases.some(({ ciProfile }) => ciProfile === 'strict');
  const keys = [
    ['required', ci.required],
    ['strict_required', isStrict ? (ci.strictRequired ?? []) : []],
  ] as const;
  return keys.flatMap(([key, names]) =>
    names
      .filter((name) => !isAnswered(name, workflows))
      .map((name) => problem(key, name, workflows)),
  );
}

/** What other apps say holds back and never makes green where nobody asked for it by name. */
const noWorkflow: Problem = {
  level: 'should',
  where: CONFIG,
  key: ['ci', 'required'],
  code: 'config/no-ci',
  message:
    'The default branch has no workflow, and `ci.required` names no check of another app: nothing can say that a commit works, so the run ends at its first one (`ci_not_registered`), after what that has cost.',
  fix: `Add a workflow that runs on pushes to \`autonomous/**\`, or name the checks of another app under \`ci.required\` in \`${CONFIG}\` on the default branch.`,
};

/** By the rules that `unitsNamed` goes by when CI has run. */
function isAnswered(name: string, workflows: readonly Named[]): boolean {
  const within = /^(\S+\.ya?ml) \/ (.+)$/.exec(name);
  if (within !== null) {
    const [, file = '', job = ''] = within;
    return workflows.some((one) => isOfFile(one.path, file) && hasJob(one, job));
  }
  return workflows.some(
    (one) => one.name === name || isOfFile(one.path, name) || hasJob(one, name),
  );
}

const hasJob = ({ jobs }: Named, wanted: string): boolean =>
  jobs.some(({ name, isOpen }) => (isOpen ? wanted.startsWith(name) : wanted === name));

/** Null: it cannot be told. */
function namedIn({ path, text }: WorkflowFile): Named | null {
  const read = readYaml(text);
  if (read.is === 'faulty') return null;
  const jobs = valueOf(read.tree, 'jobs');
  if (jobs?.is !== 'map') return null;
  const name = textOf(valueOf(read.tree, 'name')) ?? path;
  return { path, name, jobs: jobs.entries.map(({ key, value }) => jobOf(key, value)) };
}

function jobOf(id: string, job: YamlTree): Named['jobs'][number] {
  const name = textOf(valueOf(job, 'name')) ?? id;
  const [fixed = ''] = name.split('${{', 1);
  if (fixed !== name) return { name: fixed, isOpen: true };
  // A called workflow's jobs come as `caller / job`, those of a matrix as `name (value)`.
  if (valueOf(job, 'uses') !== undefined) return { name: `${name} / `, isOpen: true };
  const strategy = valueOf(job, 'strategy');
  const isMatrix = strategy !== undefined && valueOf(strategy, 'matrix') !== undefined;
  return isMatrix ? { name: `${name} (`, isOpen: true } : { name, isOpen: false };
}

const valueOf = (tree: YamlTree, key: string): YamlTree | undefined =>
  tree.is === 'map' ? tree.entries.find((entry) => entry.key === key)?.value : undefined;

const textOf = (tree: YamlTree | undefined): string | undefined =>
  tree?.is === 'scalar' ? tree.text : undefined;

const SHOWN = 6;

function problem(key: string, name: string, workflows: readonly Named[]): Problem {
  const there = workflows.slice(0, SHOWN).map((one) => {
    const jobs = one.jobs.slice(0, SHOWN).map((job) => `${job.name}${job.isOpen ? '…' : ''}`);
    return `${one.path.slice('.github/workflows/'.length)} (${jobs.join(', ')})`;
  });
  return {
    level: 'should',
    where: CONFIG,
    key: ['ci', key],
    code: 'config/unknown-ci-name',
    message: `\`ci.${key}\` names \`${name}\`, and no workflow of the default branch has that name, file or job. There are: ${there.join('; ')}. Unless another app brings that check, the run ends at its first commit (\`ci_not_registered\`).`,
    fix: `Correct the name in \`${CONFIG}\` on the default branch.`,
  };
}
