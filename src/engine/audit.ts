import { auditorRequest, parseAudit } from '../agents/auditor.ts';
import { type EarlierRound, noProgress, reversals } from '../agents/audit-brakes.ts';
import { isDual, together, withoutSettled } from '../agents/audit-parts.ts';
import { instructionEntries, instructionsOf } from '../core/context/instructions.ts';
import type { Hold } from '../core/budget.ts';
import { linesShown } from '../core/findings/shown.ts';
import { nextRound } from '../core/run/candidate.ts';
import { phaseOf } from '../core/run/evolve-phase.ts';
import type { MissCause } from '../core/run/event-answer.ts';
import type { Candidate } from '../core/run/run.ts';
import { callModel } from './call.ts';
import { phaseNow } from './choose-model.ts';
import type { FileChange } from '../core/edits/edits.ts';
import { changesBetween } from './files.ts';
import type { Pass } from './pass.ts';

type Audit = { readonly phase: string; readonly head: string };
type Parsed = Extract<ReturnType<typeof parseAudit>, { is: 'audit' }>;

/** Asks the Auditor about one head: the plan's part and the diff since the last snapshot, never what the Builder says of it. */
export async function audit(pass: Pass, action: Audit, show: () => Promise<void>): Promise<void> {
  const run = pass.run();
  const { phase, head } = action;
  const limits = phaseNow(pass, phase);
  const phaseRun = phaseOf(run, phase);
  const changes = await changesOf(pass, head);
  const second = partOf(pass, action) === undefined ? undefined : limits.secondAuditor;
  const about: Omit<Parameters<typeof auditorRequest>[0], 'phase'> = {
    strategy: pass.strategy,
    changes,
    ci: phaseRun.candidates.at(-1)?.ci?.verdict ?? 'pending',
    gate: phaseRun.candidates.at(-1)?.gate ?? [],
    earlier: run.findings.filter((finding) => finding.phase === phase),
    round: nextRound(phaseRun),
    instructions: await instructions(pass),
    missed: candidateOf(pass, action)?.missed,
  };
  const ask = (model: string) =>
    auditorRequest({ ...about, phase: { ...limits, auditor: { model, because: '' } } });
  const request = ask((second ?? limits.auditor).model);
  const started = (hold: Hold) =>
    ({ type: 'audit-started', at: pass.ports.clock.now(), phase, head, hold }) as const;
  await callModel(pass, { phase, role: 'auditor', request, ask, started }, show);
}

/** As they were before the run: no phase can change its own. */
async function instructions(pass: Pass): Promise<ReturnType<typeof instructionsOf>> {
  const { sha } = pass.run().base;
  const entries = instructionEntries(await pass.ports.forge.tree(sha));
  return entries.length === 0 ? [] : instructionsOf(await pass.ports.forge.files(sha, entries));
}

const candidateOf = (pass: Pass, { phase, head }: Audit): Candidate | undefined =>
  phaseOf(pass.run(), phase).candidates.findLast((candidate) => candidate.head === head);
const partOf = (pass: Pass, action: Audit): Candidate['part'] => candidateOf(pass, action)?.part;

/** Reads the kept audit answer into findings that are anchored to lines the diff shows. */
export async function concludeAudit(pass: Pass, action: Audit): Promise<void> {
  const { phase, head } = action;
  const limits = phaseNow(pass, phase);
  const changes = await changesOf(pass, head);
  const round = nextRound(phaseOf(pass.run(), phase));
  const first = partOf(pass, action);
  const parsed = parseAudit(pass.answer()?.text ?? '', {
    phase: limits,
    changes,
    hunks: linesShown(changes),
    known: [...pass.run().findings, ...newOf(pass, first?.findings ?? [])],
    round,
    isFirst: pass.run().snapshot === pass.run().base.sha,
    isLater: phaseOf(pass.run(), phase).state === 'COMPLETE',
  });
  const at = pass.ports.clock.now();
  if (parsed.is === 'unusable') {
    const { cause, why } = missOf(parsed, pass.run().call?.answer?.stop);
    const told = pass.ports.redact(why).slice(0, 300);
    return pass.write([{ type: 'audit-unusable', at, phase, head, why: told, cause }]);
  }
  const model = pass.run().call?.hold.model ?? limits.auditor.model;
  if (first === undefined && isDual(limits, changes)) {
    return pass.write([
      { type: 'audit-part-kept', at, phase, head, part: { model, ...written(parsed) } },
    ]);
  }
  const whole =
    first === undefined
      ? parsed
      : together(withoutSettled(first, pass.run().findings), { ...parsed, model });
  const braked = await brake(pass, action, { whole, changes, round });
  return pass.write([{ type: 'audit-finished', at, phase, head, round, ...written(braked) }]);
}

/** How the answer ended says more than what of it cannot be read. */
function missOf(
  { cause, why }: Extract<ReturnType<typeof parseAudit>, { is: 'unusable' }>,
  stop: 'complete' | 'truncated' | 'refused' | undefined,
): { readonly cause: MissCause; readonly why: string } {
  if (stop === 'truncated') return { cause: stop, why: 'the answer was cut off at its limit' };
  return stop === 'refused' ? { cause: stop, why: 'the model declined to answer' } : { cause, why };
}

const newOf = (pass: Pass, findings: Parsed['findings']): Parsed['findings'] =>
  findings.filter(({ id }) => !pass.run().findings.some((known) => known.id === id));

const written = ({ verdict, summary, findings, fixed, acceptance }: Parsed) => ({
  ...{ verdict, summary, findings: [...findings], fixed: [...fixed] },
  acceptance: [...acceptance],
});

interface Judged {
  readonly whole: Parsed;
  readonly changes: readonly FileChange[];
  readonly round: number;
}

const MAX_SUMMARY = 600;
/** From this round on a change that stays as it was is for a person. */
const LAST_ROUND = 3;

/**
 * An Auditor that asks to put back what it had changed, and a Builder that hands in the same again, would go
 * on for as long as there is money. The first is for a person at once; of the second the summary tells, which
 * is what the recovery of the phase goes by, until it is for a person as well.
 */
async function brake(
  pass: Pass,
  action: Audit,
  { whole, changes, round }: Judged,
): Promise<Parsed> {
  const earlier = whole.verdict === 'revise' ? await roundBefore(pass, action) : null;
  if (earlier === null) return whole;
  const told = (words: string): string => `${words} ${whole.summary}`.slice(0, MAX_SUMMARY);
  const undone = reversals(whole.findings, earlier);
  if (undone.length > 0) {
    const summary = told(
      `The review asks to put back what it had asked for: ${undone.join(', ')}.`,
    );
    return { ...whole, verdict: 'escalate', summary };
  }
  const equal = noProgress(whole.findings, changes, earlier);
  if (equal === null) return whole;
  const summary = told(
    `No progress: the change is ${equal} % equal to that of the round before, with the same major findings.`,
  );
  return { ...whole, summary, verdict: round >= LAST_ROUND ? 'escalate' : whole.verdict };
}

async function roundBefore(pass: Pass, { phase, head }: Audit): Promise<EarlierRound | null> {
  const { candidates } = phaseOf(pass.run(), phase);
  const before = candidates.findLast((one) => one.head !== head && one.audit !== null);
  if (before === undefined || before.audit === null) return null;
  const { verdict, findings } = before.audit;
  const [changes, since] = [
    await changesOf(pass, before.head),
    await changesBetween(pass.ports, before.head, head),
  ];
  return { verdict, findings, changes, since };
}

/** What a head changed since the last snapshot; known without a request when this pass has just made it. */
async function changesOf(pass: Pass, head: string): Promise<readonly FileChange[]> {
  const { snapshot } = pass.run();
  const made = pass.made.current;
  if (made?.head === head && made.before === snapshot) return made.changes;
  return changesBetween(pass.ports, snapshot, head);
}
