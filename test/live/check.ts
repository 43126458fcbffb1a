/** One question about GitHub, and what an answer to it looks like. */
import { GraphqlResponseError } from '@octokit/graphql';
import { RequestError } from '@octokit/request-error';
import { ConflictError, UserError } from '../../src/core/errors.ts';
import type { LiveWorld } from './world.ts';

export interface Answer {
  /** `yes`: GitHub does what Autopack takes for granted. */
  readonly verdict: 'yes' | 'no' | 'could not tell';
  readonly seen: string;
}

export interface Check {
  /** As in docs/live-checks.md. */
  readonly name: string;
  readonly question: string;
  readonly ask: (world: LiveWorld) => Promise<Answer>;
}

export const yesIf = (held: boolean, seen: string): Answer => ({
  verdict: held ? 'yes' : 'no',
  seen,
});
export const unclear = (seen: string): Answer => ({ verdict: 'could not tell', seen });

const MAX_SHAPE = 300;

/** An answer of GitHub that is no success, as a person would report it: status, types, words. */
export function shapeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return wordsOf(cause).replace(/\s+/g, ' ').slice(0, MAX_SHAPE);
}

function wordsOf(error: unknown): string {
  if (error instanceof GraphqlResponseError) {
    const errors: readonly { readonly type?: string; readonly message: string }[] =
      error.errors ?? [];
    return `HTTP 200 with ${errors.map(({ type, message }) => `${type ?? 'no type'}: ${message}`).join('; ')}`;
  }
  if (error instanceof RequestError) return `HTTP ${error.status}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Null: GitHub did it. Else its refusal; trouble on the way is no answer and is thrown. */
export async function refusalOf(call: Promise<unknown>): Promise<Error | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof ConflictError || error instanceof UserError) return error;
    throw error;
  }
}
