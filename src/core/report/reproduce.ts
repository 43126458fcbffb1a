import { codeBranch, ledgerBranch } from '../names.ts';
import type { Run } from '../run/run.ts';

/** Commands that bring a run's code and record onto a person's machine. Nothing in them comes from a model. */
export function reproduceLines(run: Run): readonly string[] {
  const { repo, issue, runId, head, snapshot, base } = run;
  return [
    ...(head === base.sha
      ? []
      : [`git fetch origin ${codeBranch(runId)}`, `git switch --detach ${head}`]),
    ...(snapshot === base.sha || snapshot === head ? [] : [`git diff ${snapshot}..${head}`]),
    `git fetch origin ${ledgerBranch(runId)} && git log FETCH_HEAD`,
    // By its own path: what a registry has under that name may be anybody's, and would be given the token.
    '# AUTOPACK is a clone of Autopack, GITHUB_TOKEN may read this repository',
    `cd "\${AUTOPACK:?}" && npm run autopack -- verify ${repo.owner}/${repo.name}#${issue.number} --run ${runId}`,
  ];
}
