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
