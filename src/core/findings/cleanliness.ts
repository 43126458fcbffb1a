import { many } from '../report/words.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { openFindings, type RunFinding } from './stream.ts';

/** v7 section 7: what a run may leave behind, where its strategy is older than the rule. */
const MINOR_PER_PHASE = 3;

export interface Counts {
  readonly minor: number;
  readonly major: number;
  /** In code that came from elsewhere, of the two above. */
  readonly reuse: { readonly minor: number; readonly major: number };
}

export interface Cleanliness {
  readonly is: 'clean' | 'not_clean';
  /** Sentences; empty when it is clean. */
  readonly because: readonly string[];
  readonly counts: Counts;
}

export type DebtStatus = 'clean' | 'has_minor_issues' | 'excess_minor_issues';

/** Distinct keys by what they count as; what was there before the run began does not count. */
export function countFindings(findings: readonly RunFinding[]): Counts {
  const counted = findings.filter((one) => one.status === 'open' && !one.expectedFail);
  const reuse = counted.filter(isReuse);
  return { ...bySeverity(counted), reuse: bySeverity(reuse) };
}

const bySeverity = (findings: readonly RunFinding[]): { minor: number; major: number } => ({
  minor: findings.filter((one) => one.effectiveSeverity === 'minor').length,
  major: findings.filter((one) => one.effectiveSeverity === 'major').length,
});

/** Found in external code, or about it (v7 section 8). */
export const isReuse = ({
  taskCategory,
  category,
}: Pick<RunFinding, 'taskCategory' | 'category'>): boolean =>
  taskCategory === 'external_feature_reuse' ||
  taskCategory === 'external_code_intake' ||
  category.startsWith('external_');

/** The reasons of a failure that are a cap of the tier it happened in. */
const TIER_CAPS: readonly string[] = ['tier_token_cap', 'ci_run_cap'];

/** v7 section 11: a tier is clean when it hit no cap and its findings are within tolerance. */
export function tierCleanliness(run: Run, strategy: Strategy, tier: string): Cleanliness {
  const limits = strategy.tiers.find((one) => one.id === tier);
  if (limits === undefined) throw new Error(`the strategy has no tier ${tier}`);
  const phases = strategy.phases.filter((phase) => phase.tier === tier).map(({ id }) => id);
  const counts = countFindings(
    openFindings(run, strategy).filter((one) => one.phases.some((phase) => phases.includes(phase))),
  );
  const { failure } = run;
  const hit =
    failure !== null && TIER_CAPS.includes(failure.reason) && phases.includes(failure.phase ?? '');
  const because = [
    ...(hit ? [`Tier ${tier} hit a cap: ${failure.detail}`] : []),
    ...over(counts.major, limits.majorTolerated, { what: 'major finding', tier }),
    ...over(counts.minor, limits.minorTolerated, { what: 'minor finding', tier }),
  ];
  return { is: because.length === 0 ? 'clean' : 'not_clean', because, counts };
}

interface Of {
  readonly what: string;
  readonly tier: string;
}

const over = (count: number, tolerated: number, { what, tier }: Of): readonly string[] =>
  count > tolerated
    ? [
        `${many(count, what)} ${are(count)} open in tier ${tier}, ${tolerated} ${are(tolerated)} tolerated.`,
      ]
    : [];

const are = (n: number): string => (n === 1 ? 'is' : 'are');

/** v7 section 4: what a run leaves to be cleaned up. */
export function debtStatus(run: Run, strategy: Strategy): DebtStatus {
  const { minor, major } = countFindings(openFindings(run, strategy));
  if (minor > maxMinorFindings(strategy)) return 'excess_minor_issues';
  return minor + major > 0 ? 'has_minor_issues' : 'clean';
}

/** What stands beside the word: it tells of minor findings, and what is open may be worse. */
export function debtWords(run: Run, strategy: Strategy): string {
  const { minor, major } = countFindings(openFindings(run, strategy));
  const note = major > 0 ? '; a major one has no word of its own in v7' : '';
  return `${major} major and ${minor} minor open, ${maxMinorFindings(strategy)} minor may be left${note}`;
}

export type FindingsState = 'no_issues' | 'has_minor_issues' | 'has_major_issues';

/** v7 section 4: the worst that is open of what a phase raised. */
export function findingsState(run: Run, strategy: Strategy, phase: string): FindingsState {
  const own = openFindings(run, strategy).filter(({ phases }) => phases.includes(phase));
  const { minor, major } = countFindings(own);
  if (major > 0) return 'has_major_issues';
  return minor > 0 ? 'has_minor_issues' : 'no_issues';
}

export const maxMinorFindings = ({ run, phases }: Strategy): number =>
  run.maxMinorFindings ?? phases.length * MINOR_PER_PHASE;
