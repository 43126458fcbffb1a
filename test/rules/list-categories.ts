/** Section 6: categories and their other names. */
import { type Rule, rules, unit } from './rule.ts';

const ruleset = unit('strategy/ruleset');

/** A category’s row with one number of it made looser. */
const row = (category: string, find: string, replace: string): Rule => ({
  section: 6,
  rule: `Category ${category} has the limits of the table.`,
  file: 'config/ruleset.yaml',
  find: `  ${category}:\n    ${find}`,
  replace: `  ${category}:\n    ${replace}`,
  test: unit('config/defaults')('has the limits of every category'),
});

const CATEGORIES: readonly Rule[] = [
  row('feature_scaffolding', 'complexity: medium', 'complexity: low'),
  row('docs', 'complexity: low', 'complexity: high'),
  row('tests', 'complexity: low', 'complexity: high'),
  row('debt_cleanup', 'complexity: medium', 'complexity: low'),
  row(
    'cross_cutting_refactor',
    'complexity: high\n    ci: strict',
    'complexity: high\n    ci: normal',
  ),
  row('index_registry_change', 'complexity: high', 'complexity: low'),
  row('schema_contract_change', 'complexity: high', 'complexity: low'),
  row('bulk_multi_file_operation', 'complexity: high', 'complexity: low'),
  row('security_auth_change', 'complexity: high', 'complexity: low'),
  row('external_feature_reuse', 'complexity: high', 'complexity: low'),
  row('external_code_intake', 'complexity: high', 'complexity: low'),
];

const ALIASES: readonly Rule[] = rules(
  6,
  'src/core/strategy/category.ts',
  [
    ['general', 'feature_scaffolding', 'docs'],
    ['schema_change', 'schema_contract_change', 'docs'],
    ['index_registry_maintenance', 'index_registry_change', 'docs'],
    ['bulk_operation', 'bulk_multi_file_operation', 'docs'],
    ['security_auth', 'security_auth_change', 'docs'],
    ['orchestrator', 'cross_cutting_refactor', 'docs'],
  ].map(
    ([alias = '', category = '', other = '']) =>
      [
        `\`${alias}\` is another name of ${category}.`,
        `${alias}: '${category}',`,
        `${alias}: '${other}',`,
        ruleset('stand for a category'),
      ] as const,
  ),
);

const PROFILES: readonly Rule[] = rules(6, 'src/core/strategy/category.ts', [
  [
    'Orchestration code has a review of its own.',
    "orchestrator: 'orchestrator_review',",
    "orchestrator: 'refactor_review',",
    unit('agents/auditor')('about code that steers other work as a plan names it'),
  ],
]);

export const CATEGORY_RULES: readonly Rule[] = [...CATEGORIES, ...ALIASES, ...PROFILES];
