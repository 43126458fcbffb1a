import type { RepoName, Sha } from '../core/ids.ts';
import type { Forge } from '../ports.ts';
import type { GithubClient } from './client.ts';
import { forgeArtifacts } from './forge-artifacts.ts';
import { forgeBacklog } from './forge-backlog.ts';
import { forgeCatalog } from './forge-catalog.ts';
import { forgeCi } from './forge-ci.ts';
import { forgeConfig } from './forge-config.ts';
import { forgeFiles } from './forge-files.ts';
import { forgeHeads } from './forge-heads.ts';
import { forgeHistory } from './forge-history.ts';
import { forgeIssue } from './forge-issue.ts';
import { forgePulls } from './forge-pulls.ts';
import { forgeReads } from './forge-reads.ts';
import { forgeRun } from './forge-run.ts';
import { forgeUpdate } from './forge-update.ts';
import { forgeCheckWrites, forgeTalk } from './forge-writes.ts';
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

/** One repository on GitHub. */
export const githubForge = (deps: ForgeDeps): Forge => ({
  ...forgeReads(deps),
  ...forgeIssue(deps),
  ...forgeRun(deps),
  ...forgeCi(deps),
  ...forgeArtifacts(deps),
  ...forgeFiles(deps),
  ...forgeCatalog(deps),
  ...forgeHistory(deps),
  ...forgeHeads(deps),
  ...forgeTalk(deps),
  ...forgePulls(deps),
  ...forgeUpdate(deps),
  ...forgeCheckWrites(deps),
  ...forgeConfig(deps),
  ...forgeBacklog(deps),
});
