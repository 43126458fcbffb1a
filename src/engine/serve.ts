import { chooseFiles } from '../agents/context.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import { limitsOf } from '../core/run/phase.ts';
import type { TreeEntry } from '../ports.ts';
import type { Pass } from './pass.ts';

/** What the Builder is shown of the tree at one commit. The same commit and phase give the same choice, so a resume can serve it again. */
export interface Served {
  readonly tree: readonly TreeEntry[];
  readonly files: readonly ServedFile[];
  readonly omitted: readonly string[];
}

/** A third of the phase's tokens may be files: the rest is for the answers and the next attempts. */
const FILES_SHARE = 0.3;

export async function serve(pass: Pass, phaseId: string, commit: string): Promise<Served> {
  const phase = limitsOf(pass.strategy, phaseId);
  const tree = await pass.ports.forge.tree(commit);
  const context = pass.strategy.capabilities[phase.builder.model]?.maxContext ?? 128_000;
  const tokenBudget = Math.floor(
    Math.min((phase.tokenCap * FILES_SHARE) / phase.builderAttempts, context / 2),
  );
  const { serve: chosen, omitted } = chooseFiles({ phase, tree, tokenBudget });
  return { tree, files: await pass.ports.forge.files(commit, chosen), omitted };
}
