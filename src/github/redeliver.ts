import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { GithubClient } from './client.ts';

export interface RedeliverDeps {
  /** Speaks as the App itself, by JWT. */
  readonly client: Pick<GithubClient, 'page' | 'write'>;
  /** Events worth having; the others are failures that nobody misses. */
  readonly events: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly told?: (outcome: 'asked' | 'refused' | 'given-up') => void;
}

/** Looks for deliveries that failed, and asks GitHub to send them again. */
export type Sweep = () => Promise<void>;

const MINUTE_MS = 60_000;
/** A process that starts does not know how long nobody listened; GitHub forgets after three days. */
const FIRST_LOOK_MS = 3 * 24 * 60 * MINUTE_MS;
/** Deliveries are listed late and by GitHub's clock. */
const OVERLAP_MS = 5 * MINUTE_MS;
const PER_PAGE = 100;
/** Bounds of one sweep; what is beyond them the resync finds. */
const MAX_PAGES = 50;
const MAX_ASKED = 200;
/** So often a delivery is sent again before the resync is left to find what it was about. */
const MAX_TRIES = 3;

const Deliveries = z.array(
  z.object({
    /** Larger than a number can hold exactly? Then it cannot be named, and the resync has to do. */
    id: z.number(),
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    status_code: z.int(),
    event: z.string(),
  }),
);
type Attempt = z.infer<typeof Deliveries>[number];

/** A delivery, by all its attempts that were seen; GitHub lists the newest first. */
interface Missed {
  readonly newest: Attempt;
  readonly tries: number;
}

/**
 * GitHub never sends a delivery again by itself. Each sweep reads what was delivered since the last one, and
 * asks for every delivery none of whose attempts succeeded; they come with their old GUID, so that one that
 * had arrived after all adds nothing.
 */
export function redeliver(deps: RedeliverDeps): Sweep {
  let since = deps.clock.now() - FIRST_LOOK_MS;
  /** GUIDs that were asked for, with how often and when last. */
  const asked = new Map<string, { readonly tries: number; readonly at: number }>();
  return async () => {
    const attempts = await attemptsSince(deps, since);
    const missed = missedIn(attempts, deps.events);
    for (const { newest, tries } of missed.slice(0, MAX_ASKED)) {
      const before = Math.max(tries - 1, asked.get(newest.guid)?.tries ?? 0);
      asked.set(newest.guid, { tries: before + 1, at: deps.clock.now() });
      if (before < MAX_TRIES) await ask(deps, newest);
      else if (before === MAX_TRIES) giveUp(deps, newest);
    }
    for (const [guid, { at }] of asked)
      if (at < deps.clock.now() - FIRST_LOOK_MS) asked.delete(guid);
    // The rest is looked for once more; else the next sweep begins where this one ended.
    const newest = attempts[0]?.delivered_at;
    if (missed.length <= MAX_ASKED && newest !== undefined)
      since = Math.max(since, newest - OVERLAP_MS);
  };
}

async function attemptsSince(
  { client, log }: RedeliverDeps,
  since: number,
): Promise<readonly Attempt[]> {
  const found: Attempt[] = [];
  let cursor: { readonly cursor?: string } = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params: Readonly<Record<string, unknown>> = { per_page: PER_PAGE, ...cursor };
    const { data, next } = await client.page('GET /app/hook/deliveries', params, Deliveries);
    found.push(...data.filter((attempt) => attempt.delivered_at >= since));
    const last = data.at(-1);
    if (next === null || last === undefined || last.delivered_at < since) return found;
    cursor = { cursor: next };
  }
  log.warn({ pages: MAX_PAGES }, 'more was delivered than is looked through');
  return found;
}

/** Oldest first. */
function missedIn(attempts: readonly Attempt[], events: readonly string[]): readonly Missed[] {
  const byGuid = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const same = byGuid.get(attempt.guid);
    if (same === undefined) byGuid.set(attempt.guid, [attempt]);
    else same.push(attempt);
  }
  return [...byGuid.values()].toReversed().flatMap((same) => {
    const [newest] = same;
    if (newest === undefined || !events.includes(newest.event) || same.some(arrived)) return [];
    return Number.isSafeInteger(newest.id) ? [{ newest, tries: same.length }] : [];
  });
}

const arrived = ({ status_code: status }: Attempt): boolean => status >= 200 && status < 300;

async function ask({ client, log, told }: RedeliverDeps, attempt: Attempt): Promise<void> {
  const fields = { delivery: attempt.guid, event: attempt.event, status: attempt.status_code };
  try {
    const params = { delivery_id: attempt.id };
    await client.write(
      'POST /app/hook/deliveries/{delivery_id}/attempts',
      params,
      z.unknown().optional(),
    );
    told?.('asked');
    log.info(fields, 'a delivery had failed and is sent again');
  } catch (error) {
    // GitHub says no to this one, perhaps because it is too old: the others may go.
    if (!(error instanceof UserError)) throw error;
    told?.('refused');
    log.warn({ ...fields, err: error }, 'a delivery had failed and cannot be sent again');
  }
}

function giveUp({ log, told }: RedeliverDeps, { guid, event }: Attempt): void {
  told?.('given-up');
  log.warn({ delivery: guid, event, tries: MAX_TRIES }, 'a delivery fails again and again');
}
