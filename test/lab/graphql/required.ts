/** What a branch's rules require of a pull request, and the commit statuses among it. */
import type { Core } from '../core.ts';
import type { RepoRow } from '../internals.ts';
import { nodeId } from '../people.ts';
import { failure, forbidden, type Args, type Scope, type View } from './view.ts';

/** `isRequired` of a check run or status of that name. */
export const isRequired =
  (core: Core, repo: RepoRow, name: string) =>
  (args: Args): boolean => {
    const number = args['pullRequestNumber'];
    if (typeof number !== 'number')
      throw failure('UNPROCESSABLE', 'The lab needs the number of a pull request.');
    const pull = core.pulls.find(repo, number);
    if (pull === undefined)
      throw failure(
        'NOT_FOUND',
        `Could not resolve to a PullRequest with the number of ${number}.`,
      );
    return core.required.get(`${repo.id}:${pull.baseRef}`)?.includes(name) === true;
  };

/** `Commit.status`; null: nobody has posted one. Statuses are a permission of their own. */
export const statusField =
  (core: Core, repo: RepoRow, sha: string) =>
  (_args: Args, { caller }: Scope): View | null => {
    if (caller.is === 'installation' && caller.permissions['statuses'] === undefined)
      throw forbidden();
    const rows = core.statuses.filter((row) => row.repoId === repo.id && row.sha === sha);
    const latest = rows.filter(
      (row, at) => rows.findIndex((each) => each.context === row.context) === at,
    );
    if (latest.length === 0) return null;
    return {
      __typename: 'Status',
      id: nodeId('Status', repo.id),
      contexts: latest.map(({ context, state }) => ({
        __typename: 'StatusContext',
        context,
        state: state.toUpperCase(),
        isRequired: isRequired(core, repo, context),
      })),
    };
  };
