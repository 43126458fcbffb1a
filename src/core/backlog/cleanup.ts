import { matcher } from '../govern/matcher.ts';
import { pathFault } from '../plan/paths.ts';
import type { Plan, PlanPhase, SafetyProfile } from '../plan/plan.ts';
import type { Debt as FrozenDebt } from '../strategy/strategy.ts';
import { type Ages, hasAged } from './entry.ts';
import { type Debt, isDismissed } from './issues.ts';

/** As many findings as one phase can be asked to clean up; the others wait for the next run. */
const MAX_FINDINGS = 10;

export interface Cleanup {
  /** What the backlog says now. */
  readonly debts: readonly Debt[];
  /** By the plan's safety profile. */
  readonly ages: Readonly<Record<SafetyProfile, Ages>>;
  readonly maxPhases: number;
  readonly protectedPaths: readonly string[];
  readonly allowProtected: readonly string[];
}

export interface Planned {
  readonly plan: Plan;
  readonly debt: FrozenDebt;
}

/**
 * v7 section 8: the plan with a clean-up of what has aged, limited to the files that it is in. It comes first,
 * so that what is built afterwards stands on clean ground. Where nothing can be cleaned up, because the plan is
 * as long as it may be or the files are out of bounds, the findings still count as major.
 */
export function withCleanup(plan: Plan, cleanup: Cleanup): Planned {
  const { debts, ages } = cleanup;
  const own = ages[plan.safetyProfile];
  const aged = debts.filter((debt) => isAged(debt, own));
  const debt: FrozenDebt = {
    ages: { runs: own.runs, tiers: own.tiers },
    aged: aged.flatMap(({ id, issue, entry }) =>
      entry === null ? [] : [{ id, issue: issue.number, title: entry.title, path: entry.path }],
    ),
    phase: null,
  };
  const [tier] = plan.tiers;
  const inReach = aged.filter((one) => isInReach(one, cleanup)).slice(0, MAX_FINDINGS);
  if (tier === undefined || inReach.length === 0 || plan.phases.length >= cleanup.maxPhases)
    return { plan, debt };
  const phase = cleanupPhase(plan, tier.id, inReach);
  return {
    plan: { ...plan, phases: [phase, ...plan.phases] },
    debt: { ...debt, phase: phase.id },
  };
}

const isAged = (debt: Debt, ages: Ages): boolean =>
  debt.entry !== null &&
  debt.entry.status !== 'resolved' &&
  !isDismissed(debt) &&
  hasAged(debt.entry, ages);

/** A finding without a file has no bounds, and what agents may not touch they cannot clean up. */
function isInReach({ entry }: Debt, { protectedPaths, allowProtected }: Cleanup): boolean {
  const path = entry?.path ?? null;
  if (path === null || pathFault(path) !== null || /[*?[\]{}!()]/.test(path)) return false;
  // Cases and Unicode forms are folded, as where the gate looks.
  const isProtected = matcher(protectedPaths.map((glob) => glob.toLowerCase()));
  const folded = path.normalize('NFKC').toLowerCase();
  return !isProtected(folded) || matcher(allowProtected)(path);
}

function cleanupPhase(plan: Plan, tier: string, debts: readonly Debt[]): PlanPhase {
  const entries = debts.flatMap(({ entry, issue }) =>
    entry === null ? [] : [{ ...entry, issue: issue.number }],
  );
  const told = entries.map(
    ({ title, path, reason, issue }) =>
      `- \`${path ?? ''}\`, issue ${issue}: ${title}\n  ${oneLine(reason)}`,
  );
  return {
    id: unusedId(plan, tier),
    tier,
    name: 'Clean up aged findings',
    description: [
      'These findings were seen in earlier runs and are still there. Remove their causes, and change nothing else.',
      '',
      ...told,
    ].join('\n'),
    category: 'debt_cleanup',
    scope: [...new Set(entries.flatMap(({ path }) => path ?? []))],
    readOnlyContext: [],
    deliverables: [],
    acceptance: entries.map(({ title, path }) => `${path ?? ''} no longer has: ${title}`),
    dependsOn: [],
    allowNoop: false,
    line: 1,
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Ids of a plan are people's: one that they took is not taken again. */
function unusedId(plan: Plan, tier: string): string {
  const taken = new Set(plan.phases.map(({ id }) => id.toLowerCase()));
  let n = 0;
  const named = (): string => `${tier.slice(0, 32)}.DEBT${n === 0 ? '' : n}`;
  while (taken.has(named().toLowerCase())) n += 1;
  return named();
}
