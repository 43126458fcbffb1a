import type { Finding } from '../findings.ts';
import type { RunEvent } from './event.ts';
import { onCandidate, phaseOf, withPhase } from './evolve-phase.ts';
import type { Candidate, Run } from './run.ts';

type AuditEvent = Extract<
  RunEvent,
  { type: 'audit-finished' | 'audit-unusable' | 'audit-part-kept' }
>;

/** What an audit says becomes part of the candidate that it is about, and its findings part of the run. */
export function evolveAudit(run: Run, event: AuditEvent): Run {
  switch (event.type) {
    case 'audit-part-kept':
      return about(run, event, (c) => ({ ...answered(c), part: event.part }));
    case 'audit-unusable':
      return about(run, event, (c) => missed(run, event, c));
    case 'audit-finished': {
      const { round, verdict, summary, acceptance, fixed } = event;
      const findings = event.findings.map((f) => f.id);
      const audit = { round, verdict, summary, findings, fixed, acceptance };
      const judged = about(run, event, ({ part: _first, ...c }) => ({ ...c, audit }));
      return { ...judged, findings: merged(run, event) };
    }
  }
}

function missed(
  run: Run,
  { cause, why }: Extract<AuditEvent, { type: 'audit-unusable' }>,
  candidate: Candidate,
): Candidate {
  const next = { ...candidate, auditMisses: candidate.auditMisses + 1 };
  if (cause === undefined) return next;
  const last = { cause, why, model: run.call?.hold.model ?? '' };
  return { ...next, missed: { times: (candidate.missed?.times ?? 0) + 1, last } };
}

/** What could not be used before is told to nobody any more; how often it was still counts. */
const answered = ({ missed: before, ...candidate }: Candidate): Candidate => ({
  ...candidate,
  ...(before === undefined ? {} : { missed: { times: before.times } }),
});

const about = (run: Run, event: AuditEvent, change: (c: Candidate) => Candidate): Run => ({
  ...withPhase(run, onCandidate(phaseOf(run, event.phase), event.head, change)),
  call: null,
});

/** A finding that is raised again is open again, under the id it had. */
function merged(run: Run, event: Extract<AuditEvent, { type: 'audit-finished' }>): Finding[] {
  const known = run.findings.map((f): Finding =>
    event.fixed.includes(f.id) ? { ...f, status: 'fixed' } : f,
  );
  const again = new Map(event.findings.map((f) => [f.id, f]));
  return [
    ...known.map((f) => again.get(f.id) ?? f),
    ...event.findings.filter((f) => !known.some((one) => one.id === f.id)),
  ];
}
