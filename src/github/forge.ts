import type { ForgeDeps } from './forge-deps.ts';
import type { Forge } from '../ports.ts';
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
