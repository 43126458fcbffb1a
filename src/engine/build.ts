import { type BuilderContext, builderRequest } from '../agents/builder.ts';
import type { Want } from '../core/context/look.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import { callModel } from './call.ts';
import { phaseNow } from './choose-model.ts';
import { locate } from './locate.ts';
import { look } from './look.ts';
import type { Pass } from './pass.ts';
import { serve, type Served } from './serve.ts';
import { sourcesFor, sourcesHold } from './sources.ts';

/** Serves files, writes the hold down, calls the Builder and keeps its answer; or asks first which files these are. */
export async function build(
  pass: Pass,
  action: { readonly phase: string; readonly attempt: number },
  show: () => Promise<void>,
): Promise<void> {
  const { phase, attempt } = action;
  if (!(await sourcesHold(pass, phase))) return;
  const commit = pass.run().head;
  const served = await serve(pass, phase, commit);
  const context = await builderContext(pass, phase, { commit, served });
  const request = builderRequest(context);
  if (await locate(pass, phase, { served, before: request, show })) return;
  const ask = (model: string) => builderRequest(withBuilder(context, model));
  const started = (hold: Parameters<Parameters<typeof callModel>[1]['started']>[0]) =>
    ({ type: 'build-started', at: pass.ports.clock.now(), phase, attempt, hold }) as const;
  await callModel(pass, { phase, role: 'builder', request, ask, started }, show);
}

/** The same, of another model. */
export const withBuilder = (context: BuilderContext, model: string): BuilderContext => ({
  ...context,
  phase: { ...context.phase, builder: { model, because: '' } },
});

/** What the Builder is shown of a commit: what is served, and behind it what it asked for. */
export async function builderContext(
  pass: Pass,
  phaseId: string,
  about: {
    readonly commit: string;
    readonly wants?: readonly Want[];
    /** Left out: it is looked up. */
    readonly served?: Served;
  },
): Promise<BuilderContext> {
  const { commit, wants = [] } = about;
  const served = about.served ?? (await serve(pass, phaseId, commit));
  const { tree, files, omitted, outlines, instructions } = served;
  return {
    strategy: pass.strategy,
    phase: phaseNow(pass, phaseId),
    began: await pass.ports.forge.tree(pass.run().base.sha),
    ...{ tree, served: files, omitted, outlines, instructions },
    sources: await sourcesFor(pass, phaseId),
    evidence: phaseOf(pass.run(), phaseId).evidence,
    looked: await look(pass, { phase: phaseId, commit, wants, served: files }),
  };
}
