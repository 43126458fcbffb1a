import { parseJson } from '../core/edits/answer.ts';
import type { FileChange } from '../core/edits/edits.ts';
import { renamesOf } from '../core/findings/renames.ts';
import type { Finding } from '../core/findings.ts';
import type { GateLine } from '../core/run/event.ts';
import type { AuditMissed, MissCause } from '../core/run/event-answer.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import { clamp } from '../core/text/neutralise.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import type { ModelRequest } from '../ports.ts';
import { findingsOf, keyOf } from './audit-findings.ts';
import type { AuditAbout } from './audit-about.ts';
import { auditAnswerJsonSchema, AuditAnswer } from './audit-answer.ts';
import { type Proof, proofs, unprovenOf, unsaid, wordsIn } from './audit-proofs.ts';
import { askOf } from './ask.ts';
import type { Instruction } from './prompts/builder.ts';
import { auditorPrompt, MAX_DIFF } from './prompts/auditor.ts';
import { planPart } from './prompts/plan.ts';
import { fitting } from './prompts/room.ts';
import { answered } from './prompts/fence.ts';

export interface AuditorContext {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly changes: readonly FileChange[];
  /** What CI says of this head so far. */
  readonly ci?: 'green' | 'red' | 'pending' | undefined;
  readonly gate: readonly GateLine[];
  readonly earlier: readonly Finding[];
  readonly round: number;
  /** What the repository says to those who work on it. */
  readonly instructions?: readonly Instruction[] | undefined;
  /** Why the last answer about this head could not be used. */
  readonly missed?: AuditMissed | undefined;
}

const TEMPERATURE = 0.1;

/** One request for the audit of one head. The same context makes the same request, to the letter. */
export function auditorRequest(context: AuditorContext): ModelRequest {
  const { strategy, phase, changes, ci = null, gate, round, instructions = [], missed } = context;
  // Nothing that the Builder says of its own work.
  const earlier = context.earlier.filter(({ source }) => source !== 'builder_self_doubt');
  const { model } = phase.auditor;
  const outputTokens = roomFor(phase, missed);
  const capabilities = strategy.capabilities[model];
  const ask = askOf(model, capabilities, { outputTokens, temperature: TEMPERATURE });
  const input = {
    ...{ phase, changes, ci, gate, earlier, round },
    plan: planPart(strategy, capabilities?.maxContext),
    instructions: fitting(instructions, capabilities?.maxContext),
    missed: missed?.last,
  };
  const room = (capabilities?.maxContext ?? Infinity) - ask.maxOutputTokens;
  return {
    ...ask,
    ...auditorPrompt({
      ...input,
      maxDiff: diffRoom(auditorPrompt({ ...input, changes: [] }), room),
    }),
    schema: { name: 'audit_answer', json: auditAnswerJsonSchema },
  };
}

/** On the cautious side, as texts are estimated everywhere. */
const CHARS_PER_TOKEN = 3;
/** What is said of a diff that is cut, and the tags around it. */
const AROUND_DIFF = 1_000;

/** What the rest of the prompt leaves of the model's context, in characters. */
function diffRoom(rest: { readonly system: string; readonly user: string }, room: number): number {
  const used = rest.system.length + rest.user.length;
  return Math.max(0, Math.min(MAX_DIFF, Math.floor(room * CHARS_PER_TOKEN) - used - AROUND_DIFF));
}

/** v7 section 13: what was cut off is asked for with more room. */
const MORE = 1.25;
const MAX_OUTPUT = 64_000;

const roomFor = ({ outputTokens }: PhaseStrategy, missed: AuditMissed | undefined): number =>
  missed?.last?.cause === 'truncated'
    ? Math.max(outputTokens, Math.min(Math.ceil(outputTokens * MORE ** missed.times), MAX_OUTPUT))
    : outputTokens;

export type Audit =
  | {
      readonly is: 'audit';
      readonly verdict: 'approve' | 'revise' | 'escalate';
      readonly summary: string;
      readonly findings: readonly Finding[];
      /** Ids of earlier findings that are gone. */
      readonly fixed: readonly string[];
      readonly acceptance: readonly Proof[];
    }
  | { readonly is: 'unusable'; readonly cause: MissCause; readonly why: string };

const incomplete = (why: string): Audit => ({ is: 'unusable', cause: 'incomplete', why });

/**
 * Reads the Auditor's answer. The verdict is decided here from the findings: an answer can tighten it, never
 * loosen it (v7 section 6). Without evidence that each criterion is met there is no approval: what is not
 * proven is asked of the Builder.
 */
export function parseAudit(text: string, about: AuditAbout): Audit {
  const answer = readAnswer(text);
  if ('why' in answer) return { is: 'unusable', cause: 'malformed', why: answer.why };
  const acceptance = proofs(answer, about.phase.acceptance);
  if ('why' in acceptance) return incomplete(acceptance.why);
  if (answer.summary.trim() === '' && answer.findings.length === 0)
    return incomplete('it has no summary');
  if (isInstant(answer, about)) return incomplete('it approves without a word on what it saw');
  const said = judged(answer, acceptance.proofs, about);
  // What came after the phase was complete is judged by what it changes.
  if (said.is === 'unusable' || said.verdict !== 'approve' || about.isLater === true) return said;
  const silent = unsaid(said.acceptance);
  if (silent > 0)
    return incomplete(`no evidence for ${silent} of ${said.acceptance.length} acceptance criteria`);
  const open = said.acceptance.filter(({ proven }) => !proven);
  const asked = open.map((proof) => unprovenOf(proof, about.phase));
  return asked.length === 0
    ? said
    : judged({ ...answer, findings: [...answer.findings, ...asked] }, said.acceptance, about);
}

function judged(answer: AuditAnswer, acceptance: readonly Proof[], about: AuditAbout): Audit {
  const { findings, left } = findingsOf(answer.findings, about);
  const { fixed, still } = earlierOnes({ answer, acceptance }, findings, about);
  if (answer.verdict === 'revise' && answer.findings.length + still.length === 0)
    return incomplete('it asks for changes and names none');
  const open = [...findings, ...still.filter((finding) => finding.severity === 'major')];
  const major = open.some((finding) => finding.severity === 'major');
  const said = answer.summary.trim() === '' ? (findings[0]?.title ?? '') : answer.summary;
  const more = left === 0 ? '' : ` (${left} more findings are not listed)`;
  return {
    is: 'audit',
    verdict: answer.verdict === 'escalate' ? 'escalate' : major ? 'revise' : 'approve',
    summary: clamp(stripInvisible(said), MAX_SUMMARY - more.length) + more,
    findings: open,
    fixed,
    acceptance,
  };
}

const MAX_SUMMARY = 600;
const LEAST_SAID = 4;

/** Where there are no criteria to give evidence for, an approval has to say at least what was looked at. */
const isInstant = ({ verdict, findings, summary }: AuditAnswer, { phase }: AuditAbout): boolean =>
  verdict === 'approve' &&
  findings.length === 0 &&
  phase.acceptance.length === 0 &&
  wordsIn(summary) < LEAST_SAID;

function readAnswer(text: string): AuditAnswer | { readonly why: string } {
  const json = parseJson(answered(text));
  if (json.is === 'malformed') return { why: json.detail };
  const parsed = AuditAnswer.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return {
    why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit the schema'}`,
  };
}

/** Where it stood was told of another head: on this one GitHub may not even show the line. */
function elsewhere({
  suggestion: _of,
  endLine: _end,
  removedLine: _removed,
  ...finding
}: Finding): Finding {
  return { ...finding, line: null };
}

interface Said {
  readonly answer: AuditAnswer;
  readonly acceptance: readonly Proof[];
}

/** The phase's open findings that were not raised again: gone, or still there without a word about them. */
function earlierOnes(
  { answer, acceptance }: Said,
  raised: readonly Finding[],
  about: AuditAbout,
): { readonly fixed: readonly string[]; readonly still: readonly Finding[] } {
  const { phase, known, changes } = about;
  const claims = new Set(answer.fixed.flatMap((claim) => claim.match(/\bF-[1-9][0-9]*\b/g) ?? []));
  const renames = renamesOf(changes);
  // One that was raised about the deletion of a file, or moved with it, is not gone together with it.
  const isDeleted = ({ path, anchor }: Finding): boolean =>
    anchor !== undefined &&
    changes.some((change) => change.op === 'delete' && change.path === path) &&
    !renames.has(path ?? '');
  const proven = new Set(
    acceptance.filter((one) => one.proven).map((proof) => keyOf(unprovenOf(proof, phase), about)),
  );
  const isGone = (finding: Finding): boolean =>
    claims.has(finding.id) || proven.has(finding.key) || isDeleted(finding);
  const before = known.filter(
    (one) =>
      one.phase === phase.id &&
      one.source === 'auditor' &&
      one.status === 'open' &&
      !raised.some(({ id }) => id === one.id),
  );
  return {
    fixed: before.filter(isGone).map(({ id }) => id),
    still: before.filter((one) => !isGone(one)).map(elsewhere),
  };
}
