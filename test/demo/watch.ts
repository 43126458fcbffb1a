/** Tells on the terminal what happens in the ledger, event by event. */
import { shownJournal } from '../../src/core/report/journal-shown.ts';
import { entryAt } from '../lab/git/tree.ts';
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

const LEDGERS = 'refs/heads/autopack/state/';

/** The newest run's state as the ledger's tip has it, or that of the run that is named; null before there is one. */
export async function readLedger(stage: Stage, runId?: string): Promise<Ledger | null> {
  const { internals } = stage.lab;
  const repo = internals.repo(stage.repo);
  if (repo === undefined) return null;
  const git = internals.git(repo);
  const ref =
    runId === undefined
      ? [...git.refs().keys()]
          .filter((name) => name.startsWith(LEDGERS))
          .toSorted()
          .at(-1)
      : LEDGERS + runId;
  const tip = await git.commit(git.ref(ref ?? '') ?? '');
  if (tip === undefined) return null;
  const file = await entryAt(git.objects, tip.tree, 'state.json');
  const state = await git.objects.read(file?.sha ?? '');
  return state === undefined ? null : (JSON.parse(state.bytes.toString('utf8')) as Ledger);
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
    for (const line of shownJournal(ledger?.journal ?? [])) {
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
