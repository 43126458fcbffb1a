/** GraphQL, validated and executed against GitHub's own published schema. */
import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';
import type { Core } from '../core.ts';
import { HttpError, json } from '../http.ts';
import type { Json, LabRequest } from '../internals.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import type { Args, Scope, View } from './view.ts';

const SDL = new URL(
  '../../../node_modules/@octokit/graphql-schema/schema.graphql',
  import.meta.url,
);

// Parsing it takes half a second, so it is done once a process and only when somebody asks.
let schema: Promise<GraphQLSchema> | undefined;
const loadSchema = (): Promise<GraphQLSchema> =>
  (schema ??= readFile(SDL, 'utf8').then((text) =>
    buildSchema(text, { assumeValid: true, assumeValidSDL: true }),
  ));

export function registerGraphql(core: Core): void {
  core.lab.route('POST', '/graphql', (request) => answer(core, request));
}

async function answer(core: Core, request: LabRequest): Promise<Response> {
  const { caller, body } = request;
  if (caller.is === 'nobody' || caller.is === 'app')
    throw new HttpError(401, 'This endpoint requires you to be authenticated.');
  const source = body['query'];
  if (typeof source !== 'string')
    return json({
      errors: [{ message: 'A query attribute must be specified and must be a string.' }],
    });
  const types = await loadSchema();
  const document = parsed(source);
  if (document instanceof GraphQLError) return json({ errors: [shape(document)] });
  const wrong = validate(types, document);
  if (wrong.length > 0) return json({ errors: wrong.map(shape) });
  const scope: Scope = { core, caller };
  const result = await execute({
    schema: types,
    document,
    variableValues: (body['variables'] ?? {}) as Json,
    operationName: typeof body['operationName'] === 'string' ? body['operationName'] : null,
    rootValue: { ...queries(scope), ...mutations(scope) },
    contextValue: scope,
    fieldResolver: resolver(core),
    typeResolver: (value) => String((value as View)['__typename']),
  });
  const { data, errors } = result;
  if (errors !== undefined) reportBugs(errors);
  return json({
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(shape) }),
  });
}

function parsed(source: string): DocumentNode | GraphQLError {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

type Field = (args: Args, scope: Scope) => unknown;

/** A field the lab does not have must not come back as an innocent null. */
const resolver =
  (core: Core): NonNullable<ExecutionArgs['fieldResolver']> =>
  (source: unknown, args: Args, scope: Scope, info) => {
    const view = source as View;
    if (!(info.fieldName in view)) {
      const name = `GraphQL ${info.parentType.name}.${info.fieldName}`;
      core.unknownRoutes.push(name);
      throw new GraphQLError(`the lab does not have ${name}`);
    }
    const value = view[info.fieldName];
    return typeof value === 'function' ? (value as Field)(args, scope) : value;
  };

function shape(error: GraphQLError): Json {
  const { type } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}

/** An exception that is not an answer is a bug of the lab and is said aloud. */
function reportBugs(errors: readonly GraphQLError[]): void {
  for (const { originalError } of errors)
    if (originalError !== undefined && !(originalError instanceof GraphQLError))
      console.error(originalError);
}
