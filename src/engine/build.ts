import { builderRequest } from '../agents/builder.ts';
import { limitsOf } from '../core/run/phase.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import { callModel } from './call.ts';
import type { Pass } from './pass.ts';
import { serve } from './serve.ts';

/** Serves files, writes the hold down, calls the Builder and keeps its answer. */
export async function build(
  pass: Pass,
  action: { readonly phase: string; readonly attempt: number },
  show: () => Promise<void>,
): Promise<void> {
  const run = pass.run();
  const phase = limitsOf(pass.strategy, action.phase);
  const { tree, files, omitted } = await serve(pass, action.phase, run.head);
  const request = builderRequest({
    strategy: pass.strategy,
    phase,
    tree,
    served: files,
    omitted,
    evidence: phaseOf(run, action.phase).evidence,
  });
  const { attempt } = action;
  await callModel(
    pass,
    {
      phase: phase.id,
      role: 'builder',
      request,
      started: (hold) => ({
        type: 'build-started',
        at: pass.ports.clock.now(),
        phase: phase.id,
        attempt,
        hold,
      }),
    },
    show,
  );
}
