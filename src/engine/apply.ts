import { keptDoubts, wantsOf, whyNothing } from '../agents/mend.ts';
import { unfenced } from '../agents/prompts/fence.ts';
import { applyAnswer } from '../core/edits/apply-answer.ts';
import type { AnswerFile } from '../core/edits/answer-file.ts';
import { unifiedDiff } from '../core/edits/diff.ts';
import type { FileChange, Refusal, ServedFile } from '../core/edits/edits.ts';
import { shownTogether } from '../core/edits/parts.ts';
import { govern, violationEvidence } from '../core/govern/govern.ts';
import type { GovernedEdits, GovernPolicy } from '../core/govern/governed.ts';
import { NOTICE, README } from '../core/planning/insert-reuse.ts';
import { commitMessage } from '../core/report/commit-message.ts';
import type { Evidence, GateLine, RunEvent } from '../core/run/event.ts';
import { isMajor, KEPT_CHARS } from '../core/run/event-edits.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { OpenCall } from '../core/run/run.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { TreeEntry } from '../ports.ts';
import { filesOf, look } from './look.ts';
import { mend } from './mend.ts';
import type { Pass } from './pass.ts';
import { kindOf, refusalText } from './refusals.ts';
import { serve } from './serve.ts';
import { isWithheld, WITHHELD } from './withheld.ts';

type Apply = { readonly phase: string; readonly attempt: number; readonly hold: string };
type Refused = {
  readonly is: 'refused';
  readonly kind: Evidence['kind'];
  readonly text: string;
  readonly gate: readonly GateLine[];
  /** It is the answer that is wrong, so a part of it may be asked for once more. */
  readonly mendable?: boolean;
  readonly refusals?: readonly Refusal[];
  /** The diff that the gate refused; left out: it did not come to one. */
  readonly diff?: string;
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
  if (judged.is === 'refused') {
    const { refusals = [] } = judged;
    if (judged.mendable && (await mend(pass, action, { call, refusals }))) return;
    return pass.write([refusal(pass, action, judged)]);
  }
  return commit(pass, action, judged);
}

async function judge(pass: Pass, action: Apply, call: OpenCall): Promise<Refused | Accepted> {
  const no = (kind: Evidence['kind'], text: string, gate: readonly GateLine[] = []): Refused => ({
    is: 'refused',
    kind,
    text,
    gate,
  });
  if (call.answer?.stop === 'truncated') {
    const text = 'The answer was cut off at its output limit. Make fewer or smaller edits.';
    return { ...no('truncated', text), mendable: true };
  }
  if (call.answer?.stop === 'refused') return no('malformed', 'The model declined to answer.');
  const format = pass.strategy.edits ?? 'search_replace';
  const text = pass.answer()?.text ?? '';
  if (isWithheld(text)) return no('refused', WITHHELD);
  if (wantsOf({ text, stop: 'complete', format }).length > 0)
    return { ...no('refused', NO_EDITS), mendable: true };
  const { tree: servedTree, files: served } = await serve(pass, action.phase, call.head);
  const wants = (call.looks ?? []).flat();
  const looking = { phase: action.phase, commit: call.head, wants, served };
  const files = shownTogether([...served, ...filesOf(await look(pass, looking))]);
  const { head } = pass.run();
  const tree = head === call.head ? servedTree : await pass.ports.forge.tree(head);
  const v4a = format === 'v4a';
  const applied = applyAnswer({
    format: v4a ? 'v4a' : 'sr',
    allowV4a: v4a,
    answer: unfenced(text),
    files: await asTheyAre(pass, files, { tree, moved: head !== call.head }),
    exists: (path) => servedTree.some((entry) => entry.path === path),
  });
  if (applied.is === 'refused') {
    const { refusals } = applied;
    return { ...no(kindOf(refusals), refusalText(refusals)), mendable: true, refusals };
  }

  const stale = movedFiles(applied.changes, files, { servedTree, tree });
  if (stale.length > 0)
    return no('stale', `People changed these files meanwhile: ${stale.join(', ')}`);
  const judged = await governed(pass, action.phase, applied.changes, tree);
  // Where it changes nothing, what it says is all that there is of it.
  return judged.is === 'refused' && applied.changes.length === 0
    ? { ...judged, text: `${judged.text}${whyNothing(text)}` }
    : judged;
}

const NO_EDITS =
  'The answer asks to be shown more, and makes no edits. It was shown what it may be; make the edits with what is served.';

/** The served files beside what they are at the head now. */
async function asTheyAre(
  pass: Pass,
  served: readonly ServedFile[],
  { tree, moved }: { readonly tree: readonly TreeEntry[]; readonly moved: boolean },
): Promise<readonly AnswerFile[]> {
  const is = new Map(tree.map((entry) => [entry.path, entry]));
  const differ = moved ? served.filter(({ path, sha }) => is.get(path)?.sha !== sha) : [];
  const entries = differ.flatMap(({ path }) => is.get(path) ?? []);
  const now = entries.length > 0 ? await pass.ports.forge.files(pass.run().head, entries) : [];
  const textNow = ({ path, text }: ServedFile): string | null =>
    differ.some((file) => file.path === path)
      ? (now.find((file) => file.path === path)?.text ?? null)
      : text;
  return served.map((file) => ({
    path: file.path,
    served: file.text,
    current: textNow(file),
    mode: file.mode,
    parts: file.parts,
  }));
}

async function governed(
  pass: Pass,
  phaseId: string,
  changes: readonly FileChange[],
  tree: readonly TreeEntry[],
): Promise<Refused | Accepted> {
  const { scope, deliverables, allowNoop } = limitsOf(pass.strategy, phaseId);
  const { protectedPaths, allowProtected } = pass.strategy;
  const verdict = govern(changes, {
    scope,
    deliverables,
    allowNoop,
    protectedPaths,
    allowProtected,
    tree,
    parsed: await pass.ports.syntax.parse(changes),
    reuse: await reuseOf(pass, phaseId, tree),
  });
  if (verdict.is === 'governed') return { ...verdict, is: 'accepted' };
  const policy = verdict.violations.some((violation) => violation.kind === 'policy');
  return {
    is: 'refused',
    kind: policy ? 'policy' : 'refused',
    text: violationEvidence(verdict.violations),
    gate: verdict.gate,
    diff: unifiedDiff(changes),
  };
}

/** What the phase takes over, beside what people could read of its origin before. */
async function reuseOf(
  pass: Pass,
  phaseId: string,
  tree: readonly TreeEntry[],
): Promise<GovernPolicy['reuse']> {
  const { reuse } = limitsOf(pass.strategy, phaseId);
  if (reuse === undefined) return undefined;
  const entries = tree.filter(({ path }) => path === NOTICE || path === README);
  const files = await pass.ports.forge.files(pass.run().head, entries);
  return { source: reuse, before: new Map(files.map(({ path, text }) => [path, text])) };
}

async function commit(pass: Pass, action: Apply, { edits, gate, risk }: Accepted): Promise<void> {
  const { ports, strategy } = pass;
  const run = pass.run();
  const before = run.head;
  const doubts = keptDoubts(ports.redact(pass.answer()?.text ?? ''));
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
    ...(gate.some(isMajor) ? { major: true } : {}),
    ...(doubts.length === 0 ? {} : { doubts: [...doubts] }),
    ...(edits.changes.length === 0 ? {} : { patch: keep(pass, unifiedDiff(edits.changes)) }),
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
    proposed: keep(pass, refused.diff ?? pass.answer()?.text ?? ''),
  };
}

/** For those who look at the try later: everybody may read the record. */
const keep = (pass: Pass, text: string): string => clamp(pass.ports.redact(text), KEPT_CHARS);

/**
 * Changed files that cannot be brought onto the head: somebody made one at a path that was free, or changed
 * a file's mode. Changes of the text are merged before.
 */
function movedFiles(
  changes: readonly FileChange[],
  files: readonly ServedFile[],
  trees: { readonly servedTree: readonly TreeEntry[]; readonly tree: readonly TreeEntry[] },
): readonly string[] {
  if (trees.servedTree === trees.tree) return [];
  const was = new Map(trees.servedTree.map((entry) => [entry.path, entry]));
  const is = new Map(trees.tree.map((entry) => [entry.path, entry]));
  const shown = new Set(files.map(({ path }) => path));
  return changes
    .map((change) => change.path)
    .filter((path) =>
      shown.has(path)
        ? was.get(path)?.mode !== is.get(path)?.mode
        : was.get(path)?.sha !== is.get(path)?.sha,
    );
}
