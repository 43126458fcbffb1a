/** A run to write into ledgers: events that are legal one after the other, and their fold. */
import type { Hold } from '../../src/core/budget.ts';
import { sha256Hex } from '../../src/core/hash.ts';
import type { RunId, Sha } from '../../src/core/ids.ts';
import { holdId } from '../../src/core/names.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { fold } from '../../src/core/run/evolve.ts';
import type { GovernedEdits } from '../../src/core/govern/governed.ts';
import type { FileChange } from '../../src/core/edits/edits.ts';
import type { LedgerEntry, LedgerTip } from '../../src/ports.ts';
import { strategy } from '../unit/run/story.ts';

export const RULES = strategy();
const PHASE = 'T1.P1';
export const PLAN = '# A plan\n\nwith @somebody, [skip ci] and Ünïcode 🎉\n';

export function firstEntry(
  runId: RunId,
  { base, repoId }: { readonly base: Sha; readonly repoId: number },
): LedgerEntry & { strategy: typeof RULES; plan: string } {
  const at = 1_000;
  const events: readonly RunEvent[] = [
    {
      type: 'run-started',
      at,
      runId,
      repo: { id: repoId, owner: 'acme', name: 'shop' },
      issue: { number: Number(runId.split('-')[0]), title: 'A plan [skip ci] @ada' },
      trigger: { id: 'LE_1', kind: 'label', actor: { id: 5, login: 'ada' } },
      base: { branch: 'main', sha: base },
      planHash: sha256Hex(PLAN),
      identity: 'app',
    },
    {
      type: 'strategy-frozen',
      at,
      strategyHash: sha256Hex('rules'),
      tiers: RULES.tiers.map(({ id }) => ({ id })),
      phases: RULES.phases.map(({ id, tier }) => ({ id, tier })),
    },
    { type: 'preflight-passed', at },
    { type: 'queue-entered', at },
  ];
  return { events, run: fold(undefined, events), strategy: RULES, plan: PLAN };
}

export const next = (tip: LedgerTip, ...events: readonly RunEvent[]): LedgerEntry => ({
  events,
  run: fold(tip.run, events),
});

const holdOf = (runId: RunId): Hold => ({
  id: holdId(runId, PHASE, 'builder', 1),
  role: 'builder',
  phase: PHASE,
  model: 'm',
  tokens: 10_000,
  microUsd: 20_000,
  promptHash: sha256Hex('prompt'),
  lease: { worker: 'w', until: 600_000 },
});

export const phaseStarted: RunEvent = { type: 'phase-started', at: 2_000, phase: PHASE };

export const buildStarted = (runId: RunId): RunEvent => ({
  type: 'build-started',
  at: 3_000,
  phase: PHASE,
  attempt: 1,
  hold: holdOf(runId),
});

export const answerKept = (runId: RunId, text: string): RunEvent => ({
  type: 'answer-kept',
  at: 4_000,
  hold: holdOf(runId).id,
  usage: { input: 10, cachedInput: 0, output: 5 },
  settled: { tokens: 15, microUsd: 30 },
  stop: 'complete',
  anomaly: false,
  answer: sha256Hex(text),
});

export const committed = (before: Sha, code: { head: Sha; tree: Sha }): RunEvent => ({
  type: 'edits-committed',
  at: 5_000,
  phase: PHASE,
  attempt: 1,
  before,
  ...code,
  files: 1,
  added: 1,
  removed: 1,
  risk: 0,
  gate: [],
});

/** Only the gate makes these in the product; here the gate is not what is tested. */
export const governed = (...changes: readonly FileChange[]): GovernedEdits =>
  ({ changes, files: changes.length, added: 1, removed: 1 }) as unknown as GovernedEdits;

export const ANSWER = '{"edits":[],"notes":"[skip ci] for @ada"}';
