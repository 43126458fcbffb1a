import { unfenced } from '../agents/prompts/fence.ts';
import { parseBuilderAnswer } from '../core/edits/answer.ts';
import { applyEdits } from '../core/edits/apply.ts';
import type { FileChange, Refusal } from '../core/edits/edits.ts';
import { govern, violationEvidence } from '../core/govern/govern.ts';
import type { GovernedEdits } from '../core/govern/governed.ts';
import { commitMessage } from '../core/report/commit-message.ts';
import type { Evidence, GateLine, RunEvent } from '../core/run/event.ts';
import { limitsOf } from '../core/run/phase.ts';
import type { OpenCall } from '../core/run/run.ts';
import type { TreeEntry } from '../ports.ts';
import { serve } from './build.ts';
import type { Pass } from './pass.ts';

type Apply = { readonly phase: string; readonly attempt: number; readonly hold: string };
type Refused = {
  readonly is: 'refused';
  readonly kind: Evidence['kind'];
  readonly text: string;
  readonly gate: readonly GateLine[];
};
type Accepted = {
  readonly is: 'accepted';
  readonly edits: GovernedEdits;
  readonly gate: readonly GateLine[];
  readonly risk: number;
};

/** Turns the kept answer into a commit that moves together with the ledger, or into a refusal with evidence. */
export async function apply(pass: Pass, action: Apply): Promise<void> {
  const { call } = pass.run();
  if (call === null || call.hold.id !== action.hold)
    throw new Error(`no answer is kept for ${action.hold}`);
  const judged = await judge(pass, action, call);
  if (judged.is === 'refused') return pass.write([refusal(pass, action, judged)]);
  return commit(pass, action, judged);
}

async function judge(pass: Pass, action: Apply, call: OpenCall): Promise<Refused | Accepted> {
  const no = (kind: Evidence['kind'], text: string, gate: readonly GateLine[] = []): Refused => ({
    is: 'refused',
    kind,
    text,
    gate,
  });
  if (call.answer?.stop === 'truncated')
    return no(
      'truncated',
      'The answer was cut off at its output limit. Make fewer or smaller edits.',
    );
  if (call.answer?.stop === 'refused') return no('malformed', 'The model declined to answer.');
  const parsed = parseBuilderAnswer(unfenced(pass.answer()?.text ?? ''));
  if (parsed.is === 'malformed')
    return no('malformed', `The answer could not be read: ${parsed.detail}`);

  const { tree: servedTree, files } = await serve(pass, action.phase, call.head);
  const applied = applyEdits({
    served: files,
    edits: parsed.answer.edits,
    exists: (path) => servedTree.some((entry) => entry.path === path),
  });
  if (applied.is === 'refused') return no('refused', refusalText(applied.refusals));

  const { head } = pass.run();
  const tree = head === call.head ? servedTree : await pass.ports.forge.tree(head);
  const stale = movedFiles(applied.changes, servedTree, tree);
  if (stale.length > 0)
    return no('stale', `People changed these files meanwhile: ${stale.join(', ')}`);
  return governed(pass, action.phase, applied.changes, tree);
}

function governed(
  pass: Pass,
  phaseId: string,
  changes: readonly FileChange[],
  tree: readonly TreeEntry[],
): Refused | Accepted {
  const { scope, deliverables, allowNoop } = limitsOf(pass.strategy, phaseId);
  const { protectedPaths, allowProtected } = pass.strategy;
  const verdict = govern(changes, {
    scope,
    deliverables,
    allowNoop,
    protectedPaths,
    allowProtected,
    tree,
  });
  if (verdict.is === 'governed') return { ...verdict, is: 'accepted' };
  const policy = verdict.violations.some((violation) => violation.kind === 'policy');
  return {
    is: 'refused',
    kind: policy ? 'policy' : 'refused',
    text: violationEvidence(verdict.violations),
    gate: verdict.gate,
  };
}

async function commit(pass: Pass, action: Apply, { edits, gate, risk }: Accepted): Promise<void> {
  const { ports, strategy } = pass;
  const run = pass.run();
  const before = run.head;
  const committed = (head: string, tree: string): RunEvent => ({
    type: 'edits-committed',
    at: ports.clock.now(),
    phase: action.phase,
    attempt: action.attempt,
    before,
    head,
    tree,
    files: edits.files,
    added: edits.added,
    removed: edits.removed,
    risk,
    gate: [...gate],
  });
  // Nothing to change (`allow no-op`): the phase takes over the verdict of the head as it is.
  if (edits.changes.length === 0) return pass.write([committed(before, before)]);
  const phase = limitsOf(strategy, action.phase);
  const message = commitMessage({ run, phase, attempt: action.attempt });
  const { head, tree } = await ports.ledger.prepareCode({ before, edits, message });
  await pass.writeWithCode([committed(head, tree)], { before, head });
  pass.made.current = { before, head, changes: edits.changes };
}

function refusal(pass: Pass, action: Apply, refused: Refused): RunEvent {
  const { head } = pass.run();
  const text = pass.ports.redact(refused.text).slice(0, 6_000);
  const { phase, attempt } = action;
  return {
    type: 'edits-refused',
    at: pass.ports.clock.now(),
    phase,
    attempt,
    evidence: { kind: refused.kind, attempt, head, text },
    gate: [...refused.gate],
  };
}

const refusalText = (refusals: readonly Refusal[]): string =>
  [
    'No edit of the last answer was applied, because of these:',
    ...refusals.map((r) => `- edit ${r.edit + 1}, ${r.path}: ${r.code}. ${r.detail}`),
  ].join('\n');

/** Edited files that are not any more what the Builder was shown. */
function movedFiles(
  changes: readonly FileChange[],
  served: readonly TreeEntry[],
  now: readonly TreeEntry[],
): readonly string[] {
  if (served === now) return [];
  const was = new Map(served.map((entry) => [entry.path, entry.sha]));
  const is = new Map(now.map((entry) => [entry.path, entry.sha]));
  return changes.map((change) => change.path).filter((path) => was.get(path) !== is.get(path));
}
