/** The keys of each category in config/ruleset.yaml. */
import { findingsOf } from '../../src/agents/audit-findings.ts';
import { CATEGORIES, type Category } from '../../src/core/plan/plan.ts';
import { hold, kept } from '../unit/run/story.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { BASE, ci } from '../unit/run/story.ts';
import { type Row, type Settings, shipped } from './settings.ts';
import {
  asked,
  askedAuditor,
  audit,
  failures,
  HEAD,
  next,
  ON_BRANCH,
  phaseOf,
  stopped,
  strategyOf,
  through,
} from './world.ts';

type Rule = Settings['ruleset']['categories'][Category];

export const CATEGORY_ROWS: readonly Row[] = CATEGORIES.flatMap((category) => {
  const key = (field: keyof Rule): string => `ruleset/categories/${category}/${field}`;
  const rule = shipped().ruleset.categories[category];
  const cap = phaseOf(strategyOf(shipped(), { category })).tokenCap;
  const onTrigger = ['ruleset/audit/when', 'on_trigger'] as const;
  const isAudited = (settings: Settings): unknown =>
    next(settings, { category, events: ON_BRANCH, seen: { ci: ci(HEAD, null) } });
  return [
    {
      key: key('complexity'),
      to: rule.complexity === 'high' ? 'low' : 'high',
      see: (settings) => asked(settings, category).maxOutputTokens,
    },
    {
      // A failure that is new is run once more under `normal`, and counts at once under `strict`.
      key: key('ci'),
      to: rule.ci === 'normal' ? 'strict' : 'normal',
      // Without auto-apply CI is strict whatever stands here.
      given: [[key('auto_apply'), true]],
      see: (settings) =>
        next(settings, { category, events: [...ON_BRANCH, ...KNOWN_BASE], seen: RED }),
    },
    {
      key: key('builder_attempts'),
      to: rule.builder_attempts + 1,
      see: (settings) => next(settings, { category, events: failures(rule.builder_attempts) }),
    },
    {
      key: key('auditor_attempts'),
      to: rule.auditor_attempts + 1,
      see: (settings) =>
        next(settings, { category, events: [...ON_BRANCH, ...misses(rule.auditor_attempts)] }),
    },
    {
      key: key('token_cap'),
      to: 4_000_000,
      see: (settings) => stopped(settings, { tokens: cap + 1 }, category),
    },
    {
      // Two minor findings: clean where two are tolerated, and a reason not to promote where they are not.
      key: key('minor_factor'),
      to: rule.minor_factor >= 2 ? 1 : 2,
      see: (settings) => next(settings, { category, events: through({ minor: 2 }) }),
    },
    {
      key: key('auto_apply'),
      to: !rule.auto_apply,
      given: [onTrigger, [key('high_risk'), false]],
      see: isAudited,
    },
    {
      key: key('high_risk'),
      to: !rule.high_risk,
      given: [onTrigger, [key('auto_apply'), true]],
      see: isAudited,
    },
    {
      key: key('auditor_profile'),
      to: rule.auditor_profile === 'schema_review' ? 'security_review' : 'schema_review',
      see: (settings) => promptOf(askedAuditor(settings, category)),
    },
    {
      key: key('builder_mode'),
      to: rule.builder_mode === 'tweak_light' ? 'schema_heavy' : 'tweak_light',
      see: (settings) => promptOf(asked(settings, category)),
    },
    {
      // A provider that keeps to no schema may leave the severity out.
      key: key('severity'),
      to: rule.severity === 'minor' ? 'major' : 'minor',
      see: (settings) => severityOf(settings, category),
    },
  ] satisfies readonly Row[];
});

const promptOf = ({ system, user }: { readonly system: string; readonly user: string }): string =>
  `${system}\n${user}`;

const KNOWN_BASE: readonly RunEvent[] = [
  ...audit('approve'),
  { type: 'baseline-recorded', at: 0, baseline: { base: BASE, jobs: [], tests: null } },
];
const RED = { ci: ci(HEAD, 'failure'), now: 3 * 60_000 };

const misses = (count: number): readonly RunEvent[] =>
  Array.from({ length: count }, (_, n): readonly RunEvent[] => {
    const own = hold('auditor', { id: `miss-${n}` });
    return [
      { type: 'audit-started', at: 0, phase: 'T1.P1', head: HEAD, hold: own },
      kept(own.id),
      { type: 'audit-unusable', at: 0, phase: 'T1.P1', head: HEAD, why: 'no JSON' },
    ];
  }).flat();

function severityOf(settings: Settings, category: Category): unknown {
  const phase = phaseOf(strategyOf(settings, { category }));
  const about = { phase, changes: [], hunks: new Map(), known: [], round: 1 };
  const raw = {
    category: 'bug' as const,
    ...{ title: 'Off by one', reason: 'r', path: null, line_text: null, line: null },
  };
  return findingsOf([raw], about).findings.map(({ severity }) => severity);
}
