/** Holds requests against GitHub's own description of its REST API (a part of it, see scripts/extract-openapi.ts). */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Exchange } from '../internals.ts';

type Json = { readonly [key: string]: unknown };
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Json;
};

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly literals: number;
  readonly query: ReadonlySet<string>;
  readonly body: ValidateFunction | null;
}

/** What is wrong with a request, in words; empty when nothing is. */
export type RequestValidator = (
  request: Pick<Exchange, 'method' | 'path' | 'query' | 'requestBody'>,
) => readonly string[];

let made: RequestValidator | undefined;

export function requestValidator(): RequestValidator {
  return (made ??= build());
}

function build(): RequestValidator {
  const text = readFileSync(new URL('openapi.json', import.meta.url), 'utf8');
  const description = JSON.parse(text) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'github', components: nullables(description.components) });
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationOf(ajv, description, { path, method, operation }),
    ),
  );
  return ({ method, path, query, requestBody }) => {
    const fits = operations.filter((one) => one.method === method && one.path.test(path));
    const [operation] = fits.sort((a, b) => b.literals - a.literals);
    if (operation === undefined)
      return [`${method} ${path}: not among the operations that Autopack uses`];
    const unknown = [...new URLSearchParams(query).keys()].filter(
      (name) => !operation.query.has(name),
    );
    const problems = unknown.map((name) => `unknown query parameter ${name}`);
    if (operation.body !== null && typeof requestBody === 'object' && !operation.body(requestBody))
      problems.push(
        ...(operation.body.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message ?? ''}`,
        ),
      );
    return problems.map((problem) => `${operation.name}: ${problem}`);
  };
}

interface Source {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

function operationOf(
  ajv: Ajv,
  description: Description,
  { path, method, operation }: Source,
): Operation {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const pattern = escaped.replace(/\{([^}]+)\}/g, (_, name: string) =>
    ['ref', 'basehead', 'path'].includes(name) ? '.+' : '[^/]+',
  );
  const parameters = (operation['parameters'] ?? []) as readonly Json[];
  const resolved = parameters.map((one) =>
    typeof one['$ref'] === 'string' ? lookUp(description, one['$ref']) : one,
  );
  const content = (operation['requestBody'] as Json | undefined)?.['content'] as Json | undefined;
  const schema = (content?.['application/json'] as Json | undefined)?.['schema'];
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: new RegExp(`^${pattern}$`),
    literals: path.split('/').filter((part) => !part.startsWith('{')).length,
    query: new Set(
      resolved.filter((one) => one['in'] === 'query').map((one) => String(one['name'])),
    ),
    body: schema === undefined ? null : ajv.compile(closed(rooted(nullables(schema))) as Json),
  };
}

function lookUp(description: Description, ref: string): Json {
  const [, , kind = '', name = ''] = ref.split('/');
  return ((description.components[kind] as Json)[name] ?? {}) as Json;
}

/** GitHub ignores what it does not know; a field of ours that it does not know is a mistake. */
const closed = (schema: unknown): unknown =>
  typeof schema === 'object' &&
  schema !== null &&
  'properties' in schema &&
  !('oneOf' in schema) &&
  !('anyOf' in schema)
    ? { ...schema, additionalProperties: false }
    : schema;

const rooted = (value: unknown): unknown =>
  map(value, (object) =>
    typeof object['$ref'] === 'string'
      ? { ...object, $ref: object['$ref'].replace('#/', 'github#/') }
      : object,
  );

/** OpenAPI 3.0 says `nullable`, JSON Schema says type null. */
const nullables = (value: unknown): unknown =>
  map(value, ({ nullable, ...object }) => {
    if (nullable !== true) return object;
    const enums = Array.isArray(object['enum'])
      ? { enum: [...(object['enum'] as unknown[]), null] }
      : {};
    return typeof object['type'] === 'string'
      ? { ...object, ...enums, type: [object['type'], 'null'] }
      : { anyOf: [object, { type: 'null' }] };
  });

function map(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => map(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, map(field, change)]),
  );
  return change(inner);
}
