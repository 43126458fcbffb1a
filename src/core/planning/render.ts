import { canonicalJson } from '../canonical.ts';
import type { RunId } from '../ids.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { codeSpan, plainText } from '../text/neutralise.ts';

/** `feature_requirements.json`: what the plan asks for, and what of it is taken over. Null: nothing was looked up. */
function featureRequirements({ lookup, planHash }: Strategy): string | null {
  if (lookup === undefined) return null;
  const { requirements, profile, share, factor } = lookup;
  return canonicalJson({
    version: 1,
    plan_hash: planHash,
    stack_profile: profile?.id ?? null,
    reuse_share: share,
    budget_factor: factor,
    requirements: requirements.map(({ phase, name, category, features }) => ({
      ...{ phase, name, category, features },
      source: features.length > 0 ? 'reuse' : 'greenfield',
    })),
  });
}

const lookupPlanName = (runId: RunId): string => `feature_lookup_plan_${runId}.md`;

/** `feature_lookup_plan_<run>.md`: where each feature comes from, pinned to the byte. Null: nothing was looked up. */
function featureLookupPlan(runId: RunId, strategy: Strategy): string | null {
  const { lookup, phases } = strategy;
  if (lookup === undefined) return null;
  const { profile, share, factor, matches } = lookup;
  const stack =
    profile === null
      ? 'No stack profile fits what the plan speaks of.'
      : `Stack profile ${codeSpan(profile.id)}: ${plainText(profile.because, 300)}. Budgets × ${profile.budgetModifier}, CI ${profile.ciProfile}.`;
  const parts = matches.map((match) => {
    const source = phases.find(({ id }) => id === match.phase)?.reuse;
    const files = (source?.files ?? []).map(
      ({ path, sha256 }) => `| ${codeSpan(path)} | ${codeSpan(sha256)} |`,
    );
    return [
      `## ${plainText(match.feature, 80)}`,
      [
        `- phase ${match.phase}, used by ${match.usedBy.join(', ')}`,
        `- source ${codeSpan(source?.url ?? '')} at ${codeSpan(source?.commit ?? '')}`,
        `- licence ${codeSpan(source?.license ?? '')}, text ${codeSpan(source?.licenceFile.path ?? '')} ${codeSpan(source?.licenceFile.sha256 ?? '')}`,
        `- ${match.verified ? 'verified' : 'pinned, named by a person, not verified'}`,
      ].join('\n'),
      ['| File | sha256 |', '|---|---|', ...files].join('\n'),
    ].join('\n\n');
  });
  return [
    `# Feature lookup of run ${runId}`,
    stack,
    `${Math.round(share * 100)} % of ${lookup.requirements.length} requirements are taken over; budgets × ${factor}.`,
    ...parts,
  ]
    .join('\n\n')
    .concat('\n');
}

/** Both files by their names; none for a plan that reuses nothing. */
export function planningFiles(
  runId: RunId,
  strategy: Strategy,
): readonly (readonly [name: string, text: string])[] {
  const requirements = featureRequirements(strategy);
  const plan = featureLookupPlan(runId, strategy);
  return requirements === null || plan === null
    ? []
    : [
        ['feature_requirements.json', requirements],
        [lookupPlanName(runId), plan],
      ];
}
