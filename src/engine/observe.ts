import { mayDo } from '../core/permission.ts';
import { parseCommand, saidAbout } from '../core/run/command.ts';
import type { CommandSeen, Seen } from '../core/run/observation.ts';
import { type Sha, wholeSecond } from '../core/ids.ts';
import { isTerminal } from '../core/run/evolve.ts';
import { promotedPhase } from '../core/run/evolve-phase.ts';
import type { Run } from '../core/run/run.ts';
import { sealedIn } from '../core/report/snapshot.ts';
import { strayReview } from '../core/verify/around.ts';
import type { CommentByOthers, LedgerTip, RunWorld } from '../ports.ts';
import { toVerify, type VerifyAsk } from './answer-verify.ts';
import { ciSeen } from './ci-seen.ts';
import type { EnginePorts } from './ports.ts';
import { mendedBase } from './red-base.ts';
import { wasPutBack } from './restore.ts';

export interface Looked {
  readonly seen: Seen;
  /** Where the ledger stands at the same moment. */
  readonly ledger: Sha | null;
  /** Comments that ask for a verification and have no answer yet. */
  readonly toVerify: readonly VerifyAsk[];
}

/** Looks at GitHub as it is now, as far as this run needs it. One request, and one or two more while CI is awaited. */
export async function observe(ports: EnginePorts, run: Run, tip: LedgerTip): Promise<Looked> {
  const { forge, clock, worker } = ports;
  const { runId, head: recorded, pr } = run;
  const head = awaitedHead(run);
  const required = head !== null && tip.strategy.ci.required.length === 0;
  const world = await forge.world({ issue: run.issue.number, runId, recorded, pr, required });
  const { issue, pull, pullTalk } = world;
  const ci = head === null ? null : await ciSeen(forge, head, world);
  const mended = await mendedBase(forge, run, pull);
  const seen: Seen = {
    now: clock.now(),
    worker,
    ...(mended !== null && { mendedBase: mended }),
    issueOpen: issue?.open === true,
    ...(issue === undefined && { issueGone: true }),
    ...(issue?.locked === true && { issueLocked: true }),
    ...(issue?.textEditedAt != null && { textEditedAt: issue.textEditedAt }),
    labels: issue?.labels ?? [],
    branch: world.branch,
    pull,
    ci,
    commands: await newCommands(ports, run, world),
    comments: issue?.ours ?? [],
    reviews: world.reviews,
    ...(world.threads === undefined ? {} : { threads: world.threads }),
    checks: world.checks,
    frozen: tip.broken ?? rewound(ports, tip, world),
  };
  return {
    seen,
    ledger: world.ledger,
    toVerify: [
      ...(issue === undefined ? [] : toVerify(issue.number, issue)),
      ...(pull === null || pullTalk === undefined ? [] : toVerify(pull.number, pullTalk)),
    ],
  };
}

/** The head whose CI somebody waits for; null when nobody does. */
export function awaitedHead(run: Run): string | null {
  if (isTerminal(run) && run.promotion !== 'verifying') return null;
  const phase = run.phases.find(({ state }) => state === 'CI_RUNNING') ?? promotedPhase(run);
  const waiting = phase?.candidates.at(-1);
  return waiting === undefined || waiting.ci !== null ? null : waiting.head;
}

const saysOneOf = ({ body }: CommentByOthers, names: readonly string[]): boolean => {
  const parsed = parseCommand(body);
  return parsed?.is === 'command' && names.includes(parsed.name);
};

/** What asks for another run. */
const FOR_NEXT = ['run', 'plan'];

/**
 * What is said to a run, on its issue and on its pull request, in the order of time. On the issue, a run that is over
 * leaves what asks for another one to that one's start; a verification is no event of the run.
 */
function saidTo(run: Run, { issue, pullTalk }: RunWorld): readonly CommentByOthers[] {
  const others = isTerminal(run) ? FOR_NEXT : [];
  const onIssue = (issue?.commands ?? []).filter((comment) => !saysOneOf(comment, others));
  return [...onIssue, ...(pullTalk?.commands ?? [])]
    .filter((comment) => !saysOneOf(comment, ['verify']))
    .sort((a, b) => a.at - b.at);
}

/**
 * Who may only read may ask about a run, and every answer is a step of its record: anybody could fill it with
 * comments. After so many they are not heard any more in this run.
 */
const MAX_OUTSIDERS = 10;

/** Commands that came after the run began and are not in its ledger, with the author's permission as it is now. */
async function newCommands(
  ports: EnginePorts,
  run: Run,
  world: RunWorld,
): Promise<readonly CommandSeen[]> {
  const isNew = (comment: CommentByOthers): boolean =>
    !comment.edited &&
    comment.id !== run.trigger.id &&
    comment.at >= wholeSecond(run.startedAt) &&
    !run.commands.includes(comment.id);
  const seen: CommandSeen[] = [];
  const permissions = new Map<string, CommandSeen['permission']>();
  const isOnIssue = ({ id }: CommentByOthers): boolean =>
    world.issue?.commands.some((one) => one.id === id) === true;
  let heard = run.outsiders ?? 0;
  for (const comment of saidTo(run, world).filter(isNew)) {
    const { login } = comment.author;
    const permission = permissions.get(login) ?? (await ports.forge.permission(login));
    permissions.set(login, permission);
    const isOutsider = !mayDo(permission, 'write');
    if (isOutsider && heard >= MAX_OUTSIDERS) continue;
    if (isOutsider) heard += 1;
    seen.push({
      id: comment.id,
      at: comment.at,
      actor: comment.author,
      text: saidAbout(comment.body, comment.finding),
      permission,
      ...(isOnIssue(comment) && saysOneOf(comment, FOR_NEXT) && { forNext: true }),
    });
  }
  return seen;
}

/**
 * The attacker moves the ledger back to an older commit of ours, which is as well signed as any, to have what was
 * spent forgotten. What we said on GitHub remembers: the status comment carries how far the ledger had come, sealed
 * with a key that only we have; and a review, which nobody can delete, names the head that it is about.
 */
function rewound({ sealKey }: EnginePorts, tip: LedgerTip, world: RunWorld): string | null {
  if (world.ledger !== tip.oid) return null;
  const sealed = sealKey === null ? null : sealedIn(world.issue?.ours ?? [], tip.runId, sealKey);
  if (sealed !== null && sealed.seq > tip.run.seq)
    return `it counts ${tip.run.seq} events, and the status comment has seen ${sealed.seq}`;
  return wasPutBack(tip.run) || strayReview(tip.run, world.reviews) === null
    ? null
    : 'it knows nothing of an audit whose review is on the pull request';
}
