/**
 * Cuts the operations that Autopack uses out of GitHub's OpenAPI description, which is too large to depend on:
 *
 *     npm pack @octokit/openapi@23.0.2    # in a folder of its own; unpack it
 *     node scripts/extract-openapi.ts FOLDER/generated/api.github.com.json
 *
 * Keeps parameters and request bodies, which is what our requests are held against.
 */
import { readFile, writeFile } from 'node:fs/promises';

type Json = { readonly [key: string]: unknown };

const folder = new URL('../test/lab/contract/', import.meta.url);
const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('name the description to cut from');
const full = JSON.parse(await readFile(source, 'utf8')) as Json;
const wanted = JSON.parse(
  await readFile(new URL('operations.json', folder), 'utf8'),
) as readonly string[];

const dropped = new Set([
  'description',
  'example',
  'examples',
  'externalDocs',
  'x-github',
  'title',
  'responses',
  'tags',
  'summary',
  'x-multi-segment',
]);
const needed = new Set<string>();

function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(
    ([key, field]) => !(dropped.has(key) && (typeof field !== 'object' || key !== 'title')),
  );
  for (const [key, field] of fields)
    if (key === '$ref' && typeof field === 'string') needed.add(field);
  return Object.fromEntries(fields.map(([key, field]) => [key, slim(field)]));
}

function at(path: readonly string[]): unknown {
  let value: unknown = full;
  for (const key of path) value = (value as Json)[key];
  return value;
}

const paths: Record<string, Record<string, unknown>> = {};
for (const operation of wanted) {
  const [method = '', path = ''] = operation.split(' ');
  const found = at(['paths', path, method.toLowerCase()]) as Json | undefined;
  if (found === undefined) throw new Error(`GitHub does not describe ${operation}`);
  (paths[path] ??= {})[method.toLowerCase()] = slim({
    parameters: found['parameters'],
    requestBody: found['requestBody'],
  });
}
const components: Record<string, Record<string, unknown>> = {};
for (const ref of needed) {
  const [, , kind = '', name = ''] = ref.split('/');
  (components[kind] ??= {})[name] ??= slim(at(['components', kind, name]));
}
const out = {
  openapi: full['openapi'],
  info: { title: 'Part of GitHub REST API, MIT, from @octokit/openapi 23.0.2' },
  paths,
  components,
};
await writeFile(new URL('openapi.json', folder), `${JSON.stringify(out)}\n`);
console.log(`${wanted.length} operations, ${needed.size} components`);
