import type { Category } from '../plan/plan.ts';

/** Other names of the categories (v7 section 6). They are part of the plan language, so no ruleset changes them. */
export const CATEGORY_ALIASES: Readonly<Record<string, Category>> = {
  general: 'feature_scaffolding',
  schema_change: 'schema_contract_change',
  index_registry_maintenance: 'index_registry_change',
  bulk_operation: 'bulk_multi_file_operation',
  security_auth: 'security_auth_change',
  orchestrator: 'cross_cutting_refactor',
};

/** Names whose work is reviewed in a way of its own, whatever the category's is. */
const ALIAS_PROFILES: Readonly<Record<string, string>> = {
  orchestrator: 'orchestrator_review',
};

/** The Auditor's profile that a name asks for; undefined: its category's. */
export const profileOf = (alias: string): string | undefined =>
  Object.hasOwn(ALIAS_PROFILES, alias) ? ALIAS_PROFILES[alias] : undefined;
