import { z } from 'zod';
import { meant } from '../core/plan/names.ts';
import type { Problem } from '../core/plan/plan.ts';
import { placeOf, plainOf, readYaml } from '../core/plan/yaml.ts';
import type { YamlTree } from '../core/plan/yaml.ts';
import { NO_CONFIG, RepositoryConfig } from '../core/strategy/repository.ts';

export const CONFIG_PATH = '.github/autopack.yml';
const MAX_BYTES = 65_536;

export type ParsedConfig =
  | { readonly is: 'ok'; readonly config: RepositoryConfig }
  | { readonly is: 'bad'; readonly problems: readonly Problem[] };

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
    return bad(
      read.faults.map((fault) =>
        problem('config/yaml', fault, { message: fault.message, fix: 'Correct the YAML.' }),
      ),
    );
  const parsed = RepositoryConfig.safeParse(plainOf(read.tree));
  if (parsed.success) return { is: 'ok', config: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => told(issue, read.tree));
  return bad(problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, MAX_PROBLEMS));
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

const bad = (problems: readonly Problem[]): ParsedConfig => ({ is: 'bad', problems });

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

function told(issue: z.core.$ZodIssue, tree: YamlTree): readonly Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      problem('config/unknown-key', placeOf(tree, [...issue.path, key]), {
        message: `There is no key \`${[...issue.path, key].join('.').slice(0, 80)}\`.`,
        fix: meant(key, keysAt(RepositoryConfig, issue.path)),
      }),
    );
  const name = issue.path.join('.');
  const message = `${name === '' ? 'The file' : `\`${name}\``}: ${issue.message.replace(/\.$/, '')}.`;
  const fix = 'docs/configuration.md lists every key with its values.';
  return [problem('config/bad-value', placeOf(tree, issue.path), { message, fix })];
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
