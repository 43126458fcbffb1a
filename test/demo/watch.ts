/** Tells on the terminal what happens in the ledger, event by event. */
import type { Stage } from '../support/stage.ts';

export interface Ledger {
  readonly runId: string;
  readonly state: string;
  readonly journal: readonly { readonly seq: number; readonly text: string }[];
  readonly phases: readonly {
    readonly id: string;
    readonly state: string;
    readonly attempt: number;
  }[];
  readonly pr: number | null;
  readonly promotion: string;
  readonly spent: { readonly tokens: number; readonly microUsd: number };
}

/** The newest run's state as the ledger's tip has it, or that of the run that is named; null before there is one. */
export async function readLedger(stage: Stage, runId?: string): Promise<Ledger | null> {
  const refs = await stage.lab.git(stage.repo, [
    'for-each-ref',
    '--format=%(refname)',
    runId === undefined ? 'refs/heads/autopack/state' : `refs/heads/autopack/state/${runId}`,
  ]);
  const ref = refs.text.split('\n').filter(Boolean).at(-1);
  if (ref === undefined) return null;
  const state = await stage.lab.git(stage.repo, ['show', `${ref}:state.json`]);
  return state.code === 0 ? (JSON.parse(state.text) as Ledger) : null;
}

const PAUSE_MS = 150;

/** Polls until `done` holds; prints each new line of the journal once. */
export async function watch(
  stage: Stage,
  options: {
    readonly done: (ledger: Ledger) => boolean;
    readonly say: (line: string) => void;
    readonly from: number;
    readonly timeoutMs: number;
    /** Left out: the newest run. */
    readonly runId?: string;
  },
): Promise<Ledger> {
  let told = options.from;
  const until = Date.now() + options.timeoutMs;
  for (;;) {
    const ledger = await readLedger(stage, options.runId);
    for (const line of ledger?.journal ?? []) {
      if (line.seq <= told) continue;
      options.say(`${String(line.seq).padStart(4)}  ${line.text.replaceAll('\u200B', '')}`);
      told = line.seq;
    }
    if (ledger !== null && options.done(ledger)) return ledger;
    if (Date.now() > until)
      throw new Error(
        `the run did not get there in ${options.timeoutMs / 1000} s; it is ${ledger?.state ?? 'not started'}`,
      );
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
