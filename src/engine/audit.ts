import { auditorRequest, parseAudit } from '../agents/auditor.ts';
import { hunkLines, unifiedDiff } from '../core/edits/diff.ts';
import { nextRound } from '../core/run/candidate.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import { limitsOf } from '../core/run/phase.ts';
import { callModel } from './call.ts';
import type { FileChange } from '../core/edits/edits.ts';
import { changesBetween } from './files.ts';
import type { Pass } from './pass.ts';

type Audit = { readonly phase: string; readonly head: string };

/** Asks the Auditor about one head: the plan's part and the diff since the last snapshot, never what the Builder says of it. */
export async function audit(pass: Pass, action: Audit, show: () => Promise<void>): Promise<void> {
  const run = pass.run();
  const phase = limitsOf(pass.strategy, action.phase);
  const phaseRun = phaseOf(run, action.phase);
  const changes = await changesOf(pass, action.head);
  const request = auditorRequest({
    strategy: pass.strategy,
    phase,
    diff: unifiedDiff(changes),
    changes,
    ci: phaseRun.candidates.at(-1)?.ci?.verdict ?? 'pending',
    gate: phaseRun.candidates.at(-1)?.gate ?? [],
    earlier: run.findings.filter((finding) => finding.phase === phase.id),
    round: nextRound(phaseRun),
  });
  await callModel(
    pass,
    {
      phase: phase.id,
      role: 'auditor',
      request,
      started: (hold) => ({
        type: 'audit-started',
        at: pass.ports.clock.now(),
        phase: phase.id,
        head: action.head,
        hold,
      }),
    },
    show,
  );
}

/** Reads the kept audit answer into findings that are anchored to lines the diff shows. */
export async function concludeAudit(pass: Pass, action: Audit): Promise<void> {
  const run = pass.run();
  const phaseRun = phaseOf(run, action.phase);
  const changes = await changesOf(pass, action.head);
  const round = nextRound(phaseRun);
  const parsed = parseAudit(pass.answer()?.text ?? '', {
    phase: limitsOf(pass.strategy, action.phase),
    changes,
    hunks: new Map(changes.map((change) => [change.path, hunkLines(change)])),
    known: run.findings,
    round,
  });
  const { head, phase } = action;
  const at = pass.ports.clock.now();
  if (parsed.is === 'unusable') {
    const why = pass.ports.redact(parsed.why).slice(0, 300);
    return pass.write([{ type: 'audit-unusable', at, phase, head, why }]);
  }
  const { verdict, summary, findings, fixed, acceptance } = parsed;
  return pass.write([
    {
      type: 'audit-finished',
      at,
      phase,
      head,
      round,
      verdict,
      summary,
      findings: [...findings],
      fixed: [...fixed],
      acceptance: [...acceptance],
    },
  ]);
}

/** What a head changed since the last snapshot; known without a request when this pass has just made it. */
async function changesOf(pass: Pass, head: string): Promise<readonly FileChange[]> {
  const { snapshot } = pass.run();
  const made = pass.made.current;
  if (made?.head === head && made.before === snapshot) return made.changes;
  return changesBetween(pass.ports, snapshot, head);
}
