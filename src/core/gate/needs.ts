import type { Problem } from '../plan/plan.ts';
import type { Strategy } from '../strategy/strategy.ts';

const FIX =
  'Grant the app `actions: write` in its settings and accept it in the installation; app.yml asks for `actions: read`.';

/** What the app lacks for the CI that this strategy wants. `mayStart` null: GitHub does not say, so nothing is said. */
export function ciNeeds(strategy: Strategy, mayStart: boolean | null): readonly Problem[] {
  if (mayStart !== false) return [];
  const about = {
    level: 'should',
    where: 'GitHub App',
    code: 'github/no-actions-write',
    fix: FIX,
  } as const;
  const { preflight } = strategy.ci;
  if (preflight !== undefined)
    return [
      {
        ...about,
        message: `\`ci.preflight\` names \`${preflight}\`, which the app may not start: the run would end at its first commit.`,
      },
    ];
  const again = strategy.phases.some(({ ciProfile }) => ciProfile === 'normal');
  return again
    ? [
        {
          ...about,
          message:
            'Jobs that fail are not run once more: the app may not do that, so a flaky one costs an attempt.',
        },
      ]
    : [];
}
