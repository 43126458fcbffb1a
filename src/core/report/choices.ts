import { HOLD_LABEL } from '../names.ts';
import { capsNow, ceilingsOf, isHeldToFewerCiRuns, tierNow } from '../run/caps.ts';
import { vainRetry } from '../run/commands-again.ts';
import type { RunFailure } from '../run/event.ts';
import { BY_BASE, BY_BRANCH, BY_LABEL, BY_RED_BASE } from '../run/held.ts';
import { peopleSinceSnapshot } from '../run/give-up.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { mendBase } from './red-base.ts';

const AGAIN =
  'Start over: comment `/autopack run`, or put the label `autopack:run` on the issue again. What was spent stays spent; the new run has caps of its own.';
const TAKE_OVER =
  'Take over: the branch and its commits stay. Push your own commits to it, or merge what is verified by hand.';
const RETRY =
  'Give the phase another attempt, and a CI run for it: comment `/autopack retry <phase> --attempts 1`. What was spent stays spent.';
const FIX =
  'Fix it yourself: push to the branch, then comment `/autopack resume`. Your commits are judged as the work on the phase.';
const WITHOUT =
  'Go on without it: `/autopack rollback <phase> --continue` takes its commits off the branch.';
const RESUME = 'Then comment `/autopack resume`, and the run goes on where it was.';
const REOPEN =
  'Reopen the issue first: a closed one is not answered. Then comment `/autopack resume`, and the run goes on where it was, or `/autopack run` for a new one with caps of its own.';
const APPROVE = 'Approve the waiting workflow run, or have GitHub hold none: *Settings → Actions*.';
const PLAN =
  'Change the plan in the issue (smaller phases, clearer acceptance, other scope), then start over.';

const MORE_TOKENS =
  'Raise the cap of this run: `/autopack budget +200k`, as far as `budget.max_tokens` allows. Then comment `/autopack resume`.';
const MORE_MONEY =
  'Raise the cap of this run: `/autopack budget +$2`, as far as `budget.max_usd` allows. Then comment `/autopack resume`.';
const MORE_FOR_TIER =
  'Raise the cap of this run, which is all that holds the tier back: `/autopack budget +200k`, as far as `budget.max_tokens` allows. Then comment `/autopack resume`.';
const CAPS_IN_FILE =
  'Raise `budget.tokens` or `budget.usd` in `.github/autopack.yml` on the default branch, then start over.';
const CAP_IN_FILE_FOR_TIER =
  'Raise `budget.tokens` in `.github/autopack.yml` on the default branch, then start over.';

const CI_IN_FILE =
  'Raise `budget.ci_runs` in `.github/autopack.yml` on the default branch, or remove it, then start over.';

/** What a person can do about each way in which a run can end. Only things that exist. */
const CHOICES: Readonly<Record<RunFailure['reason'], readonly string[]>> = {
  token_cap: [MORE_TOKENS, CAPS_IN_FILE, PLAN, TAKE_OVER],
  cost_cap: [MORE_MONEY, CAPS_IN_FILE, PLAN, TAKE_OVER],
  tier_token_cap: [MORE_FOR_TIER, CAP_IN_FILE_FOR_TIER, PLAN, TAKE_OVER],
  phase_token_cap: [
    'Split the phase, or choose a category with a larger cap, then start over.',
    TAKE_OVER,
  ],
  ci_run_cap: [RETRY, CI_IN_FILE, PLAN, TAKE_OVER],
  phase_timeout: [FIX, WITHOUT, 'Split the phase: it took longer than one phase may.', TAKE_OVER],
  run_health: [
    'Too much failed for this run to be worth more. Look at the evidence of the attempts.',
    PLAN,
  ],
  tier_not_clean: [
    'Look at the open findings of the tier. Dismiss what is none with `/autopack dismiss F-n reason`, then comment `/autopack resume`.',
    PLAN,
    TAKE_OVER,
  ],
  base_conflict: [
    'Merge the default branch into the run’s branch, solve the conflict, and push. Then comment `/autopack resume`.',
    AGAIN,
  ],
  finished_by_person: ['What is verified can be merged by hand.', AGAIN],
  active_time: [
    'Raise `budget.active_minutes` in `.github/autopack.yml` on the default branch, then start over.',
    PLAN,
  ],
  attempts_exhausted: [RETRY, FIX, WITHOUT, PLAN, TAKE_OVER, AGAIN],
  policy_violation: [
    'Name the path under `allow_protected` in `.github/autopack.yml` on the default branch, or widen the phase’s scope, if the change is wanted. Then start over.',
    PLAN,
  ],
  audit_escalated: [
    'Read the review on the pull request and decide. If the Auditor is wrong, merge by hand.',
    PLAN,
    AGAIN,
  ],
  audit_failed: [
    'Read the review on the pull request and decide. If the Auditor is wrong, merge by hand.',
    PLAN,
    AGAIN,
  ],
  ci_not_registered: [
    'See that a workflow runs on pushes to `autonomous/**`, and that `ci.required` names jobs or workflows that exist. Then start over.',
    'Without an App: name the workflows under `ci.dispatch`, give them the trigger `workflow_dispatch`, and the job of the Action `actions: write`. Then start over.',
  ],
  ci_wait: ['Look at the workflow run: no runner may be free.', RESUME, AGAIN],
  pull_refused: [
    'See that the branch it is made for is still there and has its name, and that the app may open pull requests (`pull-requests: write`, *Settings → Actions* for a workflow’s token).',
    RESUME,
    AGAIN,
  ],
  people_wait: [APPROVE, RESUME, AGAIN],
  usage_anomaly: [
    'The provider reported more than the call could use. Look at its dashboard before anything else is spent.',
    AGAIN,
  ],
  provider_unavailable: ['See the provider’s status page, the key and its quota.', RESUME, AGAIN],
  no_room: [
    'Serve the model with a longer context and say so in its entry (`max_context`), choose another one under `models`, or make the plan shorter. Then start over.',
    AGAIN,
  ],
  branch_moved_back: [
    'Nothing of yours was overwritten. If it was on purpose, there is nothing to do.',
    AGAIN,
  ],
  ledger_deleted: [
    'Leave the branch `autopack/state/…` of a run alone while it is at work.',
    'Look at what is on the pull request, then label the issue again to start a fresh run.',
  ],
  branch_deleted: [
    'Nothing of yours was overwritten. If it was on purpose, there is nothing to do.',
    AGAIN,
  ],
  pr_closed: ['If it was on purpose, there is nothing to do.', AGAIN, TAKE_OVER],
  issue_closed: ['If it was on purpose, there is nothing to do.', REOPEN, TAKE_OVER],
  source_mismatch: [
    'Somebody changed or removed what the catalog points at. Look at the source; then pin it anew in the catalog, or remove `reuse` from the plan, and start over.',
    TAKE_OVER,
  ],
  plan_unusable: [
    'Write more into the issue (what is to change, where, how one sees that it is done), or write the plan yourself: docs/plans.md of Autopack shows how. Then start over.',
    AGAIN,
  ],
  cancelled: ['If it was on purpose, there is nothing to do.', AGAIN, TAKE_OVER],
};

/** A run that ended, and what governed it. */
interface At {
  readonly run: Run;
  readonly strategy: Strategy;
}

/** With the phase that failed in the commands, where one did; of a run, only what it can still do. */
export const choicesFor = (
  reason: RunFailure['reason'],
  phase: string | null = null,
  at?: At,
): readonly string[] =>
  CHOICES[reason]
    .flatMap((choice) => (at === undefined ? choice : (asItStands(choice, phase, at) ?? [])))
    .map((choice) => choice.replaceAll('<phase>', phase ?? '<phase>'));

/** What was offered, or why it would lead nowhere and what does instead; null: it has nothing to do with this run. */
function asItStands(choice: string, phase: string | null, { run, strategy }: At): string | null {
  const caps = capsNow(run, strategy);
  const most = ceilingsOf(strategy);
  switch (choice) {
    case MORE_TOKENS:
      return caps.tokenCap < most.tokens ? choice : full('tokens');
    case MORE_MONEY:
      return (caps.costCapMicroUsd ?? 0) < most.microUsd ? choice : full('usd');
    case MORE_FOR_TIER:
      if (!isRaised({ run, strategy }, phase))
        return '`/autopack budget` does not help here: it raises the cap of the run, and the cap of this tier comes from its phases.';
      return caps.tokenCap < most.tokens ? choice : full('tokens');
    case CAP_IN_FILE_FOR_TIER:
      return isRaised({ run, strategy }, phase)
        ? choice
        : 'Give its phases a category or a complexity with a larger cap, or move some of them to another tier. Then start over.';
    case RETRY: {
      const stuck = phase === null ? null : vainRetry(run, strategy, phase);
      return stuck === null ? choice : `\`/autopack retry\` does not help here: ${stuck}`;
    }
    case CI_IN_FILE:
      return isHeldToFewerCiRuns(strategy) ? choice : null;
    case APPROVE:
      return run.held === undefined ? choice : letGo(run, run.held.by);
    case WITHOUT:
      return peopleSinceSnapshot(run)
        ? '`/autopack rollback` is not possible: people’s commits stand on top of it. What is to go has to be reverted by hand.'
        : choice;
    default:
      return choice;
  }
}

/** A run that was held for too long: by whom, and so how it is let go. */
function letGo({ base }: Run, by: string): string {
  switch (by) {
    case BY_LABEL:
      return `Take the label \`${HOLD_LABEL}\` off.`;
    case BY_BASE:
      return 'Point the pull request back at the branch that it was made for.';
    case BY_BRANCH:
      return 'Put the commits of the branch back.';
    case BY_RED_BASE:
      return `${mendBase({ base })}.`;
    default:
      return 'Decide whether it is to go on: nothing else keeps it.';
  }
}

const full = (what: 'tokens' | 'usd'): string =>
  `The cap of this run is as high as \`budget.max_${what}\` allows: \`/autopack budget\` cannot raise it.`;

/** Whether what is added to the run's cap reaches the tier of a phase. */
function isRaised({ run, strategy }: At, phase: string | null): boolean {
  const id = run.phases.find((one) => one.id === phase)?.tier;
  const tier = strategy.tiers.find((one) => one.id === id);
  if (tier === undefined) return false;
  const more = { ...run, raised: { tokens: (run.raised?.tokens ?? 0) + 1, microUsd: 0 } };
  return tierNow(more, strategy, tier).tokenCap > tierNow(run, strategy, tier).tokenCap;
}
