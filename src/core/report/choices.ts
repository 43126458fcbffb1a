import type { RunFailure } from '../run/event.ts';

const AGAIN =
  'Start over: comment `/autopack run`, or put the label `autopack:run` on the issue again. What was spent stays spent; the new run has caps of its own.';
const TAKE_OVER =
  'Take over: the branch and its commits stay. Push your own commits to it, or merge what is verified by hand.';
const PLAN =
  'Change the plan in the issue (smaller phases, clearer acceptance, other scope), then start over.';

/** What a person can do about each way in which a run can end. Only things that exist. */
export function choicesFor(reason: RunFailure['reason']): readonly string[] {
  switch (reason) {
    case 'token_cap':
    case 'cost_cap':
    case 'tier_token_cap':
      return [
        'Raise `budget.tokens` or `budget.usd` in `.github/autopack.yml` on the default branch, then start over.',
        PLAN,
        TAKE_OVER,
      ];
    case 'phase_token_cap':
      return [
        'Split the phase, or choose a category with a larger cap, then start over.',
        TAKE_OVER,
      ];
    case 'ci_run_cap':
      return [
        'Raise `budget.ci_runs` in `.github/autopack.yml`, or make the plan smaller, then start over.',
        TAKE_OVER,
      ];
    case 'active_time':
      return ['Raise `budget.active_minutes` in `.github/autopack.yml`, then start over.', PLAN];
    case 'attempts_exhausted':
      return [PLAN, TAKE_OVER, AGAIN];
    case 'policy_violation':
      return [
        'Name the path under `allow_protected` in `.github/autopack.yml` on the default branch, or widen the phase’s scope, if the change is wanted. Then start over.',
        PLAN,
      ];
    case 'audit_escalated':
    case 'audit_failed':
      return [
        'Read the review on the pull request and decide. If the Auditor is wrong, merge by hand.',
        PLAN,
        AGAIN,
      ];
    case 'ci_not_registered':
      return [
        'See that a workflow runs on pushes to `autonomous/**`, and that `ci.required` names jobs or workflows that exist. Then start over.',
      ];
    case 'ci_wait':
      return ['Look at the workflow run: no runner may be free. When CI works again, start over.'];
    case 'people_wait':
      return [
        'Approve the waiting workflow run, or stop holding it in *Settings → Actions*. Then start over.',
      ];
    case 'usage_anomaly':
      return [
        'The provider reported more than the call could use. Look at its dashboard before anything else is spent.',
        AGAIN,
      ];
    case 'provider_unavailable':
      return ['See the provider’s status page, the key and its quota. Then start over.'];
    case 'branch_moved_back':
    case 'branch_deleted':
      return [
        'Nothing of yours was overwritten. If it was on purpose, there is nothing to do.',
        AGAIN,
      ];
    case 'pr_closed':
    case 'issue_closed':
    case 'cancelled':
      return ['If it was on purpose, there is nothing to do.', AGAIN, TAKE_OVER];
  }
}
