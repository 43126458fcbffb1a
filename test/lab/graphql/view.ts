/** How resolvers are written here: an object whose fields are values, or functions of the field's arguments. */
import { GraphQLError } from 'graphql';
import type { Core } from '../core.ts';
import type { Caller, Json } from '../internals.ts';

export type Args = Readonly<Record<string, unknown>>;
export type View = Readonly<Record<string, unknown>>;

export interface Scope {
  readonly core: Core;
  readonly caller: Caller;
}

/** GitHub puts the kind of an error beside its message. */
export const failure = (type: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

export const missing = (message: string): GraphQLError => failure('NOT_FOUND', message);
export const forbidden = (): GraphQLError =>
  failure('FORBIDDEN', 'Resource not accessible by integration');

export function textArg(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw failure('UNPROCESSABLE', `${name} is missing`);
  return value;
}

export const inputOf = (args: Args): Json => args['input'] as Json;

const CURSOR = 'lab:';
const encode = (at: number): string => Buffer.from(`${CURSOR}${at}`).toString('base64');

function decode(cursor: unknown): number | undefined {
  if (typeof cursor !== 'string') return undefined;
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  if (!text.startsWith(CURSOR))
    throw failure(
      'INVALID_CURSOR_ARGUMENTS',
      `\`${cursor}\` does not appear to be a valid cursor.`,
    );
  return Number(text.slice(CURSOR.length));
}

/** A field that pages through `list`; nodes are made only for what is asked. */
export function connection<T>(
  name: string,
  list: (args: Args) => readonly T[] | Promise<readonly T[]>,
  show: (item: T) => unknown,
): (args: Args) => Promise<View> {
  return async (args) => {
    const all = await list(args);
    const { from, to } = slice(name, args, all.length);
    const edges = all
      .slice(from, to)
      .map((item, at) => ({ cursor: encode(from + at), node: () => show(item) }));
    return {
      totalCount: all.length,
      edges,
      nodes: () => Promise.all(all.slice(from, to).map(show)),
      pageInfo: {
        hasNextPage: to < all.length,
        hasPreviousPage: from > 0,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  };
}

function slice(name: string, args: Args, length: number): { from: number; to: number } {
  const { first, last } = args;
  if (typeof first !== 'number' && typeof last !== 'number')
    throw failure(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  const size = Number(first ?? last);
  if (size < 0 || size > 100)
    throw failure(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`,
    );
  const after = decode(args['after']);
  const before = decode(args['before']);
  const start = after === undefined ? 0 : after + 1;
  const end = Math.min(length, before ?? length);
  if (typeof first === 'number')
    return { from: start, to: Math.max(start, Math.min(end, start + size)) };
  return { from: Math.max(start, end - size), to: Math.max(start, end) };
}
