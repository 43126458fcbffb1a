/** The keys of `.github/autopack.yml`. */
import { ci, MINUTE } from '../unit/run/story.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { startsFor, tidied } from './engine.ts';
import { cleaning, merging } from './promotion.ts';
import { afterDeclines, askedAboutFiles } from './rows-models.ts';
import {
  commentsOf,
  MAY_GROW,
  raising,
  sentBack,
  settling,
  slow,
  unregistered,
  waiting,
} from './rows-ruleset.ts';
import type { Row, Settings } from './settings.ts';
import {
  asked,
  askedAuditor,
  audit,
  codes,
  compiled,
  failures,
  HEAD,
  next,
  ON_BRANCH,
  stopped,
} from './world.ts';

const OTHER = 'gpt-4.1-mini';
const LARGE = { tokens: 200_000 };

/** A person asks for more of the budget than the run began with. */
const asksFor = (amount: string) => (settings: Settings) =>
  next(settings, {
    seen: {
      commands: [
        {
          ...{ id: 'C1', at: MINUTE, actor: { id: 5, login: 'alice' } },
          ...{ text: `/autopack budget ${amount}`, permission: 'admin' },
        },
      ],
    },
  });

const APPROVED: readonly RunEvent[] = [...ON_BRANCH, ...audit('approve')];
const green = (settings: Settings, category = 'tests'): unknown =>
  next(settings, {
    category,
    events: APPROVED,
    seen: { now: 30 * MINUTE, ci: ci(HEAD, 'success') },
  });

const budgetRows: readonly Row[] = [
  { key: 'repository/budget/tokens', to: 100_000, see: (settings) => stopped(settings, LARGE) },
  {
    key: 'repository/budget/usd',
    to: 1,
    see: (settings) => stopped(settings, { microUsd: 2_000_000 }),
  },
  {
    key: 'repository/budget/attempts_per_phase',
    to: 1,
    see: (settings) => next(settings, { events: failures(1) }),
  },
  {
    key: 'repository/budget/ci_runs',
    to: 1,
    see: (settings) => next(settings, { events: failures(1) }),
  },
  { key: 'repository/budget/max_tokens', to: 6_000_000, see: asksFor('+100k') },
  {
    key: 'repository/budget/max_usd',
    to: 10,
    given: [['repository/budget/usd', 5]],
    see: asksFor('+$3'),
  },
  { key: 'repository/budget/active_minutes', to: 1, see: slow },
  { key: 'repository/budget/wait_hours', to: 1, see: waiting },
  { key: 'repository/budget/phases', to: 1, see: (settings) => codes(settings, { phases: 2 }) },
];

const ciRows: readonly Row[] = [
  { key: 'repository/ci/required', to: ['deploy'], see: (settings) => green(settings) },
  { key: 'repository/ci/register_timeout', to: '1h', see: unregistered },
  { key: 'repository/ci/settle', to: '30m', see: settling },
  {
    key: 'repository/ci/dispatch',
    to: ['ci.yml'],
    see: (settings) =>
      next(settings, {
        identity: 'token',
        events: ON_BRANCH,
        seen: { ci: { head: HEAD, workflowRuns: [], otherChecks: [] } },
      }),
  },
  {
    key: 'repository/ci/strict_required',
    to: ['e2e'],
    given: [['repository/ci/required', ['test']]],
    see: (settings) => green(settings, 'security_auth_change'),
  },
  { key: 'repository/ci/preflight', to: 'gate.yml', see: (settings) => green(settings) },
];

export const REPOSITORY_ROWS: readonly Row[] = [
  { key: 'repository/version', to: 2, see: (settings) => codes(settings) },
  ...budgetRows,
  { key: 'repository/models/builder', to: OTHER, see: (settings) => asked(settings).model },
  { key: 'repository/models/auditor', to: OTHER, see: (settings) => askedAuditor(settings).model },
  { key: 'repository/models/fallback', to: [OTHER], see: afterDeclines },
  { key: 'repository/models/locator', to: 'none', see: askedAboutFiles },
  ...ciRows,
  { key: 'repository/protected', to: ['src/**'], see: (settings) => codes(settings) },
  {
    key: 'repository/allow_protected',
    to: ['.npmrc'],
    see: (settings) => compiled(settings, { scope: '.npmrc' }).is,
  },
  {
    key: 'repository/edits',
    to: 'v4a',
    see: (settings) => [asked(settings).system, asked(settings).schema.json],
  },
  {
    key: 'repository/audit/when',
    to: 'on_trigger',
    see: (settings) => next(settings, { events: ON_BRANCH, seen: { ci: ci(HEAD, null) } }),
  },
  { key: 'repository/audit/max_inline', to: 0, see: commentsOf },
  { key: 'repository/audit/rounds', to: 1, see: sentBack },
  { key: 'repository/promotion/auto_merge', to: true, see: merging },
  { key: 'repository/promotion/delete_branch', to: true, see: cleaning },
  { key: 'repository/retention/ledger_days', to: 0, see: tidied },
  {
    key: 'repository/who/start',
    to: 'maintain',
    see: (settings) => startsFor(settings, 'write'),
  },
  { key: 'repository/who/raise_budget', to: 'admin', given: [MAY_GROW], see: raising },
];
