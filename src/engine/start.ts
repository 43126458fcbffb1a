import { UserError } from '../core/errors.ts';
import { RUN_LABEL, STATE_LABELS, codeBranch, marker, runIdOf } from '../core/names.ts';
import { mayDo } from '../core/permission.ts';
import { planHash } from '../core/plan/hash.ts';
import { endedIn, numberOf, withoutPast } from '../core/report/ended.ts';
import { planCheckComment, type PlanCheck } from '../core/report/plan-check.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { CommentSeen } from '../core/run/observation.ts';
import { fold } from '../core/run/evolve.ts';
import { type Asked, askedOf, editedSince } from '../core/run/start.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { IssueSeen, LedgerTip, RepoSeen, TriggerSeen } from '../ports.ts';
import type { EnginePorts } from './ports.ts';
import { checkOf, unknownCi, type Wanted, wantedOf } from './wanted.ts';

/**
 * Answers what the issue asks for: a new run, a free check of its plan, or nothing. Returns the run to go
 * on with. A bad plan creates no run; the label goes last, because until then a crash is only a repeat.
 */
export async function answerIssue(
  ports: EnginePorts,
  issue: IssueSeen,
  latest: LedgerTip | undefined,
): Promise<LedgerTip | undefined> {
  const check = checkIn(issue);
  const asked = askedIn(issue, latest);
  switch (asked.is) {
    case 'nothing':
      return latest;
    case 'label-left':
      await ports.forge.label(issue.number, [], [RUN_LABEL]);
      return latest;
    case 'recheck':
      await explain(ports, issue, {
        trigger: asked.trigger,
        check: await checkOf(ports, issue, latest),
        comment: check,
      });
      return latest;
    case 'check':
      await ports.forge.react(asked.trigger.id, 'EYES');
      await explain(ports, issue, {
        trigger: asked.trigger.id,
        check: await checkOf(ports, issue, latest),
        comment: check,
      });
      return latest;
    case 'run':
      return startRun(ports, issue, { trigger: asked.trigger, latest, comment: check });
  }
}

const checkIn = ({ ours }: IssueSeen): CommentSeen | undefined =>
  ours.find((comment) => comment.body.includes(marker.planCheck()));

/** What the issue asks for, after its last run. */
export const askedIn = (issue: IssueSeen, latest: LedgerTip | undefined): Asked =>
  askedOf(
    withoutPast(issue, endedIn(issue.ours)),
    latest?.run ?? null,
    answeredTrigger(checkIn(issue)),
  );

interface Start {
  readonly trigger: TriggerSeen;
  readonly latest: LedgerTip | undefined;
  readonly comment: CommentSeen | undefined;
}

async function startRun(
  ports: EnginePorts,
  issue: IssueSeen,
  start: Start,
): Promise<LedgerTip | undefined> {
  const { trigger, latest, comment } = start;
  const refuse = async (check: PlanCheck): Promise<LedgerTip | undefined> => {
    await explain(ports, issue, { trigger: trigger.id, check, comment });
    if (issue.labels.includes(RUN_LABEL)) await ports.forge.label(issue.number, [], [RUN_LABEL]);
    return latest;
  };
  const repo = await ports.forge.repo();
  const needs = ports.planning.startPermission(repo.config);
  const has = await ports.forge.permission(trigger.actor.login);
  if (!mayDo(has, needs))
    return refuse({ is: 'not-permitted', login: trigger.actor.login, has, needs });
  if (ports.served === false) return refuse({ is: 'not-served', repo: ports.repo });
  await ports.forge.react(trigger.kind === 'label' ? issue.nodeId : trigger.id, 'EYES');
  if (editedSince(issue, trigger)) return refuse({ is: 'edited-since' });

  const wanted = await wantedOf(ports, issue, { repo, latest });
  if (wanted.is !== 'wanted') return refuse(wanted);
  const tip = await createRun(ports, { issue, trigger, latest, repo, wanted });
  if (tip === 'branch-taken') {
    // Somebody else may have started it in between: then it is theirs to go on with.
    const now = await ports.ledger.latest(issue.number);
    const branch = codeBranch(nextRunId(issue, latest));
    return now?.oid === latest?.oid ? refuse({ is: 'branch-taken', branch }) : now;
  }
  const [add, remove] = [
    [STATE_LABELS.running],
    issue.labels.includes(RUN_LABEL) ? [RUN_LABEL] : [],
  ];
  await ports.forge.label(issue.number, add, remove);
  const problems = await unknownCi(ports, wanted.compiled.strategy, repo.head);
  if (problems.length > 0)
    await explain(ports, issue, {
      ...{ trigger: trigger.id, comment },
      check: { is: 'started', runId: tip.runId, problems },
    });
  return tip;
}

interface Create {
  readonly issue: IssueSeen;
  readonly trigger: TriggerSeen;
  readonly latest: LedgerTip | undefined;
  readonly repo: RepoSeen;
  readonly wanted: Wanted;
}

/** One more than any run of the issue had, whether or not its ledger is still there. */
function nextRunId({ number, ours }: IssueSeen, latest: LedgerTip | undefined): string {
  const past = [latest, endedIn(ours)].map((run) => (run == null ? 0 : numberOf(run)));
  return runIdOf(number, Math.max(...past) + 1);
}

/** The run is durable when this returns: plan, strategy and both branches are there in one step. */
async function createRun(ports: EnginePorts, create: Create): Promise<LedgerTip | 'branch-taken'> {
  const { issue, trigger, latest, repo, wanted } = create;
  const { text, prose, planOf } = wanted;
  const at = ports.clock.now();
  const runId = nextRunId(issue, latest);
  const { strategy, strategyHash } = wanted.compiled;
  const events: readonly RunEvent[] = [
    {
      type: 'run-started',
      at,
      runId,
      repo: { id: repo.id, ...ports.repo },
      issue: { number: issue.number, title: issue.title },
      trigger: { id: trigger.id, kind: trigger.kind, actor: trigger.actor },
      base: { branch: repo.defaultBranch, sha: repo.head },
      planHash: planHash(text),
      identity: ports.identity,
      rules: 2,
      ...(planOf === undefined ? {} : { planOf }),
    },
    ...(prose
      ? ([{ type: 'plan-wanted', at, strategyHash }] as const)
      : ready(strategy, strategyHash, at)),
  ];
  const entry = { events, run: fold(undefined, events), strategy, plan: text };
  try {
    return await ports.ledger.create(runId, repo.head, entry);
  } catch (error) {
    // A branch that no ledger owns: what is in it may be somebody's work, and only people can say.
    if (error instanceof UserError && error.code === 'ledger/branch-taken') return 'branch-taken';
    throw error;
  }
}

const ready = (strategy: Strategy, strategyHash: string, at: number): readonly RunEvent[] => [
  {
    type: 'strategy-frozen',
    at,
    strategyHash,
    tiers: strategy.tiers.map(({ id }) => ({ id })),
    phases: strategy.phases.map(({ id, tier }) => ({ id, tier })),
  },
  { type: 'preflight-passed', at },
  { type: 'queue-entered', at },
];

interface Explain {
  readonly trigger: string;
  readonly check: PlanCheck;
  readonly comment: CommentSeen | undefined;
}

/** One plan-check comment an issue, edited in place; it names the trigger that it answers. */
async function explain(
  ports: EnginePorts,
  issue: IssueSeen,
  { trigger, check, comment }: Explain,
): Promise<void> {
  const body = `${planCheckComment({ issue: issue.number, title: issue.title, check })}\n${answers(trigger)}`;
  if (comment === undefined) await ports.forge.comment(issue.number, body);
  else if (comment.body.trimEnd() !== body.trimEnd()) await ports.forge.editComment(comment, body);
}

/** Hidden line by which a comment of ours names the trigger that it answers. */
export const answers = (trigger: string): string =>
  `<!-- autopack:answers:${encodeURIComponent(trigger)} -->`;

export function answeredTrigger(comment: CommentSeen | undefined): string | null {
  const found = comment?.body.match(/<!-- autopack:answers:([^ ]{1,300}) -->/)?.[1];
  try {
    return found === undefined ? null : decodeURIComponent(found);
  } catch (error) {
    // Somebody who may edit our comments changed it: it answers nothing that was asked.
    if (error instanceof URIError) return null;
    throw error;
  }
}
