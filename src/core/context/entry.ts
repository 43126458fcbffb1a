import type { Sha } from '../ids.ts';

/** A file of the tree that is looked at. */
export interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly sha: Sha;
  readonly size: number;
}
