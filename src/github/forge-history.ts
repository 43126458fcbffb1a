import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ASKED_PAST, joinPasts, type PastChange, type PastCommit } from '../core/context/past.ts';
import type { Sha } from '../core/ids.ts';
import type { Forge } from '../ports.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { inHalves } from './in-halves.ts';
import { histories as historiesOf } from './queries.ts';

const HistoriesAnswer = z.object({
  repository: z.object({
    /** Null: GitHub has no such commit. */
    object: z
      .record(
        z.string(),
        z.object({
          nodes: z.array(
            z.object({ oid: z.string(), message: z.string(), committedDate: z.string() }),
          ),
        }),
      )
      .nullable(),
  }),
});

/** In one request: GitHub walks the commits for each of them, and gives up after ten seconds. */
const AT_ONCE = 20;

/** Answers that are kept: the files of an answer are looked for again when it is applied. */
const MAX_KEPT = 20;

/** What past commits say of files: a few requests for all of them, and the commits that they share. */
export function forgeHistory(deps: ForgeDeps): Pick<Forge, 'fileHistory'> {
  const kept = new LRUCache<string, readonly PastCommit[]>({ max: MAX_KEPT });
  return {
    fileHistory: async (commit, paths) => {
      const asked = paths.slice(0, ASKED_PAST.paths);
      // A commit's past never changes.
      const key = [commit, ...asked].join('\0');
      const known = kept.get(key) ?? (asked.length === 0 ? [] : await ask(deps, commit, asked));
      kept.set(key, known);
      return known;
    },
  };
}

async function ask(
  deps: ForgeDeps,
  commit: Sha,
  paths: readonly string[],
): Promise<readonly PastCommit[]> {
  const histories: (readonly PastChange[])[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE)
    histories.push(
      ...(await inHalves(paths.slice(at, at + AT_ONCE), (some) => askFor(deps, commit, some))),
    );
  return joinPasts(paths, histories);
}

type Histories = readonly (readonly PastChange[])[];

async function askFor(
  { client, repo }: ForgeDeps,
  commit: Sha,
  paths: readonly string[],
): Promise<Histories> {
  const variables = Object.fromEntries(paths.map((path, index) => [`p${index}`, path]));
  const text = historiesOf(paths.length);
  const { each } = ASKED_PAST;
  const answer = await client.query(text, { ...repo, commit, each, ...variables }, HistoriesAnswer);
  return paths.map((_, index) =>
    (answer.repository.object?.[`h${index}`]?.nodes ?? []).map(
      ({ oid: id, message, committedDate }) => ({ id, message, at: Date.parse(committedDate) }),
    ),
  );
}
