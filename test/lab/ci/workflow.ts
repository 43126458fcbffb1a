/** Workflow files as far as the lab runs them, and which event starts which. */
import picomatch from 'picomatch';
import { parse } from 'yaml';
import { z } from 'zod';

const Env = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .default({});
const Names = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Step = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.union([z.string(), z.boolean()]).transform(String).optional(),
  env: Env,
  'working-directory': z.string().default('.'),
  'continue-on-error': z.boolean().default(false),
  with: Env,
});
export type Step = z.infer<typeof Step>;

const Job = z.object({
  name: z.string().optional(),
  needs: Names.default([]),
  if: z.union([z.string(), z.boolean()]).transform(String).optional(),
  env: Env,
  'timeout-minutes': z.number().default(360),
  steps: z.array(Step).default([]),
});
export type Job = z.infer<typeof Job>;

const Filter = z
  .object({
    branches: Names.optional(),
    'branches-ignore': Names.optional(),
    paths: Names.optional(),
  })
  .nullable();
const Workflow = z.object({
  name: z.string().optional(),
  on: z.union([
    Names.transform((names) => Object.fromEntries(names.map((name) => [name, null]))),
    z.record(z.string(), z.unknown()),
  ]),
  env: Env,
  jobs: z.record(z.string(), Job),
});
export type Workflow = z.infer<typeof Workflow>;

/** Undefined: GitHub could not read it either. */
export function readWorkflow(source: string): Workflow | undefined {
  const parsed = Workflow.safeParse(parse(source));
  return parsed.success ? parsed.data : undefined;
}

export interface Started {
  readonly event: 'push' | 'pull_request' | 'workflow_dispatch';
  /** The branch that was pushed, or the base of the pull request. */
  readonly branch: string;
  readonly paths: readonly string[];
  /** No other workflow but this file. */
  readonly file?: string;
}

/** Whether an event starts a workflow, by its name, its branches and its paths. */
export function starts(workflow: Workflow, started: Started): boolean {
  if (!(started.event in workflow.on)) return false;
  const filter = Filter.safeParse(workflow.on[started.event] ?? null);
  if (!filter.success || filter.data === null) return true;
  const { branches, 'branches-ignore': ignored, paths } = filter.data;
  if (branches !== undefined && !matches(branches, started.branch)) return false;
  if (ignored !== undefined && matches(ignored, started.branch)) return false;
  return paths === undefined || started.paths.some((path) => matches(paths, path));
}

const matches = (globs: readonly string[], text: string): boolean =>
  picomatch.isMatch(text, [...globs], { dot: true });
