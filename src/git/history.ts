import type { RepoName, Sha } from '../core/ids.ts';
import type { RunEvent } from '../core/run/event.ts';
import { eventsOf } from '../core/verify/events.ts';
import type { Link } from '../core/verify/evidence.ts';
import type { GithubClient } from '../github/client.ts';
import { linksOf } from './archive.ts';

/**
 * Every event of a ledger up to a tip: one request a page of fifty commits, and one more where an event is too
 * large for a message. Null: the history does not begin with a run, or a commit of it cannot be read.
 */
export const readHistory = async (
  at: { readonly client: GithubClient; readonly repo: RepoName },
  tip: Sha,
): Promise<readonly RunEvent[] | null> =>
  historyOf(await linksOf(at, tip, (path) => path.startsWith('payloads/')));

export function historyOf(links: readonly Link[]): readonly RunEvent[] | null {
  const events: RunEvent[] = [];
  for (const link of links) {
    const read = eventsOf(link);
    if (link.said === null || read.is === 'wrong') return null;
    events.push(...read.value);
  }
  return events[0]?.type === 'run-started' ? events : null;
}
