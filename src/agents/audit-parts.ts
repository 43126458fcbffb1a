import type { FileChange } from '../core/edits/edits.ts';
import type { AuditPart } from '../core/run/event-answer.ts';
import type { Finding } from '../core/findings.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { Audit } from './auditor.ts';

type Parsed = Extract<Audit, { is: 'audit' }>;

/** Whether two opinions are due about a head: for its category, and for a schema where something is taken away. */
export const isDual = (phase: PhaseStrategy, changes: readonly FileChange[]): boolean =>
  phase.secondAuditor !== undefined &&
  (phase.category !== 'schema_contract_change' || isDestructive(changes));

const SCHEMA =
  /(?:^|[/._-])(?:migrations?|schemas?|openapi|swagger)(?:[/._-]|$)|\.(?:sql|proto|graphqls?|prisma|avsc)$/i;
const TAKES =
  /\b(?:drop\s+(?:table|column|index|constraint|type|schema|view)|truncate\b|delete\s+from|alter\s+column|rename\s+(?:to|column)|set\s+not\s+null)\b/i;

/** Data or a contract that others read is taken away: a file, a line of a schema, or what a statement drops. */
export function isDestructive(changes: readonly FileChange[]): boolean {
  return changes.some((change) => {
    if (change.op === 'delete') return true;
    const old = new Set(change.op === 'update' ? linesOf(change.before) : []);
    const now = new Set(linesOf(change.after));
    if ([...now].some((line) => !old.has(line) && TAKES.test(line))) return true;
    return SCHEMA.test(change.path) && [...old].some((line) => !now.has(line));
  });
}

const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The first opinion without what people have dismissed since it was given. */
export function withoutSettled(part: AuditPart, known: readonly Finding[]): AuditPart {
  const settled = known.filter(({ status }) => status === 'dismissed').map(({ id }) => id);
  const findings = part.findings.filter(({ id }) => !settled.includes(id));
  const blocks = findings.some(({ severity }) => severity === 'major');
  return {
    ...part,
    findings,
    verdict: part.verdict === 'revise' && !blocks ? 'approve' : part.verdict,
  };
}

const RANK = { approve: 0, revise: 1, escalate: 2 } as const;
const MAX_SUMMARY = 600;

/** A second opinion with the model that gave it. */
export type SecondPart = Parsed & { readonly model: string };

/**
 * Two opinions about one head as one: all findings of both, the worse severity and the worse verdict. What is
 * said to be fixed or proven is so only where both say it.
 */
export function together(first: AuditPart, { model, ...second }: SecondPart): Parsed {
  const worse = RANK[first.verdict] > RANK[second.verdict] ? first : second;
  const same = model === first.model ? `Both opinions are of ${model.slice(0, 60)}.\n\n` : '';
  const half = Math.floor((MAX_SUMMARY - same.length) / 2) - 2;
  return {
    is: 'audit',
    verdict: worse.verdict,
    summary: `${same}${clamp(first.summary, half)}\n\n${clamp(second.summary, half)}`,
    findings: [
      ...second.findings.map((one) => worseOf(one, first.findings)),
      ...first.findings.filter(({ id }) => !second.findings.some((one) => one.id === id)),
    ],
    fixed: second.fixed.filter((id) => first.fixed.includes(id)),
    acceptance: second.acceptance.map((one, index) => {
      const other = first.acceptance[index];
      return other === undefined || !one.proven || other.proven ? one : other;
    }),
  };
}

/** A finding as the one who sees more in it tells it. */
function worseOf(one: Finding, others: readonly Finding[]): Finding {
  const other = others.find(({ id }) => id === one.id);
  return other?.severity === 'major' && one.severity === 'minor' ? other : one;
}
