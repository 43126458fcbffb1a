import type { RepoName, Sha } from '../core/ids.ts';
import type { GithubClient } from '../github/client.ts';
import type { Readings } from '../github/readings.ts';
import type { Random } from '../ports.ts';
import type { Trusted } from './read-tip.ts';

export interface LedgerDeps {
  readonly client: GithubClient;
  readonly repo: RepoName;
  readonly random: Random;
  readonly trusted: Trusted;
  /** Trees of commits as they become known, shared with the forge. */
  readonly treeIds?: Map<Sha, Sha>;
  /** What the forge has read; left out: nothing is remembered for it. */
  readonly readings?: Readings | undefined;
}
