import type { AuditAbout } from './audit-about.ts';
import { identify } from '../core/findings/identify.ts';
import type { Finding } from '../core/findings.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { RawFinding } from './audit-answer.ts';
import { anchorOf, oneLine } from './anchor.ts';
import { suggestionAt } from './suggestion.ts';

const MAX_FINDINGS = 50;
/** The state of a run has to stay small; a model may flood it. */
const MAX_CHARS = 20_000;
/** From this round on only major findings and regressions are asked for, and from the next on only major ones. */
const REGRESSIONS = 2;

/**
 * The raised problems as findings of the run, the worst first. One that was raised before keeps its id, and
 * while it is open its severity does not fall: sameness is decided by the key. What a person dismissed is
 * settled, whoever raises it again. `left` counts those that are too many to keep.
 */
export function findingsOf(
  raw: readonly RawFinding[],
  about: AuditAbout,
): { readonly findings: readonly Finding[]; readonly left: number } {
  const byKey = new Map<string, Draft>();
  for (const one of raw.filter((each) => isAsked(each, about))) {
    const draft = draftOf(one, about);
    if (isSettled(one, draft, about.known)) continue;
    const same = byKey.get(draft.key);
    byKey.set(draft.key, same === undefined ? draft : merged(same, draft));
  }
  const wanted = [...byKey.values()].sort((a, b) =>
    a.severity === b.severity ? 0 : a.severity === 'major' ? -1 : 1,
  );
  const kept = wanted.slice(0, room(wanted));
  return { findings: numbered(kept, about.known), left: wanted.length - kept.length };
}

type Draft = Omit<Finding, 'id'>;

/** Raised again at its place, or by its name. */
function isSettled({ title }: RawFinding, { key }: Draft, known: readonly Finding[]): boolean {
  const [, named] = /^\W*(F-[1-9][0-9]*)\b/.exec(title) ?? [];
  return known.some((one) => one.status === 'dismissed' && (one.key === key || one.id === named));
}

/** The key that a problem has, or would have. */
export const keyOf = (raw: RawFinding, about: AuditAbout): string => draftOf(raw, about).key;

/** v7's rounds: all, then what is major or worked before, then what is major. What is open already is never dropped. */
function isAsked(raw: RawFinding, about: AuditAbout): boolean {
  const { severity, key } = draftOf(raw, about);
  const isOpen = about.known.some((one) => one.key === key && one.status === 'open');
  if (severity === 'major' || isOpen || about.round < REGRESSIONS) return true;
  return about.round === REGRESSIONS && raw.regression === true;
}

function room(drafts: readonly Draft[]): number {
  let chars = 0;
  const over = drafts.findIndex((one) => (chars += JSON.stringify(one).length) > MAX_CHARS);
  return over === -1 ? MAX_FINDINGS : Math.min(over, MAX_FINDINGS);
}

function numbered(drafts: readonly Draft[], known: readonly Finding[]): readonly Finding[] {
  let next = Math.max(0, ...known.map(({ id }) => Number(id.slice(2)))) + 1;
  return drafts.map((draft) => {
    const before = known.find(({ key }) => key === draft.key);
    return { id: before?.id ?? `F-${next++}`, ...draft };
  });
}

function draftOf(raw: RawFinding, about: AuditAbout): Draft {
  const { path, line, text, isSure, endLine, removedLine } = anchorOf(raw, about);
  const { category, title } = raw;
  const problem = { category, title, path, line, lineText: text };
  const { key, anchor, known } = identify(problem, about.known, about.changes);
  const before = known?.status === 'open' ? known : undefined;
  const suggestion = isSure ? suggestionAt(raw, { path, line, changes: about.changes }) : undefined;
  const severity = raw.severity ?? about.phase.defaultSeverity;
  return {
    key,
    source: 'auditor',
    severity: before?.severity === 'major' ? 'major' : severity,
    category,
    title: oneLine(title, 120) || category,
    reason: clamp(stripInvisible(raw.reason), 600),
    phase: about.phase.id,
    path,
    line,
    status: 'open',
    ...(anchor === undefined ? {} : { anchor }),
    // What is suggested stands in place of one line.
    ...(suggestion === undefined ? (endLine === undefined ? {} : { endLine }) : { suggestion }),
    ...(removedLine === undefined ? {} : { removedLine }),
    ...evidenceOf(raw),
    ...raisedIn(known, about.phase.id),
  };
}

const MAX_EVIDENCE = 300;

function evidenceOf({ evidence }: RawFinding): Pick<Finding, 'evidence'> {
  const text = clamp(stripInvisible(evidence ?? ''), MAX_EVIDENCE).trim();
  return text === '' ? {} : { evidence: [text] };
}

const MAX_PHASES = 100;

/** The phases and tiers that saw a finding are its age: those before are not forgotten when it is raised again. */
function raisedIn(
  known: Pick<Finding, 'phase' | 'phases'> | undefined,
  phase: string,
): Pick<Finding, 'phases'> {
  const before = known === undefined ? [] : (known.phases ?? [known.phase]);
  const phases = [...new Set([...before, phase])].slice(0, MAX_PHASES);
  return phases.length === 1 ? {} : { phases };
}

/** Two problems of one kind on one line: both are told, and the worse one counts. */
function merged(a: Draft, b: Draft): Draft {
  const [worse, other] = b.severity === 'major' && a.severity === 'minor' ? [b, a] : [a, b];
  const reason =
    worse.title === other.title ? worse.reason : `${worse.reason}\nAlso: ${other.title}`;
  return { ...worse, reason: clamp(reason, 600) };
}
