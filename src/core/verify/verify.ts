import type { Sha } from '../ids.ts';
import type { RunEvent } from '../run/event.ts';
import { evolve } from '../run/evolve.ts';
import type { Run } from '../run/run.ts';
import { artefactsWrong } from './artefacts.ts';
import { aroundWrong } from './around.ts';
import { count, emptyTally, type Tally } from './budget.ts';
import {
  chainWrong,
  makerWrong,
  messageWrong,
  placeWrong,
  seqWrong,
  writerOf,
  type Writer,
} from './chain.ts';
import { codeWrong } from './code.ts';
import { eventsOf, type Read } from './events.ts';
import {
  RULES,
  type Link,
  type Rule,
  type RunEvidence,
  type Verification,
  type Wrong,
} from './evidence.ts';
import { sumsWrong } from './sums.ts';
import { answersWrong, type Frozen, frozenOf, laterFrozen, stateWrong } from './state.ts';
import { verdictWrong } from './verdicts.ts';

/** What is known after the commits that were looked at so far. */
interface Walked {
  readonly run: Run | undefined;
  readonly frozen: Frozen;
  readonly events: readonly RunEvent[];
  readonly tally: Tally;
  readonly writer: Writer;
}

/** The rules that held, in the order in which they were looked at. */
type Book = Rule[];

/**
 * Recomputes a run's record from its first commit on, and compares it with what stands around it. Pure:
 * the same evidence gives the same verdict, for anybody. It ends at the first place that does not hold.
 */
export function verify(evidence: RunEvidence): Verification {
  const { links } = evidence;
  const book: Book = [];
  const steps = new Map<number, Sha>();
  let walked: Walked | null = null;
  for (const [index, link] of links.entries()) {
    const before: Link | null = links[index - 1] ?? null;
    const seq: number = walked?.run?.seq ?? 0;
    const next: Read<Walked> = step(evidence, { link, before, walked, book });
    if (next.is === 'wrong')
      return told(evidence, { book, walked, bad: { ...next.wrong, commit: link.oid, seq } });
    walked = next.value;
    steps.set(walked.run?.seq ?? 0, link.oid);
  }
  const tip = links.at(-1)?.oid;
  const run = walked?.run;
  if (run === undefined || tip === undefined) return told(evidence, { book, walked, bad: EMPTY });
  if (evidence.around === null) return told(evidence, { book, walked, bad: null });
  const looked = aroundWrong({ run, tip, steps }, evidence.around, evidence.sealKey);
  book.push(...looked.held);
  const bad = looked.wrong === null ? null : { ...looked.wrong, commit: null, seq: run.seq };
  return told(evidence, { book, walked, bad, notes: looked.notes });
}

const EMPTY = {
  rule: 'chain',
  expected: 'a ledger',
  found: 'no commit',
  commit: null,
  seq: 0,
} as const;

interface Step {
  readonly link: Link;
  readonly before: Link | null;
  readonly walked: Walked | null;
  readonly book: Book;
}

/** One commit: its form, its maker, its events one by one, and what it stores. */
function step(evidence: RunEvidence, { link, before, walked, book }: Step): Read<Walked> {
  const form =
    messageWrong(link, evidence.runId) ?? chainWrong(link, before === null ? null : before.oid);
  if (form !== null) return is(form);
  book.push('message', 'chain');
  const read = eventsOf(link);
  if (read.is === 'wrong') return read;
  const events = read.value;
  const elsewhere = walked === null ? placeWrong(events[0], evidence) : null;
  if (elsewhere !== null) return is(elsewhere);
  const off = seqWrong(link, walked?.run?.seq ?? 0, events.length);
  if (off !== null) return is(off);
  const writer = walked?.writer ?? writerOf(link, events[0], evidence.botId);
  const forged = makerWrong(link.maker, writer);
  if (forged !== null) return is(forged);
  book.push('seq', 'events', ...(writer.is === 'bot' ? (['author'] as const) : []));
  const frozen =
    walked === null ? frozenOf(link, events) : laterFrozen(link, events, walked.frozen);
  if (frozen.is === 'wrong') return frozen;
  book.push('plan', 'strategy');
  const start: Walked = {
    ...(walked ?? { run: undefined, events: [], tally: emptyTally }),
    frozen: frozen.value,
    writer,
  };
  const after = replay(evidence, { start, events, book });
  return after.is === 'wrong' ? after : stored(link, after.value, book);
}

const is = (wrong: Wrong): Read<never> => ({ is: 'wrong', wrong });

interface Replay {
  readonly start: Walked;
  readonly events: readonly RunEvent[];
  readonly book: Book;
}

function replay(evidence: RunEvidence, { start, events, book }: Replay): Read<Walked> {
  const { runId } = evidence;
  const { strategy } = start.frozen;
  let { run, tally } = start;
  for (const event of events) {
    const seq = (run?.seq ?? 0) + 1;
    const counted = count(tally, event, { runId, strategy });
    const wrong =
      verdictWrong(run, event, strategy) ??
      counted.wrong ??
      codeWrong(event, evidence, { runId, seq, writer: start.writer });
    if (wrong !== null) return is(wrong);
    const folded = evolved(run, event);
    if (folded.is === 'wrong') return folded;
    run = folded.value;
    tally = counted.tally;
    book.push('fold', ...judged(event));
  }
  return { is: 'read', value: { ...start, run, tally, events: [...start.events, ...events] } };
}

/** A move that the rules do not know is no reason to stop telling, but the very thing that is looked for. */
function evolved(run: Run | undefined, event: RunEvent): Read<Run> {
  try {
    return { is: 'read', value: evolve(run, event) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return is({ rule: 'fold', expected: `a legal ${event.type}`, found: error.message });
  }
}

const VERDICTS: readonly RunEvent['type'][] = [
  'audit-started',
  'ci-finished',
  'audit-finished',
  'audit-unusable',
  'audit-part-kept',
  'phase-completed',
  'run-succeeded',
  'run-promoted',
  'promotion-verified',
];

const CODE: readonly RunEvent['type'][] = ['branch-advanced', 'base-merged', 'phase-undone'];

function judged(event: RunEvent): readonly Rule[] {
  if (VERDICTS.includes(event.type)) return ['verdicts'];
  if (CODE.includes(event.type)) return ['code'];
  return event.type === 'edits-committed' && event.head !== event.before ? ['code'] : [];
}

function stored(link: Link, walked: Walked, book: Book): Read<Walked> {
  const { run, tally } = walked;
  if (run === undefined) return is({ rule: 'fold', expected: 'a run', found: 'no event' });
  const wrong =
    stateWrong(link, run) ??
    sumsWrong(tally, run) ??
    answersWrong(link, run) ??
    artefactsWrong(link, walked.events, walked.frozen);
  if (wrong !== null) return is(wrong);
  book.push(
    'state',
    'budget',
    'answers',
    ...(link.artefacts === null ? [] : (['artefacts'] as const)),
  );
  return { is: 'read', value: walked };
}

interface Told {
  readonly book: Book;
  readonly walked: Walked | null;
  readonly bad: Verification['bad'];
  readonly notes?: readonly string[];
}

function told(
  { runId, links }: RunEvidence,
  { book, walked, bad, notes = [] }: Told,
): Verification {
  const times = (rule: Rule): number => book.filter((one) => one === rule).length;
  const writer = walked?.writer;
  const unfenced =
    writer?.is === 'unfenced'
      ? ['the run is unfenced: any workflow of the repository could have written this record']
      : [];
  return {
    runId,
    bad,
    held: RULES.map((rule) => ({ rule, times: times(rule) })),
    notes: [...unfenced, ...notes],
    commits: links.length,
    events: walked?.run?.seq ?? 0,
    tip: links.at(-1)?.oid ?? null,
    state: walked?.run?.state ?? null,
    writer: writer?.is === 'bot' ? writer.id : null,
  };
}
