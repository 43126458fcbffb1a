import { canonicalJson } from '../core/canonical.ts';
import type { Debt } from '../core/backlog/issues.ts';
import { sha256Hex } from '../core/hash.ts';
import { planHash } from '../core/plan/hash.ts';
import { type DoneTiers, oneTier } from '../core/plan/one-tier.ts';
import { type ParsedPlan, parsePlan } from '../core/plan/parse.ts';
import { splitPlan } from '../core/plan/split.ts';
import { closedProblems, preflight } from '../core/plan/preflight.ts';
import { withLookup } from '../core/planning/apply-lookup.ts';
import type { Catalog } from '../core/planning/catalog.ts';
import { withReuse } from '../core/planning/insert-reuse.ts';
import { automaticFeatures } from '../core/planning/match.ts';
import { planningStrategy } from '../core/planning/bootstrap.ts';
import { proseOf } from '../core/planning/prose.ts';
import { closedPaths, compileStrategy } from '../core/strategy/compile.ts';
import type { Sources } from '../core/strategy/sources.ts';
import type { Compiled } from '../core/strategy/compiled.ts';
import { unknownModels } from '../core/strategy/freeze-models.ts';
import { samplePlan } from '../core/strategy/sample.ts';
import type { RepositoryConfig } from '../core/strategy/repository.ts';
import type { Plan, Problem } from '../core/plan/plan.ts';
import type { Instant } from '../core/ids.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { Clock, Planning } from '../ports.ts';
import { loadCatalog } from './catalog.ts';
import type { Defaults } from './load.ts';
import { CONFIG_PATH, type ParsedConfig, parseRepositoryConfig, placedIn } from './repository.ts';

/** From the texts of an issue and of a repository's configuration to what governs a run. */
export const planning = (
  defaults: Defaults,
  clock: Clock,
  catalog: Catalog = loadCatalog(),
): Planning => planningAfter({ defaults, clock, catalog }, [], []);

interface Knows {
  readonly defaults: Defaults;
  readonly clock: Clock;
  readonly catalog: Catalog;
}

const planningAfter = (
  { defaults, clock, catalog }: Knows,
  debts: readonly Debt[],
  done: DoneTiers,
): Planning => ({
  after: (backlog, tiers) => planningAfter({ defaults, clock, catalog }, backlog, tiers),

  compile: (body, configText, by = 'person') => {
    const parsed = parsePlan(body);
    const read = parseRepositoryConfig(configText);
    if (parsed.is === 'bad' || read.is === 'bad')
      return refusedFor({ defaults, read, configText }, parsed);
    const sources = sourcesOf(defaults, read.config, { body, configText });
    const scoped = oneTier(parsed.plan, done);
    const reused = withReuse(scoped.plan, { catalog, by, now: clock.now() });
    if (reused.problems.length > 0)
      return { is: 'bad', problems: [...reused.problems, ...parsed.problems] };
    const compiled = compileStrategy({ ...sources, plan: reused.plan, debts });
    if (compiled.is === 'bad') {
      const closed = closedBy(defaults, read, reused.plan);
      return { is: 'bad', problems: [...compiled.problems, ...parsed.problems, ...closed] };
    }
    const { lookup, reuse } = reused;
    const whole =
      lookup === null
        ? compiled.strategy
        : withLookup(compiled.strategy, { lookup, reuse }, defaults.ruleset);
    const strategy = withTiers(whole, done, scoped.left);
    const problems = [
      ...parsed.problems,
      ...scoped.problems,
      ...preflight(reused.plan, strategy),
      ...stalePrices(strategy, clock.now()),
    ];
    if (problems.some(({ level }) => level === 'must'))
      return { is: 'bad', problems, ...splitOf(parsed.plan, strategy) };
    return { is: 'ready', strategy, strategyHash: hashOf(strategy), warnings: problems };
  },

  bootstrap: (body, configText) => {
    const prose = proseOf(body);
    return { prose, compiled: bootstrapped(defaults, body, configText) };
  },

  offers: () => automaticFeatures(catalog, clock.now()),

  defaults: (configText) => compiledDefaults(defaults, clock, configText),

  // A file that cannot be read starts nothing: `compile` refuses it, so no one gains by breaking it.
  startPermission: (configText) => {
    const read = parseRepositoryConfig(configText);
    const own = read.is === 'ok' ? read.config.who?.start : undefined;
    return own ?? defaults.ruleset.start;
  },
});

/** All that can be told of a plan or a configuration where one of them cannot be used. */
function refusedFor(
  { defaults, read, configText }: ReadConfig,
  parsed: ParsedPlan,
): Extract<Compiled, { is: 'bad' }> {
  const plan = parsed.is === 'bad' ? parsed.rest : parsed.plan;
  return {
    is: 'bad',
    problems: [
      ...configProblems(defaults, read, configText),
      ...parsed.problems,
      ...closedBy(defaults, read, plan),
    ],
  };
}

interface ReadConfig {
  readonly defaults: Defaults;
  readonly read: ParsedConfig;
  readonly configText: string | null;
}

/** Everything that is wrong with a configuration, also what can only be seen in the part that could be read. */
function configProblems(
  { models }: Defaults,
  read: ParsedConfig,
  text: string | null,
): readonly Problem[] {
  const repository = read.is === 'ok' ? read.config : read.rest;
  const unknown = unknownModels({ models, repository });
  return [
    ...(read.is === 'ok' ? [] : read.problems),
    ...unknown.map((problem) => placedIn(text, problem)),
  ];
}

/** Protected paths of a plan that is refused for something else; unknown as long as the configuration is. */
function closedBy(
  { ruleset }: Defaults,
  read: ParsedConfig,
  plan: Plan | null,
): readonly Problem[] {
  if (read.is === 'bad' || plan === null) return [];
  const closed = closedPaths({ ruleset, repository: read.config });
  return plan.phases.flatMap((phase) => closedProblems(phase, closed));
}

/** What came before this run's tier and what is left after it; neither where the run builds the whole plan. */
const withTiers = (strategy: Strategy, done: DoneTiers, left: readonly string[]): Strategy => ({
  ...strategy,
  ...(done.length > 0 && strategy.runScope === 'single_tier' ? { tiersDone: [...done] } : {}),
  ...(left.length > 0 ? { tiersLeft: [...left] } : {}),
});

function bootstrapped(defaults: Defaults, body: string, configText: string | null): Compiled {
  const read = parseRepositoryConfig(configText);
  if (read.is === 'bad') return { is: 'bad', problems: configProblems(defaults, read, configText) };
  const made = planningStrategy(sourcesOf(defaults, read.config, { body, configText }));
  if (made.is === 'bad') return made;
  const { strategy } = made;
  return { is: 'ready', strategy, strategyHash: hashOf(strategy), warnings: [] };
}

/** Compiles one phase of each category: what a plan that says nothing of its own would be governed by. */
function compiledDefaults(defaults: Defaults, clock: Clock, configText: string | null): Compiled {
  const read = parseRepositoryConfig(configText);
  if (read.is === 'bad') return { is: 'bad', problems: configProblems(defaults, read, configText) };
  const plan = samplePlan();
  const sources = sourcesOf(defaults, read.config, { body: '', configText });
  const compiled = compileStrategy({ ...sources, plan });
  const problems =
    compiled.is === 'bad'
      ? compiled.problems
      : [
          ...preflight(plan, compiled.strategy).flatMap(aboutConfig),
          ...stalePrices(compiled.strategy, clock.now()),
        ];
  const placed = problems.map((problem) => placedIn(configText, problem));
  if (compiled.is === 'bad' || placed.some(({ level }) => level === 'must'))
    return { is: 'bad', problems: placed };
  const { strategy } = compiled;
  return { is: 'ready', strategy, strategyHash: hashOf(strategy), warnings: placed };
}

/** Of a plan that nobody wrote only what the caps make of it is told, and as a warning: no plan has every category. */
function aboutConfig(problem: Problem): readonly Problem[] {
  if (problem.where === CONFIG_PATH) return [problem];
  if (problem.code !== 'plan/call-exceeds-cap') return [];
  return [{ ...problem, level: 'should', where: CONFIG_PATH, line: undefined, key: ['budget'] }];
}

/** Of the very text that the ledger stores, so that anybody can compute it again. */
const hashOf = (strategy: Strategy): string => sha256Hex(canonicalJson(strategy));

const sourcesOf = (
  { hash, ruleset, models, pricing }: Defaults,
  repository: RepositoryConfig,
  texts: { readonly body: string; readonly configText: string | null },
): Omit<Sources, 'plan'> => ({
  ...{ ruleset, models, pricing, repository },
  planHash: planHash(texts.body),
  rulesetHash: sha256Hex(`${hash}\n${sha256Hex(texts.configText ?? '')}`),
});

/** Only where every part can be proposed: half a split would lose the other half. */
function splitOf(plan: Plan, { run }: Strategy): { readonly split?: readonly string[] } {
  if (plan.phases.length <= run.maxPhases) return {};
  const texts = splitPlan(plan, run.maxPhases).map(({ text }) => text);
  return texts.some((text) => text === null) ? {} : { split: texts.flatMap((text) => text ?? []) };
}

const STALE_MS = 90 * 24 * 3_600_000;

/** v7 section 13: prices older than 90 days are worth a word where money is capped. */
function stalePrices({ prices, run }: Strategy, now: Instant): readonly Problem[] {
  if (run.costCapMicroUsd === null) return [];
  return Object.entries(prices)
    .filter(([, { checked }]) => now - Date.parse(checked) > STALE_MS)
    .map(([model, { checked }]) => ({
      level: 'should',
      where: CONFIG_PATH,
      key: ['budget', 'usd'],
      code: 'config/stale-price',
      message: `The price of \`${model}\` was checked on ${checked}, more than 90 days ago.`,
      fix: 'Update Autopack, or leave a margin in `budget.usd`.',
    }));
}

/**
 * Days that the ledgers of runs stay which are over; null: for ever. A configuration that cannot be read deletes
 * nothing.
 */
export function ledgerDays(
  { ruleset }: Pick<Defaults, 'ruleset'>,
  configText: string | null,
): number | null {
  const read = parseRepositoryConfig(configText);
  if (read.is === 'bad') return null;
  const days = read.config.retention?.ledger_days ?? ruleset.retention.ledger_days;
  return days === 0 ? null : days;
}
