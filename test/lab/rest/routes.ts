import type { Core } from '../core.ts';
import type { Webhooks } from '../webhooks.ts';
import { registerAccounts } from './accounts.ts';
import { registerChecks } from './checks.ts';
import { registerCommits } from './commits.ts';
import { registerContents } from './contents.ts';
import { registerDeliveries } from './deliveries.ts';
import { registerGitData } from './git-data.ts';
import { registerIssues } from './issues.ts';
import { registerLabels } from './labels.ts';
import { registerMerge } from './merge.ts';
import { registerPulls } from './pulls.ts';
import { registerReactions } from './reactions.ts';
import { registerRefs } from './refs.ts';
import { registerReviewComments } from './review-comments.ts';
import { registerReviews } from './reviews.ts';
import { registerStatuses } from './statuses.ts';

/** Every REST route that is ours. Later ones win over earlier ones that fit as well. */
export function registerRoutes(core: Core, webhooks: Webhooks): void {
  registerAccounts(core);
  registerDeliveries(core, webhooks);
  registerGitData(core);
  registerRefs(core);
  registerCommits(core);
  registerContents(core);
  registerIssues(core);
  registerLabels(core);
  registerReactions(core);
  registerPulls(core);
  registerMerge(core);
  registerReviews(core);
  registerReviewComments(core);
  registerChecks(core);
  registerStatuses(core);
}
