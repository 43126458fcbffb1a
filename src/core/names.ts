import type { RunId, Sha } from './ids.ts';

/** Everything Autopack creates on GitHub has a name computed here, so that doing it twice is doing it once. */

export const LEDGER_PREFIX = 'autopack/state/';
export const codeBranch = (runId: RunId): string => `autonomous/${runId}`;
export const ledgerBranch = (runId: RunId): string => `${LEDGER_PREFIX}${runId}`;

export const runIdOf = (issue: number, n: number): RunId => `${issue}-${n}`;

/** The trigger label, the only one people set. It is removed when the run is durable. */
export const RUN_LABEL = 'autopack:run';
/** Set by people, never touched by us: the run pauses while it is there. */
export const HOLD_LABEL = 'autopack:hold';

export const STATE_LABELS = {
  running: 'autopack:running',
  needsHuman: 'autopack:needs-human',
  ready: 'autopack:ready',
  done: 'autopack:done',
  failed: 'autopack:failed',
} as const;
export type StateLabel = (typeof STATE_LABELS)[keyof typeof STATE_LABELS];

export const CHECKS = {
  audit: 'autopack / audit',
  run: 'autopack / run',
  config: 'autopack / config',
} as const;

/** Hidden first lines by which our own comments and reviews are found again. */
export const marker = {
  planCheck: (): string => '<!-- autopack:plan-check -->',
  verify: (): string => '<!-- autopack:verify -->',
  noRun: (): string => '<!-- autopack:no-run -->',
  plan: (runId: RunId): string => `<!-- autopack:plan:${runId} -->`,
  status: (runId: RunId): string => `<!-- autopack:status:${runId} -->`,
  incident: (runId: RunId): string => `<!-- autopack:incident:${runId} -->`,
  review: (runId: RunId, phase: string, head: Sha): string =>
    `<!-- autopack:review:${runId}:${phase}:${head} -->`,
  doubled: (): string => '<!-- autopack:doubled -->',
  finding: (id: string): string => `<!-- autopack:finding:${id} -->`,
  refusal: (commentId: string): string => `<!-- autopack:reply:${commentId} -->`,
} as const;

/** The finding that a comment of ours is about; null: none. Ours is the last one: a suggestion above it may hold another. */
export const findingIn = (body: string): string | null =>
  [...body.matchAll(/<!-- autopack:finding:(F-[1-9][0-9]*) -->/g)].at(-1)?.[1] ?? null;

/** A check run's `external_id`: run:phase:attempt:purpose:head. */
export const externalId = (
  runId: RunId,
  phase: string,
  attempt: number,
  purpose: 'audit' | 'run',
  head: Sha,
): string => `${runId}:${phase}:${attempt}:${purpose}:${head}`;

/** The `external_id` of the check of a configuration; it belongs to no run. */
export const configCheckId = (head: Sha): string => `-:-:0:config:${head}`;

/** The id of a hold, and with it of the kept answer. */
export const holdId = (runId: RunId, phase: string, role: string, call: number): string =>
  `${runId}.${phase}.${role}.${call}`;
