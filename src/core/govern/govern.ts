import { diffStat } from '../edits/diff.ts';
import type { FileChange } from '../edits/edits.ts';
import { attributionRule } from '../planning/attribution.ts';
import type { GateLine } from '../run/event.ts';
import { deliverablesRule, noopRule, secretRule } from './content.ts';
import type { Governed, GovernedEdits, GovernPolicy, Violation } from './governed.ts';
import { hiddenRule, pathRule } from './paths.ts';
import { RISK_LEVELS, riskOf } from './risk.ts';
import type { Rule } from './rule.ts';
import { manifestRule } from './manifests.ts';
import { protectedRule, scopeRule } from './scope.ts';
import { sizeRule } from './size.ts';
import { symbolRule } from './symbols.ts';
import { syntaxRule } from './syntax.ts';

/** In this order, each a line of the gate (v7 section 9). */
const RULES: readonly Rule[] = [
  noopRule,
  scopeRule,
  protectedRule,
  manifestRule,
  pathRule,
  hiddenRule,
  deliverablesRule,
  syntaxRule,
  sizeRule,
  symbolRule,
  secretRule,
];

/** The one way to the branch: changes that break no rule come back as governed edits, others as violations. */
export function govern(changes: readonly FileChange[], policy: GovernPolicy): Governed {
  // Attribution is looked at where code is taken over, and nowhere else.
  const rules = policy.reuse === undefined ? RULES : [...RULES, attributionRule];
  const rulings = rules.map((rule) => rule(changes, policy));
  const gate = rulings.map((ruling) => ruling.line);
  const violations = rulings.flatMap((ruling) => ruling.violations);
  const risk = riskOf(changes);
  const lines = [...gate, riskLine(risk)];
  if (violations.length > 0 || gate.length !== rules.length)
    return { is: 'refused', violations, gate: lines };
  return { is: 'governed', edits: seal(changes), gate: lines, risk };
}

const riskLine = (risk: number): GateLine => ({
  rule: 'risk',
  verdict: risk >= RISK_LEVELS.high ? 'warn' : 'pass',
  note: `${risk} of 100`,
});

/** The only place where the proof is made; a brand cannot be built without a cast. */
function seal(changes: readonly FileChange[]): GovernedEdits {
  return { changes, ...diffStat(changes) } as GovernedEdits;
}

/** What the next attempt is told. */
export const violationEvidence = (violations: readonly Violation[]): string =>
  [
    'The gate refused the last answer, nothing of it was applied:',
    ...violations
      .slice(0, 20)
      .map(
        ({ rule, path, detail, excerpt }) =>
          `- ${rule}${path === null ? '' : ` ${path}`}: ${detail}${excerpt === undefined ? '' : `\n${excerpt}`}`,
      ),
  ].join('\n');
