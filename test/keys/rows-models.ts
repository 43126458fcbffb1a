/** The keys of config/models.yaml and config/pricing.yaml. */
import { holdAmount, settle } from '../../src/core/budget.ts';
import { CATEGORIES } from '../../src/core/plan/plan.ts';
import { fold } from '../../src/core/run/evolve.ts';
import { recover } from '../../src/core/run/recovery.ts';
import { ModelCatalog, modelNow, Pricing } from '../../src/core/strategy/models.ts';
import { evidence, started } from '../unit/run/story.ts';
import { served } from './engine.ts';
import type { Change, Row, Settings } from './settings.ts';
import { asked, askedAuditor, codes, phaseOf, strategyOf } from './world.ts';

/** No shipped rule chooses it. */
const OTHER = 'gpt-4.1-mini';
/** The Builder of the category `tests`. */
const BUILDER = 'gpt-5.4-mini';

const ROLES = ['builder', 'auditor'] as const;
const modelOf = (role: (typeof ROLES)[number], category: string) => (settings: Settings) =>
  (role === 'builder' ? asked(settings, category) : askedAuditor(settings, category)).model;

const choiceRows: readonly Row[] = ROLES.flatMap((role) => [
  { key: `models/complexity/low/${role}`, to: OTHER, see: modelOf(role, 'tests') },
  { key: `models/complexity/medium/${role}`, to: OTHER, see: modelOf(role, 'debt_cleanup') },
  {
    key: `models/complexity/high/${role}`,
    to: OTHER,
    given: [['ruleset/categories/tests/complexity', 'high']],
    see: modelOf(role, 'tests'),
  },
  { key: `models/high_risk/${role}`, to: OTHER, see: modelOf(role, 'bulk_multi_file_operation') },
  ...CATEGORIES.map((category): Row => ({
    key: `models/categories/${category}/${role}`,
    to: OTHER,
    given: [[`models/categories/${category}`, { builder: 'gpt-5.1', auditor: 'gpt-5.1' }]],
    see: modelOf(role, category),
  })),
]);

/** Who is asked after the chosen one declined three times. */
export function afterDeclines(settings: Settings): unknown {
  const { phases, fallback = [] } = strategyOf(settings);
  const chosen = phases[0]?.builder ?? { model: '', because: '' };
  return modelNow(chosen, { fallback, declined: { [chosen.model]: 3 } }).model;
}

/** Who names the files of a phase, and with what money it is counted. */
export function askedAboutFiles(settings: Settings): unknown {
  const { locator, prices } = strategyOf(settings);
  return { locator, price: prices[locator?.model ?? ''] };
}

/** Who takes over when the same failure comes again after another plan. */
function takesOver(settings: Settings): unknown {
  const strategy = strategyOf(settings);
  const run = fold(undefined, [...started(strategy)]);
  const same = [1, 2].map((attempt) => ({
    ...evidence('ci', attempt),
    text: 'not ok 1 - the sum of two and three is five, and it is six',
  }));
  const [phase] = run.phases;
  if (phase === undefined) throw new Error('no phase');
  return recover(run, phaseOf(strategy), { ...phase, attempt: 2, replans: 1, evidence: same });
}

/** Who gives the second opinion on a change of security. */
const secondOpinion = (settings: Settings): unknown =>
  askedAuditor(settings, 'security_auth_change', (phase) => ({
    ...phase,
    auditor: phase.secondAuditor ?? phase.auditor,
  })).model;

const able = (field: string): string => `models/models/${BUILDER}/${field}`;
const NO_SCHEMA: Change = [able('structured_outputs'), false];

const abilityRows: readonly Row[] = [
  { key: able('max_context'), to: 20_000, see: served },
  { key: able('max_output'), to: 1_000, see: (settings) => asked(settings).maxOutputTokens },
  { key: able('structured_outputs'), to: false, see: (settings) => asked(settings).shape },
  {
    key: able('json_mode'),
    to: true,
    given: [NO_SCHEMA],
    see: (settings) => asked(settings).shape,
  },
  { key: able('temperature'), to: true, see: (settings) => asked(settings).temperature },
  { key: able('reasoning_effort'), to: 'high', see: (settings) => asked(settings).reasoningEffort },
  { key: able('output_limit'), to: 'max_tokens', see: (settings) => asked(settings).outputLimit },
];

const price = (field: string): string => `pricing/prices/${BUILDER}/${field}`;
const priceOf = (settings: Settings) => strategyOf(settings).prices[BUILDER];

/** What is set aside in money for a call of these sizes. */
const held = (input: number, output: number) => (settings: Settings) =>
  holdAmount(input, output, priceOf(settings)).microUsd;

/** What a call costs in the end, of which half the input was cached. */
const paid = (settings: Settings): unknown => {
  const amount = { tokens: 10_000, microUsd: 1_000_000 };
  const usage = { input: 2_000, cachedInput: 1_000, output: 0 };
  return settle(amount, usage, priceOf(settings)).settled.microUsd;
};

export const MODEL_ROWS: readonly Row[] = [
  {
    key: 'models/version',
    to: 2,
    see: ({ models }) => ModelCatalog.safeParse(models).success,
  },
  ...choiceRows,
  { key: 'models/fallback', to: [OTHER], see: afterDeclines },
  { key: 'models/locator', to: OTHER, see: askedAboutFiles },
  { key: `models/escalation/${BUILDER}`, to: 'gpt-5.5', see: takesOver },
  { key: 'models/second_auditor', to: [OTHER], see: secondOpinion },
  ...abilityRows,
  {
    key: 'pricing/version',
    to: 2,
    see: ({ pricing }) => Pricing.safeParse(pricing).success,
  },
  { key: price('input'), to: 100, see: held(1_000, 0) },
  { key: price('output'), to: 100, see: held(0, 1_000) },
  { key: price('cached_input'), to: 0.7, see: paid },
  {
    key: price('checked'),
    to: '2020-01-01',
    given: [['repository/budget', { usd: 5 }]],
    see: (settings) => codes(settings),
  },
];
