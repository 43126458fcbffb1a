import { answered } from '../agents/prompts/fence.ts';
import { plannerRequest } from '../agents/planner.ts';
import { planHash } from '../core/plan/hash.ts';
import { planCapHit } from '../core/planning/budget.ts';
import { proseOf } from '../core/planning/prose.ts';
import { problemLines, writtenPlan, type WrittenPlan } from '../core/planning/write-plan.ts';
import { PLANNING } from '../core/run/evolve-plan.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { OpenCall } from '../core/run/run.ts';
import { withPast } from './backlog.ts';
import { callModel } from './call.ts';
import { plannerNow } from './choose-model.ts';
import type { Pass } from './pass.ts';
import type { Screen } from './show.ts';
import { sourceProblems } from './sources.ts';

/** One step of making a plan out of prose; the answer says how old what was seen is afterwards. */
export async function planFirst(
  pass: Pass,
  what: 'make-plan' | 'conclude-plan' | 'post-plan',
  screen: Pick<Screen, 'show' | 'showPlan'>,
): Promise<'fresh' | 'old' | 'look'> {
  switch (what) {
    case 'make-plan':
      await makePlan(pass, () => screen.show());
      return 'look';
    case 'conclude-plan':
      await concludePlan(pass);
      return 'fresh';
    case 'post-plan': {
      await screen.showPlan();
      const at = pass.ports.clock.now();
      pass.note({ type: 'preflight-passed', at }, { type: 'queue-entered', at });
      return 'old';
    }
  }
}

/** Writes the hold down, asks the Planner for a plan or for its repair, and keeps the answer. */
async function makePlan(pass: Pass, show: () => Promise<void>): Promise<void> {
  const { ports, strategy } = pass;
  const run = pass.run();
  const request = plannerRequest({
    strategy,
    model: plannerNow(pass),
    title: run.issue.title,
    prose: pass.tip().plan,
    tree: await ports.forge.tree(run.base.sha),
    offers: ports.planning.offers(),
    problems: run.planning?.problems ?? [],
    draft: run.planning?.draft ?? '',
  });
  const call = {
    phase: PLANNING,
    role: 'planner',
    request,
    started: (hold: OpenCall['hold']): RunEvent => ({
      type: 'plan-started',
      at: ports.clock.now(),
      hold,
    }),
    capHit: (amount: { readonly tokens: number; readonly microUsd: number }) =>
      planCapHit(pass.run(), pass.strategy, amount),
  } as const;
  await callModel(pass, call, show);
}

/**
 * Checks the kept plan by the very check that plans of people pass. A plan that holds is frozen in one step
 * with the strategy that is compiled from it; any other is written down with what is wrong with it.
 */
async function concludePlan(pass: Pass): Promise<void> {
  const { ports } = pass;
  const at = ports.clock.now();
  const written = writtenBy(pass);
  if (written.is === 'bad') return pass.write([refused(pass, written)]);
  const { text } = written;
  const { planning } = await withPast(ports, { repoId: pass.run().repo.id, done: [] });
  const compiled = planning.compile(text, await configAtBase(pass), 'planner');
  if (compiled.is === 'bad')
    return pass.write([
      refused(pass, { is: 'bad', problems: problemLines(compiled.problems), draft: text }),
    ]);
  const sources = await sourceProblems(ports, text, compiled.strategy);
  if (sources.length > 0)
    return pass.write([refused(pass, { is: 'bad', problems: problemLines(sources), draft: text })]);
  const { strategy, strategyHash } = compiled;
  const events: readonly RunEvent[] = [
    { type: 'plan-made', at, planHash: planHash(text) },
    {
      type: 'strategy-frozen',
      at,
      strategyHash,
      tiers: strategy.tiers.map(({ id }) => ({ id })),
      phases: strategy.phases.map(({ id, tier }) => ({ id, tier })),
    },
  ];
  return pass.freeze(events, { plan: text, strategy });
}

function writtenBy(pass: Pass): WrittenPlan {
  const bad = (problem: string): WrittenPlan => ({ is: 'bad', problems: [problem], draft: '' });
  const stop = pass.run().call?.answer?.stop;
  if (stop === 'truncated')
    return bad('The answer was cut off at its output limit. Plan fewer phases, in fewer words.');
  if (stop === 'refused') return bad('The model declined to answer.');
  const front = proseOf(pass.tip().plan);
  return writtenPlan(
    answered(pass.answer()?.text ?? ''),
    front ?? { safetyProfile: null, runScope: null },
  );
}

const MAX_DRAFT = 20_000;

function refused(pass: Pass, { problems, draft }: Extract<WrittenPlan, { is: 'bad' }>): RunEvent {
  const { ports } = pass;
  const told = problems.map((problem) => ports.redact(problem).slice(0, 400));
  return {
    type: 'plan-refused',
    at: ports.clock.now(),
    problems: told.length > 0 ? told : ['The plan breaks a rule that has no words.'],
    draft: draft.length > MAX_DRAFT ? '' : ports.redact(draft).slice(0, MAX_DRAFT),
  };
}

const CONFIG = '.github/autopack.yml';

/** As it was when the run was asked for, whatever the default branch has become since. */
async function configAtBase(pass: Pass): Promise<string | null> {
  const { forge } = pass.ports;
  const { sha } = pass.run().base;
  const entry = (await forge.tree(sha)).find(({ path }) => path === CONFIG);
  if (entry === undefined) return null;
  const [file] = await forge.files(sha, [entry]);
  return file?.text ?? null;
}
