import { load, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { placeOf, readYaml } from '../core/plan/yaml.ts';
import { issueWords, valueAt } from './words.ts';

/** A file of ours or of an operator, read by its schema. */
export interface Checked<T> {
  readonly value?: T | undefined;
  /** One sentence each, with file, line and key. */
  readonly faults: readonly string[];
}

/** `name`: how the file is called where something is wrong with it. */
export function checked<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  text: string,
): Checked<z.output<Schema>> {
  const given = yamlOf(text);
  if (given instanceof YAMLException)
    return { faults: [`${name}:${(given.mark?.line ?? 0) + 1}: ${given.reason}`] };
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data, faults: [] };
  const read = readYaml(text);
  const at = (path: readonly PropertyKey[]): string =>
    read.is === 'read' ? `${name}:${placeOf(read.tree, path).line}` : name;
  return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, given, at)) };
}

function faultsOf(
  issue: z.core.$ZodIssue,
  given: unknown,
  at: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) => `${at([...path, key])}: there is no key \`${[...path, key].join('.')}\`.`,
    );
  const key = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
  return [`${at(path)}: ${key} ${issueWords(issue, valueAt(given, path))}.`];
}

function yamlOf(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}
