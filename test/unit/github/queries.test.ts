import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, NoDeprecatedCustomRule, parse, validate, type GraphQLSchema } from 'graphql';
import * as ledger from '../../../src/git/queries.ts';
import * as forge from '../../../src/github/queries.ts';
import * as backlog from '../../../src/github/queries-backlog.ts';
import * as pages from '../../../src/github/queries-pages.ts';

/** Every text of these modules; those that are made by a function, in each of their forms. */
const texts: readonly (readonly [string, string])[] = [
  ...Object.entries({ ...ledger, ...forge, ...backlog, ...pages }).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as const] : [],
  ),
  ...[true, false].flatMap((required) => [
    [`later suites, required ${required}`, pages.laterSuites(required)] as const,
    [`later runs, required ${required}`, pages.laterRuns(required)] as const,
  ]),
  ['blobs', forge.blobs(100)],
  ['histories', forge.histories(30)],
  ['namesAt', forge.namesAt(41)],
  ['commits', ledger.commits(40)],
  ['world with what is required', forge.world({ pull: 'number', issue: true, required: true })],
  ...(['number', 'branch'] as const).flatMap((pull) =>
    [true, false].map(
      (issue) => [`world by ${pull}, issue ${issue}`, forge.world({ pull, issue })] as const,
    ),
  ),
];

describe('GraphQL texts', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    const file = new URL(
      '../../../node_modules/@octokit/graphql-schema/schema.graphql',
      import.meta.url,
    );
    schema = buildSchema(await readFile(file, 'utf8'), { assumeValid: true, assumeValidSDL: true });
  });

  it('are all looked at', () => {
    expect(texts.length).toBeGreaterThanOrEqual(15);
  });

  it.each(texts)('%s fits the schema that GitHub publishes', (_name, text) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(texts)('%s asks for nothing that GitHub is to take away', (_name, text) => {
    const old = validate(schema, parse(text), [NoDeprecatedCustomRule]);
    expect(old.map(({ message }) => message)).toEqual([]);
  });

  it('use no variable that the client takes for an option of its own', () => {
    const taken = ['method', 'baseUrl', 'url', 'headers', 'request', 'query', 'mediaType'];
    for (const [, text] of texts)
      for (const variable of taken) expect(text).not.toContain(`$${variable}:`);
  });

  it('would be refused with a field that is not there', () => {
    const wrong = forge.REPO.replace('databaseId', 'databaseIdentity');
    expect(validate(schema, parse(wrong))).toHaveLength(1);
  });
});
