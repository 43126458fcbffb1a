/** The governance demo: six acts on one repository, each proven by what GitHub shows. */
import { openStage } from '../../support/stage.ts';
import { costOf } from '../count.ts';
import { keep } from '../keep.ts';
import { notClean, reuse, strict } from './acts-keys.ts';
import { aged, budget, records } from './acts-later.ts';
import { planOf, seedSource, service, type Source } from './files.ts';
import { keysScript } from './script-keys.ts';
import { LATER_SCRIPT } from './script-later.ts';
import { openTheatre, type Played, type Proofs, type Theatre } from './theatre.ts';
import type { Script } from '../../lab/model/script.ts';

export interface ActDone {
  readonly act: number;
  readonly title: string;
  readonly happened: boolean;
  readonly proofs: Proofs;
}

export interface GovernanceResult {
  readonly plan: 'governance';
  readonly ok: boolean;
  readonly acts: readonly ActDone[];
  readonly runs: readonly { readonly run_id: string; readonly pr: number }[];
  /** What went wrong before the last act; null: nothing. */
  readonly broken: string | null;
  readonly github_requests: number;
  readonly llm_calls: number;
  readonly wall_ms: number;
  /** Where what people saw is kept, and what is there. */
  readonly folder: string;
  readonly kept: readonly string[];
}

export const ACTS: readonly string[] = [
  'A feature is taken over, with its licence',
  'A strict phase: red, repaired, two Auditors',
  'A tier is not clean: blocked, then allowed',
  'What has aged is cleaned up by the next run',
  'A budget stops a run, with its incident pack',
  'Every record is computed again from GitHub',
];

export async function runGovernance(
  say: (line: string) => void,
  folder: string,
): Promise<GovernanceResult> {
  const began = Date.now();
  const script: Record<string, Script[string]> = { ...LATER_SCRIPT };
  let source: Source | undefined;
  const stage = await openStage({
    files: await service(),
    script,
    features: async (lab) => {
      source = await seedSource(lab);
      Object.assign(script, keysScript(source));
      return source.catalog;
    },
  });
  try {
    if (source === undefined) throw new Error('nothing was seeded to take over');
    const theatre = await openTheatre(stage, source, say);
    const told = await tell(theatre);
    stage.lab.assertClean();
    return {
      ...{ plan: 'governance', ...told },
      ok: told.acts.length === ACTS.length && told.acts.every(({ happened }) => happened),
      github_requests: costOf(stage.lab.requests.all()).requests,
      llm_calls: stage.model.calls().length,
      wall_ms: Date.now() - began,
      ...{ folder, kept: await keep(stage, folder) },
    };
  } finally {
    await stage.close();
  }
}

type Told = Pick<GovernanceResult, 'acts' | 'runs' | 'broken'>;

/** Act after act; one that cannot be played ends the story, and says why. */
async function tell(theatre: Theatre): Promise<Told> {
  const acts: ActDone[] = [];
  const runs: Played[] = [];
  const act = async (play: () => Promise<Proofs>): Promise<void> => {
    const title = ACTS[acts.length] ?? '';
    theatre.say(`\nAct ${acts.length + 1}. ${title}\n`);
    const proofs = await play();
    const happened = Object.values(proofs).every(Boolean);
    acts.push({ act: acts.length + 1, title, happened, proofs });
  };
  const ofItsOwn = async (play: Promise<{ run: Played; proofs: Proofs }>): Promise<Proofs> => {
    const { run, proofs } = await play;
    runs.push(run);
    return proofs;
  };
  let broken: string | null = null;
  try {
    const first = await theatre.run(await planOf('1-keys'));
    runs.push(first);
    await act(() => reuse(theatre, first));
    await act(() => strict(theatre, first));
    await act(() => notClean(theatre, first));
    await act(() => ofItsOwn(aged(theatre)));
    await act(() => ofItsOwn(budget(theatre)));
    await act(() => records(theatre, runs));
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
  }
  return { acts, runs: runs.map(({ runId, pr }) => ({ run_id: runId, pr })), broken };
}
