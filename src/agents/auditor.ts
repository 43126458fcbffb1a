import { parseJson } from '../core/edits/answer.ts';
import type { FileChange } from '../core/edits/edits.ts';
import { findingKey } from '../core/findings-key.ts';
import type { Finding } from '../core/findings.ts';
import type { GateLine } from '../core/run/event.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { ModelRequest } from '../ports.ts';
import { auditAnswerJsonSchema, AuditAnswer, type RawFinding } from './audit-answer.ts';
import { auditorPrompt } from './prompts/auditor.ts';

export interface AuditorContext {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly diff: string;
  readonly gate: readonly GateLine[];
  readonly earlier: readonly Finding[];
  readonly round: number;
}

const TEMPERATURE = 0.1;
const MAX_DIFF = 400_000;

export function auditorRequest({
  strategy,
  phase,
  diff,
  gate,
  earlier,
  round,
}: AuditorContext): ModelRequest {
  const { model } = phase.auditor;
  const able = strategy.capabilities[model];
  return {
    model,
    ...auditorPrompt({
      title: strategy.title,
      phase,
      diff: clamp(diff, MAX_DIFF),
      gate,
      earlier,
      round,
    }),
    schema: { name: 'audit_answer', json: auditAnswerJsonSchema },
    maxOutputTokens: phase.outputTokens,
    ...(able?.temperature === true ? { temperature: TEMPERATURE } : {}),
    ...(able?.reasoningEffort === undefined ? {} : { reasoningEffort: able.reasoningEffort }),
  };
}

export interface AuditAbout {
  readonly phase: PhaseStrategy;
  readonly changes: readonly FileChange[];
  /** Lines of the new side that the diff shows, by path. */
  readonly hunks: ReadonlyMap<string, ReadonlySet<number>>;
  /** All findings of the run so far. */
  readonly known: readonly Finding[];
  readonly round: number;
}

export type Audit =
  | {
      readonly is: 'audit';
      readonly verdict: 'approve' | 'revise' | 'escalate';
      readonly summary: string;
      readonly findings: readonly Finding[];
      readonly fixed: readonly string[];
      readonly acceptance: readonly { criterion: string; proven: boolean; evidence: string }[];
    }
  | { readonly is: 'unusable'; readonly why: string };

/**
 * Reads the Auditor's answer. An answer without evidence for each criterion is no approval. The verdict is
 * decided here from the findings: an answer can tighten it, never loosen it (v7 section 6).
 */
export function parseAudit(text: string, about: AuditAbout): Audit {
  const json = parseJson(text);
  if (json.is === 'malformed') return { is: 'unusable', why: json.detail };
  const parsed = AuditAnswer.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      is: 'unusable',
      why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit the schema'}`,
    };
  }
  const answer = parsed.data;
  const criteria = about.phase.acceptance;
  if (answer.acceptance.length < criteria.length)
    return {
      is: 'unusable',
      why: `evidence for ${answer.acceptance.length} of ${criteria.length} acceptance criteria`,
    };
  if (answer.verdict === 'revise' && answer.findings.length === 0)
    return { is: 'unusable', why: 'it asks for changes and names none' };
  const findings = number(answer.findings, about);
  const openBefore = about.known.filter(
    (f) =>
      f.phase === about.phase.id && f.status === 'open' && !findings.some((g) => g.id === f.id),
  );
  const fixed = openBefore
    .filter((f) => answer.fixed.includes(f.id) || isGone(f, about))
    .map((f) => f.id);
  const still = openBefore.filter((f) => !fixed.includes(f.id) && f.severity === 'major');
  const major = findings.some((f) => f.severity === 'major') || still.length > 0;
  return {
    is: 'audit',
    verdict: answer.verdict === 'escalate' ? 'escalate' : major ? 'revise' : 'approve',
    summary: clamp(answer.summary, 600),
    findings: [...findings, ...still],
    fixed,
    acceptance: criteria.map((criterion, index) => ({
      criterion: clamp(criterion, 300),
      proven: answer.acceptance[index]?.proven === true,
      evidence: clamp(answer.acceptance[index]?.evidence ?? '', 300),
    })),
  };
}

/** A finding raised again keeps its id: sameness is decided by the key. */
function number(raw: readonly RawFinding[], about: AuditAbout): readonly Finding[] {
  let next = Math.max(0, ...about.known.map((finding) => Number(finding.id.slice(2)))) + 1;
  const findings: Finding[] = [];
  for (const one of raw) {
    const anchor = anchorOf(one, about);
    const key = findingKey({
      category: one.category,
      path: anchor.path,
      lineText: anchor.text,
      title: one.title,
    });
    if (findings.some((finding) => finding.key === key)) continue;
    const before = about.known.find((finding) => finding.key === key);
    findings.push({
      id: before?.id ?? `F-${next++}`,
      key,
      source: 'auditor',
      severity: one.severity,
      category: one.category,
      title: clamp(one.title, 120),
      reason: clamp(one.reason, 600),
      phase: about.phase.id,
      path: anchor.path,
      line: anchor.line,
      status: 'open',
    });
  }
  return findings;
}

interface Anchor {
  readonly path: string | null;
  readonly line: number | null;
  readonly text: string | null;
}

/** A review comment can stand only on a line that the diff shows; models count lines badly, so their text decides. */
function anchorOf(raw: RawFinding, about: AuditAbout): Anchor {
  const change = about.changes.find((one) => one.path === raw.path);
  if (change === undefined || change.op === 'delete')
    return { path: change?.path ?? null, line: null, text: raw.line_text };
  const shown = about.hunks.get(change.path) ?? new Set<number>();
  const wanted = raw.line_text?.trim();
  const lines = change.after.split(/\r?\n/);
  const matches = lines.flatMap((line, index) =>
    line.trim() === wanted && shown.has(index + 1) ? [index + 1] : [],
  );
  const byNumber = raw.line !== null && shown.has(raw.line) ? raw.line : null;
  const line = matches.includes(byNumber ?? -1)
    ? byNumber
    : (matches[0] ?? (wanted ? null : byNumber));
  return {
    path: change.path,
    line,
    text: line === null ? raw.line_text : (lines[line - 1] ?? null),
  };
}

/** The file of an earlier finding is gone, so the finding is. */
const isGone = (finding: Finding, { changes }: AuditAbout): boolean =>
  changes.some((change) => change.op === 'delete' && change.path === finding.path);
