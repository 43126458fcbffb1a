import type { Problem } from '../core/plan/plan.ts';
import type { Reuse } from '../core/planning/reuse.ts';
import {
  type JudgedSources,
  judgeSources,
  type SourceFile,
  sourcePaths,
  sourceProblem,
} from '../core/planning/sources.ts';
import { failWith } from '../core/run/action.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { Pass } from './pass.ts';
import type { EnginePorts } from './ports.ts';

/** Fetches what a feature is taken over from, at its commit, and compares it with its pins. */
async function fetchSources({ forge }: EnginePorts, reuse: Reuse): Promise<JudgedSources> {
  const { owner, name, commit } = reuse;
  return judgeSources(reuse, await forge.sources({ owner, name }, commit, sourcePaths(reuse)));
}

/** What is wrong with the sources of a plan, before anything is spent on it. */
export async function sourceProblems(
  ports: EnginePorts,
  plan: string,
  strategy: Strategy,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { reuse } of strategy.phases) {
    if (reuse === undefined) continue;
    const judged = await fetchSources(ports, reuse);
    if (judged.is === 'bad') problems.push(sourceProblem(plan, reuse, judged.why));
  }
  return problems;
}

/** The sources of a phase, for its Builder; none where it takes nothing over. */
export async function sourcesFor(pass: Pass, phaseId: string): Promise<readonly SourceFile[]> {
  const { reuse } = limitsOf(pass.strategy, phaseId);
  const judged = reuse === undefined ? null : await fetchSources(pass.ports, reuse);
  if (reuse === undefined || judged?.is !== 'sound') return [];
  const from = `${reuse.owner}/${reuse.name}`;
  return judged.files.map(({ path, text }) => ({ path: `${from}/${path}`, text }));
}

/** Whether a phase’s sources are what was promised when the run started; else the run ends, before anything is spent. */
export async function sourcesHold(pass: Pass, phaseId: string): Promise<boolean> {
  const { reuse } = limitsOf(pass.strategy, phaseId);
  if (reuse === undefined) return true;
  const judged = await fetchSources(pass.ports, reuse);
  if (judged.is === 'sound') return true;
  pass.note(
    failWith(pass.ports.clock.now(), {
      state: 'DONE_FAILED_POLICY_VIOLATION',
      reason: 'source_mismatch',
      detail: pass.ports.redact(judged.why).slice(0, 600),
      phase: phaseId,
    }),
  );
  return false;
}
