import { BACKLOG } from './list-backlog.ts';
import { BASELINES } from './list-baseline.ts';
import { BUDGET } from './list-budget.ts';
import { CATEGORY_RULES } from './list-categories.ts';
import { CHOICE_RULES } from './list-choices.ts';
import { CI } from './list-ci.ts';
import { CONTENTS } from './list-content.ts';
import { CONTRACTS } from './list-contract.ts';
import { FINDINGS } from './list-findings.ts';
import { GATES } from './list-gate.ts';
import { MODEL_RULES } from './list-models.ts';
import { MOVES } from './list-moves.ts';
import { PEOPLES } from './list-people.ts';
import { PHASES } from './list-phases.ts';
import { PLANS } from './list-planning.ts';
import { PROMOTION } from './list-promotion.ts';
import { RECOVERIES } from './list-recovery.ts';
import { REPORT_RULES } from './list-reports.ts';
import { REQUIRED } from './list-required.ts';
import { RED_BASES } from './list-red-base.ts';
import { RETENTIONS } from './list-retention.ts';
import { RISKS } from './list-risk.ts';
import { SAFETIES } from './list-safety.ts';
import { STRATEGIES } from './list-strategy.ts';
import type { Rule } from './rule.ts';

/** Every rule of v7 that the sources enforce, by section. */
export const RULES: readonly Rule[] = [
  ...CONTRACTS,
  ...PHASES,
  ...MOVES,
  ...SAFETIES,
  ...CATEGORY_RULES,
  ...CHOICE_RULES,
  ...STRATEGIES,
  ...BUDGET,
  ...FINDINGS,
  ...BACKLOG,
  ...GATES,
  ...CONTENTS,
  ...RISKS,
  ...CI,
  ...RED_BASES,
  ...REQUIRED,
  ...BASELINES,
  ...PROMOTION,
  ...PLANS,
  ...MODEL_RULES,
  ...RECOVERIES,
  ...PEOPLES,
  ...REPORT_RULES,
  ...RETENTIONS,
].toSorted((a, b) => a.section - b.section);
