import { z } from 'zod';
import type { RunKey } from '../core/ids.ts';
import { runOfPull } from '../core/report/pull-request.ts';
import { isAddressed } from '../core/run/command.ts';

/**
 * What a webhook is about: the issues whose runs may have something to do. Everything else of the payload
 * is thrown away, so that a lost, doubled, late or forged-looking one makes no difference.
 */
export function triggerKeys(event: string, payload: unknown): readonly RunKey[] {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return [];
  const { repository, action } = parsed.data;
  if (repository === undefined) return [];
  const issues = issuesOf(event, action, parsed.data);
  return [...new Set(issues)].map((issue) => ({
    owner: repository.owner.login,
    name: repository.name,
    issue,
  }));
}

const Numbered = z.object({
  number: z.int().positive(),
  body: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
const Head = z.object({ ref: z.string().nullish() });

const Payload = z.object({
  action: z.string().optional(),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }).optional(),
  issue: Numbered.optional().catch(undefined),
  comment: z.object({ body: z.string().nullish() }).optional().catch(undefined),
  label: z.object({ name: z.string() }).optional().catch(undefined),
  pull_request: z
    .object({ number: z.int().positive().optional(), head: Head })
    .optional()
    .catch(undefined),
  ref: z.string().nullish().catch(undefined),
  check_suite: z
    .object({
      head_branch: z.string().nullish(),
      app: z.object({ slug: z.string().nullish() }).nullish(),
    })
    .optional()
    .catch(undefined),
  check_run: z
    .object({
      check_suite: z.object({ head_branch: z.string().nullish() }).optional(),
      app: z.object({ slug: z.string().nullish() }).nullish(),
    })
    .optional()
    .catch(undefined),
  workflow_run: z
    .object({ head_branch: z.string().nullish(), conclusion: z.string().nullish() })
    .optional()
    .catch(undefined),
  state: z.string().optional().catch(undefined),
  branches: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
});
type Payload = z.infer<typeof Payload>;

const ISSUE_ACTIONS = ['labeled', 'unlabeled', 'edited', 'closed', 'reopened', 'unlocked'];
/** When a pull request gets a head that nobody has looked at. */
const PUSHED = ['opened', 'synchronize', 'reopened'];
const PULL_ACTIONS = ['closed', 'reopened', 'synchronize', 'edited', 'ready_for_review'];

function issuesOf(event: string, action: string | undefined, payload: Payload): readonly number[] {
  const branch = (name: string | null | undefined): readonly number[] => issueOfBranch(name);
  switch (event) {
    case 'issues':
      return ISSUE_ACTIONS.includes(action ?? '') && payload.issue ? [payload.issue.number] : [];
    case 'issue_comment': {
      const said = isAddressed(payload.comment?.body ?? '');
      return action === 'created' && said && payload.issue ? [commentedOn(payload.issue)] : [];
    }
    case 'pull_request_review_comment':
      return action === 'created' && isAddressed(payload.comment?.body ?? '')
        ? branch(payload.pull_request?.head.ref)
        : [];
    case 'pull_request':
      return pullNumbers(action ?? '', payload);
    case 'push': {
      const name = payload.ref?.replace('refs/heads/', '');
      return [...branch(name), ...queuedPull(name)];
    }
    case 'check_suite':
      return action === 'completed' && payload.check_suite?.app?.slug !== 'github-actions'
        ? branch(payload.check_suite?.head_branch)
        : [];
    case 'check_run':
      // The jobs of workflows are heard of through their run.
      return action === 'completed' && payload.check_run?.app?.slug !== 'github-actions'
        ? branch(payload.check_run?.check_suite?.head_branch)
        : [];
    case 'workflow_run':
      return action === 'completed' ? branch(payload.workflow_run?.head_branch) : [];
    case 'status':
      // Where a status has to be waited for, one that is still pending changes nothing.
      return payload.state === 'pending'
        ? []
        : (payload.branches ?? []).flatMap(({ name }) => branch(name));
    default:
      return [];
  }
}

/** A comment names no branch: which run a pull request belongs to stands in our part of its text. */
function commentedOn({ number, body, pull_request: pull }: z.infer<typeof Numbered>): number {
  const runId = pull == null ? null : runOfPull(body ?? '');
  return runId === null ? number : Number(runId.split('-')[0]);
}

/** A pull request of a run is about its issue; any other about itself, because it may change the configuration. */
function pullNumbers(action: string, { pull_request: pull }: Payload): readonly number[] {
  const own = issueOfBranch(pull?.head.ref);
  if (own.length > 0) return PULL_ACTIONS.includes(action) ? own : [];
  return PUSHED.includes(action) && pull?.number !== undefined ? [pull.number] : [];
}

/** GitHub tests what is in a merge queue on branches of its own: `gh-readonly-queue/main/pr-7-<commit>`. */
function queuedPull(name: string | undefined): readonly number[] {
  const found = /^gh-readonly-queue\/.+\/pr-([1-9][0-9]{0,9})-[0-9a-f]+$/.exec(name ?? '');
  return found?.[1] === undefined ? [] : [Number(found[1])];
}

/** `autonomous/142-1` and `autopack/state/142-1` both belong to issue 142. */
function issueOfBranch(name: string | null | undefined): readonly number[] {
  const found = /^(?:autonomous|autopack\/state)\/([1-9][0-9]{0,9})-[1-9][0-9]{0,4}$/.exec(
    name ?? '',
  );
  return found?.[1] === undefined ? [] : [Number(found[1])];
}
