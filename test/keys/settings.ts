/** Every key of our configuration by its path, and the border at which one is changed or left as it is shipped. */
import { z } from 'zod';
import { loadDefaults, type Defaults } from '../../src/config/load.ts';
import { ModelCatalog, Pricing } from '../../src/core/strategy/models.ts';
import { RepositoryConfig } from '../../src/core/strategy/repository.ts';
import { Ruleset } from '../../src/core/strategy/ruleset.ts';

/** The four files as plain values. */
export interface Settings {
  readonly ruleset: Defaults['ruleset'];
  readonly models: Defaults['models'];
  readonly pricing: Defaults['pricing'];
  /** `.github/autopack.yml`. */
  readonly repository: Readonly<Record<string, unknown>>;
}

/** A path with slashes, because names of models have dots: `ruleset/categories/docs/ci`. */
export type Change = readonly [key: string, value: unknown];

/** One key: what it is changed to, and something that people or GitHub see differently then. */
export interface Row {
  readonly key: string;
  readonly to: unknown;
  /** Holds on both sides, where the shipped files hide the difference. */
  readonly given?: readonly Change[];
  readonly see: (settings: Settings) => unknown;
}

const SCHEMAS = {
  ruleset: Ruleset,
  models: ModelCatalog,
  pricing: Pricing,
  repository: RepositoryConfig,
} as const;

/** All keys that the schemas have; `*` stands for a name that is free, such as a model's. */
export const allKeys = (): readonly string[] =>
  Object.entries(SCHEMAS).flatMap(([file, schema]) => keysOf(schema, file));

function keysOf(schema: z.core.$ZodType, path: string): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return keysOf(schema.unwrap(), path);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Readonly<Record<string, z.core.$ZodType>>).flatMap(
      ([name, below]) => keysOf(below, `${path}/${name}`),
    );
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema as z.ZodRecord;
    const names = keyType instanceof z.ZodEnum ? keyType.options : ['*'];
    return names.flatMap((name) => keysOf(valueType, `${path}/${name}`));
  }
  return [path];
}

/** Whether a row is about this key. */
export function isFor(key: string, row: Row): boolean {
  const [pattern, path] = [key.split('/'), row.key.split('/')];
  return (
    pattern.length === path.length && pattern.every((part, n) => part === '*' || part === path[n])
  );
}

export function shipped(): Settings {
  const { ruleset, models, pricing } = loadDefaults();
  return { ruleset, models, pricing, repository: { version: 1 } };
}

export const withChanges = (settings: Settings, changes: readonly Change[]): Settings =>
  changes.reduce<Settings>(
    (now, [key, value]) => put(now, key.split('/'), value) as Settings,
    settings,
  );

function put(target: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const map = (target ?? {}) as Readonly<Record<string, unknown>>;
  return { ...map, [name]: put(map[name], rest, value) };
}

export interface Seen {
  readonly before: string;
  readonly after: string;
}

/** What is seen without and with the change. `unread` is a key that is read as it is shipped, whatever is written. */
export async function look(row: Row, unread: string | null = null): Promise<Seen> {
  const base = withChanges(shipped(), row.given ?? []);
  const changes = [[row.key, row.to] as const].filter(([key]) => key !== unread);
  const [before, after] = [await row.see(base), await row.see(withChanges(base, changes))];
  return { before: JSON.stringify(before) ?? '', after: JSON.stringify(after) ?? '' };
}
