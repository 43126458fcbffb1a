import { z } from 'zod';
import { meant } from '../core/plan/names.ts';
import type { Problem } from '../core/plan/plan.ts';
import { placeOf, plainOf, readYaml } from '../core/plan/yaml.ts';
import type { YamlTree } from '../core/plan/yaml.ts';
import { NO_CONFIG, RepositoryConfig } from '../core/strategy/repository.ts';
import { issueWords, valueAt } from './words.ts';

export const CONFIG_PATH = '.github/autopack.yml';
const MAX_BYTES = 65_536;

export type ParsedConfig =
  | { readonly is: 'ok'; readonly config: RepositoryConfig }
  | {
      readonly is: 'bad';
      readonly problems: readonly Problem[];
      /** What is left without the faults: no run is governed by it, but what is wrong with it can be told as well. */
      readonly rest: RepositoryConfig;
    };

/**
 * Reads a repository's own configuration; null means that it has none. Everything in the file has to be
 * understood: a cap with a slip in its name would be a cap that does not exist.
 */
export function parseRepositoryConfig(text: string | null): ParsedConfig {
  if (text === null || text.trim() === '') return { is: 'ok', config: NO_CONFIG };
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    const message = `The file has ${bytes} bytes; at most ${MAX_BYTES} are read.`;
    return bad([problem('config/too-large', undefined, { message, fix: 'Shorten it.' })]);
  }
  const read = readYaml(text);
  if (read.is === 'faulty')
    return bad(read.faults.map((fault) => problem('config/yaml', fault, fault)));
  const plain = plainOf(read.tree);
  // Nothing but comments.
  if (plain === null) return { is: 'ok', config: NO_CONFIG };
  const parsed = RepositoryConfig.safeParse(plain);
  if (parsed.success) return { is: 'ok', config: parsed.data };
  const { issues } = parsed.error;
  const problems = lastOfEach(issues).flatMap((issue) => told(issue, read.tree, plain));
  return bad(
    problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, MAX_PROBLEMS),
    withoutFaults(plain, issues),
  );
}

/** A number that is far too large breaks two rules; the narrower one comes last. */
const lastOfEach = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.filter(
    ({ path, code }, index) =>
      code !== 'too_big' ||
      !issues.slice(index + 1).some((one) => one.code === code && one.path.join() === path.join()),
  );

/** The file without the keys that hold a fault; of a list, the whole. */
function withoutFaults(plain: unknown, issues: readonly z.core.$ZodIssue[]): RepositoryConfig {
  const faulty = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path.slice(0, upToList(issue.path))],
  );
  const kept = faulty.reduce<unknown>((rest, path) => without(rest, path), plain);
  const rest = RepositoryConfig.safeParse({ ...Object(kept), version: 1 });
  return rest.data ?? NO_CONFIG;
}

const upToList = (path: readonly PropertyKey[]): number => {
  const at = path.findIndex((step) => typeof step === 'number');
  return at < 0 ? path.length : at;
};

function without(value: unknown, [step, ...rest]: readonly PropertyKey[]): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== step || rest.length > 0)
      .map(([key, below]) => [key, key === step ? without(below, rest) : below]),
  );
}

/** A problem that names its key, at the line where the key stands; keys that the file lacks are the whole file. */
export function placedIn(text: string | null, found: Problem): Problem {
  if (found.where !== CONFIG_PATH || found.key === undefined || text === null) return found;
  const read = readYaml(text);
  if (read.is === 'faulty') return found;
  const { line, column } = placeOf(read.tree, found.key);
  return { ...found, line, column };
}

const MAX_PROBLEMS = 20;

const bad = (problems: readonly Problem[], rest = NO_CONFIG): ParsedConfig => ({
  ...{ is: 'bad', problems, rest },
});

const problem = (
  code: string,
  at: { readonly line: number; readonly column: number } | undefined,
  say: { readonly message: string; readonly fix: string },
): Problem => ({
  level: 'must',
  where: CONFIG_PATH,
  line: at?.line,
  column: at?.column,
  code,
  ...say,
});

function told(issue: z.core.$ZodIssue, tree: YamlTree, plain: unknown): readonly Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      problem('config/unknown-key', placeOf(tree, [...issue.path, key]), {
        message: `There is no key \`${[...issue.path, key].join('.').slice(0, 80)}\`.`,
        fix: meant(key, keysAt(RepositoryConfig, issue.path)),
      }),
    );
  const name = issue.path.join('.');
  const given = valueAt(plain, issue.path);
  const what = issue.code === 'custom' ? `: ${issue.message}` : ` ${issueWords(issue, given)}`;
  const message = `${name === '' ? 'The file' : `\`${name}\``}${what.replace(/\.$/, '')}.`;
  return [
    problem('config/bad-value', placeOf(tree, issue.path), { message, fix: fixOf(issue, given) }),
  ];
}

const LISTED = 'docs/configuration.md of Autopack lists every key with its values.';

/** What people write most often in place of what has to stand there. */
function fixOf(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.path.join('.') === 'version') return 'Begin the file with the line `version: 1`.';
  if (issue.code !== 'invalid_type' || typeof given !== 'string') return LISTED;
  // One entry is a list all the same.
  if (issue.expected === 'array') return `Write \`[${given.slice(0, 40)}]\`. ${LISTED}`;
  const isNumber = issue.expected === 'number' && /[0-9]/.test(given);
  return isNumber
    ? `Write the number alone, without quotes, unit or sign; the key’s name has the unit. ${LISTED}`
    : LISTED;
}

/** The keys that the schema has at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodObject)) return [];
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(inner.shape);
  const below: unknown = inner.shape[String(step)];
  return below instanceof z.ZodType ? keysAt(below, rest) : [];
}
