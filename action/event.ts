import { context } from '@actions/github';
import { z } from 'zod';
import { UserError } from '../src/core/errors.ts';
import type { RepoName, RunKey } from '../src/core/ids.ts';
import { triggerKeys } from '../src/github/trigger.ts';

/** Strangers cause events as well: those end a pass before it begins, and nobody has to mend anything. */
export class StrangersEvent extends UserError {
  constructor() {
    super(
      'action/fork',
      'The event comes from a fork.',
      'Nothing is to be done: runs live on branches of this repository.',
    );
  }
}

export interface ActionEvent {
  readonly repo: RepoName;
  /** Runs that the event names; they are looked at first. */
  readonly keys: readonly RunKey[];
  /** By the clock, and not because something happened. */
  readonly scheduled: boolean;
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
export function readEvent(): ActionEvent {
  const { eventName, payload } = context;
  const { owner, repo: name } = context.repo;
  if (eventName === 'pull_request_target')
    throw new UserError(
      'action/pull-request-target',
      'Autopack does not run on pull_request_target.',
      'Use the events of the sample workflow in docs/github-action.md.',
    );
  const { pull_request: pull, workflow_run: run } = Fork.parse(payload);
  // Null: the fork is gone.
  const heads = [pull?.head.repo, run?.head_repository].filter((head) => head !== undefined);
  const here = `${owner}/${name}`.toLowerCase();
  if (heads.some((head) => head?.full_name.toLowerCase() !== here)) throw new StrangersEvent();
  const scheduled = eventName === 'schedule';
  return { repo: { owner, name }, keys: triggerKeys(eventName, payload), scheduled };
}
