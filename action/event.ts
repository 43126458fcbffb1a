import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../src/core/errors.ts';
import type { RepoName, RunKey } from '../src/core/ids.ts';
import { triggerKeys } from '../src/github/trigger.ts';

export interface ActionEvent {
  readonly repo: RepoName;
  /** Runs that the event names; they are looked at first. */
  readonly keys: readonly RunKey[];
}

const Fork = z.object({
  pull_request: z
    .object({ head: z.object({ repo: z.object({ full_name: z.string() }).nullable() }) })
    .optional(),
  workflow_run: z
    .object({ head_repository: z.object({ full_name: z.string() }).nullish() })
    .optional(),
});

/**
 * What started the workflow. The attacker opens a pull request from a fork: events that run its code with our
 * secrets, or that it caused, are refused.
 */
export function readEvent(env: Readonly<Record<string, string | undefined>>): ActionEvent {
  const [owner, name] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (!owner || !name)
    throw new UserError(
      'action/no-repository',
      'GITHUB_REPOSITORY is not set.',
      'Run this as a step of a workflow.',
    );
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  const payload = readPayload(env['GITHUB_EVENT_PATH']);
  if (event === 'pull_request_target')
    throw new UserError(
      'action/pull-request-target',
      'Autopack does not run on pull_request_target.',
      'Use the events of the sample workflow in docs/github-action.md.',
    );
  const fork = Fork.safeParse(payload);
  const heads = fork.success
    ? [
        fork.data.pull_request?.head.repo?.full_name,
        fork.data.workflow_run?.head_repository?.full_name,
      ]
    : [];
  if (
    heads.some(
      (head) => head !== undefined && head.toLowerCase() !== `${owner}/${name}`.toLowerCase(),
    )
  )
    throw new UserError(
      'action/fork',
      'The event comes from a fork.',
      'Nothing is to be done: runs live on branches of this repository.',
    );
  return { repo: { owner, name }, keys: triggerKeys(event, payload) };
}

function readPayload(path: string | undefined): unknown {
  if (path === undefined || path === '') return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(
      'action/event',
      'The event’s payload cannot be read.',
      'See that GITHUB_EVENT_PATH names the file that the runner wrote.',
      { cause: error },
    );
  }
}
