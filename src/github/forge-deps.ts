import type { RepoName, Sha } from '../core/ids.ts';
import type { GithubClient } from './client.ts';
import type { Readings } from './readings.ts';

export interface ForgeDeps {
  readonly client: GithubClient;
  readonly repo: RepoName;
  /** Trees of commits as they become known, shared with the ledger: each is one request less. */
  readonly treeIds?: Map<Sha, Sha>;
  /** Shared by all repositories of a process; left out: its own. */
  readonly readings?: Readings | undefined;
  /** Who we are: everything of ours is found by these ids, never by a login. */
  readonly identity: {
    /** Database id of the bot that comments and reviews. */
    readonly botId: number;
    /** The App's id; null where a workflow's token is used, whose checks belong to GitHub Actions. */
    readonly appId: number | null;
  };
}
