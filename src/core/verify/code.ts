import type { Sha } from '../ids.ts';
import type { RunEvent } from '../run/event.ts';
import { makerWrong, type Writer } from './chain.ts';
import type { CommitSeen, RunEvidence, Wrong } from './evidence.ts';

type Committed = Extract<RunEvent, { type: 'edits-committed' | 'phase-undone' }>;
type Advanced = Extract<RunEvent, { type: 'branch-advanced' | 'base-merged' }>;

interface At {
  readonly runId: string;
  /** Number of the event. */
  readonly seq: number;
  readonly writer: Writer;
}

const wrong = (expected: string, found: string): Wrong => ({ rule: 'code', expected, found });

/** What the record says was pushed is there: on its parent, with its tree, by us, and it names the event. */
export function codeWrong(
  event: RunEvent,
  seen: Pick<RunEvidence, 'code' | 'advances'>,
  at: At,
): Wrong | null {
  if (isAdvance(event)) return advanceWrong(event, seen.advances);
  if (!isCommit(event)) return null;
  const commit = seen.code.get(event.head);
  return commit === undefined
    ? wrong(`commit ${event.head}`, 'GitHub does not have it')
    : commitWrong(commit, event, at);
}

const isAdvance = (event: RunEvent): event is Advanced =>
  event.type === 'branch-advanced' || event.type === 'base-merged';

/** Events that moved the branch by a commit of ours. */
const isCommit = (event: RunEvent): event is Committed =>
  (event.type === 'edits-committed' && event.head !== event.before) ||
  event.type === 'phase-undone';

function commitWrong(commit: CommitSeen, event: Committed, at: At): Wrong | null {
  const { oid, parents, tree, message, maker } = commit;
  if (oid !== event.head) return wrong(`commit ${event.head}`, `commit ${oid}`);
  if (parents.length !== 1 || parents[0] !== event.before)
    return wrong(`${oid} on ${event.before}`, `on ${parents.join(' and ') || 'nothing'}`);
  if (tree !== event.tree) return wrong(`${oid} with tree ${event.tree}`, `tree ${tree}`);
  const trailers = trailersOf(message);
  const expected: readonly (readonly [string, string])[] = [
    ['Autopack-Run', at.runId],
    ['Autopack-Phase', `${event.phase}/${stepOf(event)}`],
    ['Autopack-Event', String(at.seq)],
  ];
  for (const [name, value] of expected)
    if (trailers.get(name) !== value)
      return wrong(`${oid} with ${name}: ${value}`, trailers.get(name) ?? 'no such trailer');
  const by = makerWrong(maker, at.writer);
  return by === null ? null : wrong(`${oid} ${by.expected}`, by.found);
}

const stepOf = (event: Committed): string =>
  event.type === 'phase-undone' ? 'undone' : String(event.attempt);

/** The last paragraph of a message, when it is one of trailers. A trailer that stands twice is none. */
export function trailersOf(message: string): ReadonlyMap<string, string> {
  const lines = message.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? [];
    found.set(name, found.has(name) ? '(twice)' : value);
  }
  return found;
}

export const advanceKey = (before: Sha, head: Sha): string => `${before}..${head}`;

function advanceWrong({ before, head }: Advanced, advances: RunEvidence['advances']): Wrong | null {
  return advances.get(advanceKey(before, head)) === true
    ? null
    : wrong(`${before} leads to ${head}`, 'it does not');
}

/** What has to be read beside the ledger to judge it. */
export function codeNamed(events: readonly RunEvent[]): {
  readonly commits: readonly Sha[];
  readonly advances: readonly { readonly before: Sha; readonly head: Sha }[];
} {
  return {
    commits: events.flatMap((event) => (isCommit(event) ? [event.head] : [])),
    advances: events.flatMap((event) =>
      isAdvance(event) ? [{ before: event.before, head: event.head }] : [],
    ),
  };
}
