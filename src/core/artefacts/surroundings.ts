import { debtId } from '../findings/effective.ts';
import { forBacklog } from '../backlog/update.ts';
import { codeBranch, ledgerBranch } from '../names.ts';
import type { RunRecord } from './record.ts';
import type { Trace } from './trace.ts';

/** Where a run was at work, and with what: nothing of it is a secret. */
export function environmentPart({ run, strategy }: RunRecord, { calls }: Trace): unknown {
  const { runId, repo, issue, base, identity, trigger } = run;
  return {
    repository: `${repo.owner}/${repo.name}`,
    issue: issue.number,
    started_by: { login: trigger.actor.login, kind: trigger.kind },
    identity,
    base,
    branches: { code: codeBranch(runId), ledger: ledgerBranch(runId) },
    pull_request: run.pr,
    safety_profile: strategy.safetyProfile,
    run_scope: strategy.runScope,
    ci: strategy.ci,
    models_asked: [...new Set(calls.map(({ role, model }) => `${role} ${model}`))].sort(),
  };
}

/** What a run that failed leaves to the project. It takes nothing away: only what is merged can. */
export function backlogPart({ run, strategy }: RunRecord): unknown {
  return {
    known_at_the_start: strategy.debt?.aged.map(({ id }) => id) ?? [],
    to_be_kept: forBacklog(run, strategy)
      .map(({ key, title, category, severity, path, phases }) => ({
        ...{ id: debtId(key), key, title, category, severity, path, phases },
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    taken_away: [],
  };
}
